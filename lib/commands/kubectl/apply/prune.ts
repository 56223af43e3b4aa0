import { resourcePath, type Resource } from '../client/discovery';
import { CommandError, ServerError } from '../errors';
import type { Invocation } from '../invocation';
import type { Found } from '../resource/find';
import { apiVersionOf } from '../resource/find';
import { LAST_APPLIED } from './last-applied';
import { prunable } from './prune-resources';

/** What was applied before, by its annotation, in these namespaces, and is not among the ids. Models apply.pruner and diff.pruner. */
export function outdated(
  k: Invocation,
  { namespaces, uids, listed }: { namespaces: ReadonlySet<string>; uids: ReadonlySet<string>; listed: readonly Resource[] },
  visit: (found: Found) => void,
): void {
  const resources = prunable(k, listed);
  const look = (resource: Resource, namespace: string) => {
    try {
      const list = k.rest.get(resourcePath(resource, namespace), { query: { labelSelector: k.flags.text('selector') } });
      for (const item of list.items ?? []) {
        if (item.metadata.annotations?.[LAST_APPLIED] === undefined || uids.has(item.metadata.uid)) continue;
        const object = { apiVersion: apiVersionOf(resource), kind: resource.kind, ...item };
        visit({ resource, namespace, name: item.metadata.name, object });
      }
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      const { group, version, kind } = resource;
      const what = `${group}/${version}, Kind=${kind}`;
      throw new CommandError(`error pruning ${resource.namespaced ? 'namespaced' : 'nonNamespaced'} object ${what}: ${error.message}`);
    }
  };
  for (const namespace of [...namespaces].sort()) for (const each of resources) if (each.namespaced) look(each, namespace);
  for (const each of resources) if (!each.namespaced) look(each, '');
}

/** Deletes one object as the flags say. */
export function prunedAway(k: Invocation, { resource, namespace, name }: Found, propagationPolicy: string, serverDryRun: boolean): void {
  const grace = k.flags.int('grace-period');
  k.rest.send('DELETE', resourcePath(resource, namespace, name), {
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...(grace >= 0 && { gracePeriodSeconds: grace }),
      propagationPolicy,
      ...(serverDryRun && { dryRun: ['All'] }),
    },
  });
}
