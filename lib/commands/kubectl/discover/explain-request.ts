import { JsonPathError, parseTemplate, type Step } from '@/lib/api/jsonpath';
import type { Resource } from '../client/discovery';
import { CommandError, Fatal } from '../errors';
import type { Invocation } from '../invocation';

/** What the argument of explain names: a resource, and the way to a field of it. */
export interface ExplainRequest {
  readonly resource: Resource;
  readonly path: readonly string[];
}

/**
 * Reads `pods.spec.containers`, `deployments.apps.spec` (Models explain.SplitAndParseResourceRequestWithMatchingPrefix; with
 * --api-version the group is no part of the argument). Throws CommandError as kubectl complains.
 */
export function explainRequestOf(k: Invocation, argument: string, withGroup: boolean): ExplainRequest {
  const [name, ...fields] = stepsOf(argument);
  const head = fieldName(name);
  if (head === '') throw new CommandError('a resource must be present, got: /, Resource=');
  const found = resourcesFor(k, head);
  if (found.length === 0) throw new Fatal(`the server doesn't have a resource type ${JSON.stringify(head)}`);
  if (withGroup)
    for (const resource of found) {
      const full = resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
      if (!argument.startsWith(full)) continue;
      const rest = argument.slice(full.length);
      return {
        resource,
        path:
          rest === ''
            ? []
            : stepsOf(rest)
                .slice(1)
                .map((step) => fieldName(step)),
      };
    }
  return { resource: found[0]!, path: fields.map((step) => fieldName(step, withGroup ? undefined : 'all nodes must be field nodes')) };
}

/** All resources of a name, in the order of discovery (Models RESTMapper.ResourcesFor). */
function resourcesFor(k: Invocation, name: string): Resource[] {
  const find = (want: string) => k.discovery.resources().filter(({ plural, singular }) => plural === want || singular === want);
  const found = find(name.toLowerCase());
  const short = found.length > 0 ? undefined : k.discovery.byShortName(name);
  return short ? find(short.plural) : found;
}

function stepsOf(text: string): readonly Step[] {
  try {
    const nodes = parseTemplate(`{.${text.replace(/\.$/, '')}}`);
    const [node] = nodes;
    if (nodes.length !== 1 || node?.node !== 'path') throw new CommandError('must pass in 1 jsonpath string');
    return node.steps;
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error;
    throw new CommandError(
      error.message.startsWith('unrecognized identifier') ? 'invalid jsonpath syntax, first node must be field node' : error.message,
    );
  }
}

function fieldName(step: Step | undefined, complaint = 'first node must be field node'): string {
  if (step === undefined) return '';
  if (step.step !== 'field') throw new CommandError(`invalid jsonpath syntax, ${complaint}`);
  return step.name;
}
