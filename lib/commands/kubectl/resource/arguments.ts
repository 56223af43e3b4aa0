import type { Resource } from '../client/discovery';
import { CommandError, Fatal } from '../errors';
import type { Invocation } from '../invocation';

/** One thing that the arguments name: a resource type, and an object of it. */
export interface Target {
  readonly resource: Resource;
  readonly name?: string;
  /** Came from a category (`all`): a refusal to list it is no failure of the whole. */
  readonly viaCategory?: boolean;
}

export const NOTHING_GIVEN =
  "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

export class NothingGiven extends Fatal {
  constructor() {
    super(NOTHING_GIVEN);
  }
}

/** Reads `pods`, `pods,svc`, `pod a b`, `pod/a svc/b` (Models resource.Builder.ResourceTypeOrNameArgs). */
export function targetsOf(k: Invocation, args: readonly string[]): Target[] {
  if (args.length === 0) return [];
  const slashed = args.filter((arg) => arg.includes('/')).length;
  if (slashed > 0) {
    if (slashed < args.length) {
      throw new CommandError(
        "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
      );
    }
    return args.map((arg) => {
      const parts = arg.split('/');
      if (parts.length !== 2) throw new CommandError('arguments in resource/name form may not have more than one slash');
      if (parts[0] === '' || parts[1] === '' || parts[0]!.split(',').length !== 1) {
        throw new CommandError('arguments in resource/name form must have a single resource and name');
      }
      return { resource: k.discovery.byName(parts[0]!), name: parts[1]! };
    });
  }
  const types = typesOf(k, args[0]!);
  const names = args.slice(1);
  if (names.length > 0 && types.length > 1 && types.some(({ viaCategory }) => viaCategory))
    throw new CommandError('you must specify only one resource');
  if (names.length === 0) return types;
  for (const name of names) if (name === '') throw new CommandError('resource name may not be empty');
  return types.flatMap(({ resource }) => names.map((name) => ({ resource, name })));
}

function typesOf(k: Invocation, list: string): Target[] {
  const targets: Target[] = [];
  for (const word of list.split(',')) {
    if (word === '') throw new Fatal('error: the server doesn\'t have a resource type ""');
    const category = k.discovery.tryByName(word) ? undefined : k.discovery.category(word);
    if (category) targets.push(...category.map((resource) => ({ resource, viaCategory: true })));
    else targets.push({ resource: k.discovery.byName(word) });
  }
  return targets.filter(({ resource }, i) => targets.findIndex((each) => each.resource === resource) === i);
}
