import { kinds } from '@/lib/cluster/kinds';
import type { DescribeContext, Kind } from '@/lib/cluster/kinds/kind';
import { resourcePath, type Resource } from '../client/discovery';
import { AggregateError_, CommandError, Fatal, isNotFound, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import { hasFiles, locate, readManifests } from '../resource/manifests';
import { targetsOf } from '../resource/arguments';
import { eventsOf, eventsSection } from './events';
import { describeGeneric } from './generic';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
/** `kubectl describe`. */
export function* describe(k: Invocation): Task<number> {
  const all = k.flags.bool('all-namespaces');
  if (k.args.length === 0 && !hasFiles(k)) {
    throw new Fatal(
      `error: You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.`,
    );
  }
  const texts: string[] = [];
  const errors: Error[] = [];
  let found = 0;
  const show = (resource: Resource, object: any) => {
    found++;
    texts.push(descriptionOf(k, resource, object));
  };
  if (hasFiles(k)) {
    for (const { manifest, error } of yield* readManifests(k)) {
      if (error) throw error;
      const { resource, namespace, name } = locate(k, manifest!);
      try {
        show(resource, k.rest.get(resourcePath(resource, namespace, name)));
      } catch (failure) {
        errors.push(failure as Error);
      }
    }
  } else {
    for (const { resource, name, viaCategory } of targetsOf(k, k.args)) {
      const namespace = resource.namespaced && !all ? k.namespace : '';
      if (name !== undefined && all) throw new CommandError('a resource cannot be retrieved by name across all namespaces');
      try {
        if (name === undefined) {
          let next: string | undefined;
          do {
            const list = k.rest.get(resourcePath(resource, namespace), {
              query: { labelSelector: k.flags.text('selector'), limit: k.flags.text('chunk-size'), continue: next },
            });
            for (const item of list.items ?? []) show(resource, withKind(item, resource));
            next = list.metadata?.continue || undefined;
          } while (next !== undefined);
        } else if (k.flags.text('selector') !== '') throw new CommandError('name cannot be provided when a selector is specified');
        else
          one(k, resource, namespace, name, (objects) => {
            found += objects.length;
            // Those that only begin so end with an empty line each.
            const exact = objects.length === 1 && objects[0].metadata.name === name;
            texts.push(objects.map((object) => descriptionOf(k, resource, object) + (exact ? '' : '\n')).join(''));
          });
      } catch (failure) {
        if (!(failure instanceof ServerError)) throw failure;
        if (!viaCategory || !isNotFound(failure)) errors.push(failure);
      }
    }
  }
  // Where one of several names is not there, nothing is shown (Models describe, which asks for all before it begins).
  if (errors.length === 0 || !k.args.some((arg) => arg.includes('/'))) k.out(texts.join('\n\n'));
  if (errors.length > 0) throw new AggregateError_(errors);
  if (found === 0) k.err(all ? 'No resources found\n' : `No resources found in ${k.namespace} namespace.\n`);
  return 0;
}

const withKind = (object: any, { group, version, kind }: Resource) => ({
  apiVersion: group ? `${group}/${version}` : version,
  kind,
  ...object,
});

/** An object by name, or all whose names begin so. */
function one(k: Invocation, resource: Resource, namespace: string, name: string, show: (matching: any[]) => void): void {
  try {
    return show([k.rest.get(resourcePath(resource, namespace, name))]);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const list = k.rest.get(resourcePath(resource, namespace), { query: { limit: k.flags.text('chunk-size') } });
    const matching = (list.items ?? []).filter((item: any) => item.metadata.name.startsWith(name));
    if (matching.length === 0) throw error;
    show(matching.map((item: any) => withKind(item, resource)));
  }
}

const byGroupKind = new Map<string, Kind<any>>(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind as Kind<any>]));

/** The text about one object, with its events at the end. */
export function descriptionOf(k: Invocation, resource: Resource, object: any): string {
  const showEvents = k.flags.bool('show-events');
  const kind = byGroupKind.get(`${resource.group}/${resource.kind}`);
  const describes = kind?.describe;
  const text = describes
    ? describes.call(kind, object, contextOf(k, showEvents))
    : describeGeneric(object, showEvents ? eventsOf(k, object) : undefined, k.now());
  const body = text.endsWith('\n') || text === '' ? text : `${text}\n`;
  if (!showEvents || /^Events:/m.test(body)) return body;
  if (describes && kind && WITHOUT_EVENTS.has(`${kind.group}/${kind.kind}`)) return body;
  return body + eventsSection(k, object);
}

/** Kinds whose description shows no events at all. */
const WITHOUT_EVENTS = new Set([
  '/Secret',
  '/ServiceAccount',
  '/LimitRange',
  '/ResourceQuota',
  '/Namespace',
  '/Endpoints.',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'networking.k8s.io/NetworkPolicy',
]);

function contextOf(k: Invocation, showEvents: boolean): DescribeContext {
  const find = (group: string, plural: string) =>
    k.discovery.resources().find((each) => each.group === group && (each.plural === plural || each.kind === plural));
  return {
    now: k.now(),
    showEvents,
    get(group, plural, namespace, name) {
      const resource = find(group, plural);
      if (!resource) return undefined;
      try {
        return k.rest.get(resourcePath(resource, namespace, name));
      } catch (error) {
        if (error instanceof ServerError) return undefined;
        throw error;
      }
    },
    list(group, plural, namespace, selector) {
      const resource = find(group, plural);
      if (!resource) return [];
      try {
        const list = k.rest.get(resourcePath(resource, namespace), {
          query: { labelSelector: selector?.labels, fieldSelector: selector?.fields },
        });
        return (list.items ?? []).map((item: any) => withKind(item, resource));
      } catch (error) {
        if (error instanceof ServerError) return [];
        throw error;
      }
    },
  };
}
