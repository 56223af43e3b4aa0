import type { Namespace } from '@/lib/api/models';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { bindQueue, type ControllerContext } from './context';
import { NAMESPACES } from '../client/resources';

/** How often a namespace is looked at again while something in it is still going. */
const AGAIN_MS = 1_000;

/**
 * Empties a namespace that is being deleted, then lets it go. Models pkg/controller/namespace/deletion.
 * `resources` gives every namespaced collection that can be deleted.
 */
export function namespaceController(context: ControllerContext, resources: () => readonly GroupResource[]): void {
  const { client, informers, sim } = context;
  const enqueue = bindQueue(context, 'namespace', (queued) => {
    const name = queued;
    const namespace = client.get<Namespace>(NAMESPACES, '', name);
    if (!namespace?.metadata.deletionTimestamp) return;
    const left = empty(name);
    setConditions(namespace, left);
    if (left.length === 0) finalize(name);
    else
      sim.after('controller/namespace', name, AGAIN_MS, {
        background: left.every(({ metadata }) => (metadata.finalizers ?? []).length > 0),
      });
  });
  informers.informer(NAMESPACES).onChange(({ object, type }) => {
    if (type !== 'DELETED' && object.metadata.deletionTimestamp) enqueue(object.metadata.name);
  });

  /** Asks for the deletion of everything in the namespace; gives what is still there, each with its resource (`pods.`) for a kind. */
  function empty(namespace: string): KubeObject[] {
    return resources().flatMap((resource) => {
      for (const object of client.list(resource, namespace).items) {
        if (!object.metadata.deletionTimestamp)
          client.delete(resource, namespace, object.metadata.name, { propagationPolicy: 'Background' });
      }
      const kind = `${resource.resource}.${resource.group}`;
      return client.list(resource, namespace).items.map((object) => ({ ...object, kind }));
    });
  }

  function setConditions(namespace: Namespace, left: readonly KubeObject[]): void {
    const finalizers = new Map<string, number>();
    for (const object of left)
      for (const finalizer of object.metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    const kinds = new Map<string, number>();
    for (const object of left) kinds.set(object.kind, (kinds.get(object.kind) ?? 0) + 1);
    const say = (counts: Map<string, number>, what: (name: string, count: number) => string) =>
      [...counts]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, count]) => what(name, count))
        .join(', ');
    const condition = (type: string, bad: boolean, reason: [string, string], message: [string, string]) => ({
      type,
      status: bad ? 'True' : 'False',
      reason: reason[bad ? 0 : 1],
      message: message[bad ? 0 : 1],
    });
    const next = [
      condition(
        'NamespaceDeletionDiscoveryFailure',
        false,
        ['DiscoveryFailed', 'ResourcesDiscovered'],
        ['', 'All resources successfully discovered'],
      ),
      condition(
        'NamespaceDeletionGroupVersionParsingFailure',
        false,
        ['GroupVersionParsingFailed', 'ParsedGroupVersions'],
        ['', 'All legacy kube types successfully parsed'],
      ),
      condition(
        'NamespaceDeletionContentFailure',
        false,
        ['ContentDeletionFailed', 'ContentDeleted'],
        ['', 'All content successfully deleted, may be waiting on finalization'],
      ),
      condition(
        'NamespaceContentRemaining',
        left.length > 0,
        ['SomeResourcesRemain', 'ContentRemoved'],
        [
          `Some resources are remaining: ${say(kinds, (kind, count) => `${kind} has ${count} resource instances`)}`,
          'All content successfully removed',
        ],
      ),
      condition(
        'NamespaceFinalizersRemaining',
        finalizers.size > 0,
        ['SomeFinalizersRemain', 'ContentHasNoFinalizers'],
        [
          `Some content in the namespace has finalizers remaining: ${say(finalizers, (name, count) => `${name} in ${count} resource instances`)}`,
          'All content-preserving finalizers finished',
        ],
      ),
    ];
    const latest = client.get<Namespace>(NAMESPACES, '', namespace.metadata.name);
    if (!latest) return;
    const time = formatTime(sim.now());
    const old = latest.status?.conditions ?? [];
    const conditions = next.map((entry) => {
      const before = old.find(({ type }) => type === entry.type);
      return before && before.status === entry.status
        ? { ...entry, lastTransitionTime: before.lastTransitionTime }
        : { ...entry, lastTransitionTime: time };
    });
    if (JSON.stringify(old) !== JSON.stringify(conditions))
      client.update(NAMESPACES, { ...latest, status: { ...latest.status, conditions } }, 'status');
  }

  function finalize(name: string): void {
    const latest = client.get<Namespace>(NAMESPACES, '', name);
    if (latest) client.update(NAMESPACES, { ...latest, spec: { ...latest.spec, finalizers: [] } }, 'finalize');
  }
}
