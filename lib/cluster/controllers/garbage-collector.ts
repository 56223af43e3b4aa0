import type { GroupResource, KubeObject, OwnerReference } from '@/lib/api/object';
import { bindQueue, type ControllerContext } from './context';
import { CUSTOM_RESOURCE_DEFINITIONS } from '../client/resources';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

/** A collection and how its kind is named, so that owner references can be followed. */
export interface CollectedResource extends GroupResource {
  readonly kind: string;
  readonly namespaced: boolean;
  /** Of custom resources: the version that is watched. */
  readonly version?: string;
}

/**
 * Deletes what its owners have left behind, and carries out foreground and orphan deletion.
 * Models pkg/controller/garbagecollector/garbagecollector.go.
 */
export function garbageCollector(context: ControllerContext, resources: () => readonly CollectedResource[]): void {
  const { client, informers } = context;
  const events = context.events('garbage-collector-controller');
  const queue = bindQueue(context, 'garbage-collector', (queued) => {
    const key = queued;
    const { resource, namespace, name } = parse(key);
    const object = client.get(resource, namespace, name);
    if (object) attempt(resource, object);
  });
  const enqueue = (resource: GroupResource, object: KubeObject) =>
    queue([resource.group, resource.resource, object.metadata.namespace ?? '', object.metadata.name].join('|'));

  const watched = new Map<string, CollectedResource>();
  watchAll();
  // Custom resources come and go with their definitions. Models GarbageCollector.Sync.
  informers.informer(CUSTOM_RESOURCE_DEFINITIONS).onChange(watchAll);

  function watchAll(): void {
    const served = new Map(resources().map((resource) => [`${resource.group}/${resource.resource}`, resource]));
    for (const [key, resource] of watched) {
      if (served.get(key)?.version === resource.version && served.has(key)) continue;
      watched.delete(key);
      informers.drop(resource);
    }
    for (const [key, resource] of served) {
      if (watched.has(key)) continue;
      watched.set(key, resource);
      watch(resource);
    }
  }

  function watch(resource: CollectedResource): void {
    const informer = informers
      .informer(resource)
      .addIndex('owner', (object) => (object.metadata.ownerReferences ?? []).map(({ uid }) => uid))
      .addIndex('uid', (object) => (object.metadata.uid ? [object.metadata.uid] : []));
    informer.onChange(({ type, object, old }) => {
      if (type === 'DELETED') {
        for (const { resource: dependentResource, object: dependent } of dependents(object.metadata.uid!))
          enqueue(dependentResource, dependent);
        // An owner that waits in the foreground may go once its last blocking dependent is gone.
        for (const owner of object.metadata.ownerReferences ?? []) lookAgain(owner, object.metadata.namespace);
        return;
      }
      const waits =
        object.metadata.deletionTimestamp &&
        object.metadata.finalizers?.some((finalizer) => finalizer === FOREGROUND || finalizer === ORPHAN);
      const newOwners =
        object.metadata.ownerReferences &&
        JSON.stringify(object.metadata.ownerReferences) !== JSON.stringify(old?.metadata.ownerReferences);
      if (waits || newOwners) enqueue(resource, object);
    });
  }

  function attempt(resource: GroupResource, object: KubeObject): void {
    const { finalizers = [], deletionTimestamp, ownerReferences = [] } = object.metadata;
    if (deletionTimestamp && finalizers.includes(ORPHAN)) return orphan(resource, object);
    if (deletionTimestamp && finalizers.includes(FOREGROUND)) return foreground(resource, object);
    if (deletionTimestamp || ownerReferences.length === 0) return;
    const owners = ownerReferences.map((reference) => ({ reference, owner: find(reference, object.metadata.namespace) }));
    const solid = owners.filter(({ owner }) => owner && !isWaiting(owner));
    if (solid.length > 0) {
      const gone = owners.filter(({ owner }) => !owner);
      if (gone.length > 0) keepOwners(resource, object, (reference) => !gone.some((entry) => entry.reference.uid === reference.uid));
      return;
    }
    for (const { reference, owner } of owners) if (!owner && livesElsewhere(reference)) reportElsewhere(object, reference);
    const waiting = owners.some(({ owner }) => owner && isWaiting(owner));
    remove(resource, object, waiting && dependents(object.metadata.uid!).length > 0 ? 'Foreground' : 'Background');
  }

  function foreground(resource: GroupResource, object: KubeObject): void {
    const blocking = dependents(object.metadata.uid!).filter(({ object: dependent }) =>
      dependent.metadata.ownerReferences?.some(({ uid, blockOwnerDeletion }) => uid === object.metadata.uid && blockOwnerDeletion),
    );
    if (blocking.length === 0) dropFinalizer(resource, object, FOREGROUND);
    else for (const entry of blocking) if (!entry.object.metadata.deletionTimestamp) enqueue(entry.resource, entry.object);
  }

  function orphan(resource: GroupResource, object: KubeObject): void {
    for (const entry of dependents(object.metadata.uid!))
      keepOwners(entry.resource, entry.object, ({ uid }) => uid !== object.metadata.uid);
    dropFinalizer(resource, object, ORPHAN);
  }

  function keepOwners(resource: GroupResource, object: KubeObject, keep: (reference: OwnerReference) => boolean): void {
    const ownerReferences = (object.metadata.ownerReferences ?? []).filter(keep);
    client.patch(
      resource,
      object.metadata.namespace ?? '',
      object.metadata.name,
      { metadata: { ownerReferences: ownerReferences.length > 0 ? ownerReferences : null } },
      { type: 'merge' },
    );
  }

  function dropFinalizer(resource: GroupResource, object: KubeObject, finalizer: string): void {
    const finalizers = (object.metadata.finalizers ?? []).filter((entry) => entry !== finalizer);
    client.patch(
      resource,
      object.metadata.namespace ?? '',
      object.metadata.name,
      { metadata: { finalizers: finalizers.length > 0 ? finalizers : null } },
      { type: 'merge' },
    );
  }

  function remove(resource: GroupResource, object: KubeObject, propagationPolicy: 'Foreground' | 'Background'): void {
    try {
      client.delete(resource, object.metadata.namespace ?? '', object.metadata.name, { propagationPolicy, uid: object.metadata.uid });
    } catch (error) {
      const reason = (error as { reason?: string }).reason;
      if (reason !== 'NotFound' && reason !== 'Conflict') throw error;
    }
  }

  function dependents(uid: string): { resource: GroupResource; object: KubeObject }[] {
    return [...watched.values()].flatMap((resource) =>
      informers
        .informer(resource)
        .byIndex('owner', uid)
        .map((object) => ({ resource, object })),
    );
  }

  function find(reference: OwnerReference, namespace: string | undefined): KubeObject | undefined {
    const group = reference.apiVersion.includes('/') ? reference.apiVersion.split('/')[0]! : '';
    const resource = resources().find((entry) => entry.group === group && entry.kind === reference.kind);
    if (!resource) return undefined;
    const owner = client.get(resource, resource.namespaced ? (namespace ?? '') : '', reference.name);
    return owner?.metadata.uid === reference.uid ? owner : undefined;
  }

  const livesElsewhere = ({ uid }: OwnerReference): boolean =>
    [...watched.values()].some((resource) => informers.informer(resource).byIndex('uid', uid).length > 0);

  /** Models GraphBuilder.reportInvalidNamespaceOwnerRef. */
  function reportElsewhere(object: KubeObject, { apiVersion, kind, name, uid }: OwnerReference): void {
    const { namespace = '' } = object.metadata;
    const reference = `[${apiVersion}/${kind}, namespace: ${namespace}, name: ${name}, uid: ${uid}]`;
    events.event(
      object,
      'Warning',
      'OwnerRefInvalidNamespace',
      `ownerRef ${reference} does not exist in namespace ${JSON.stringify(namespace)}`,
    );
  }

  function lookAgain(reference: OwnerReference, namespace: string | undefined): void {
    // By what is watched, as upstream's graph: the server may be away while what it has deleted is told.
    for (const resource of watched.values()) {
      const owner = informers.informer(resource).byIndex('uid', reference.uid)[0];
      if (owner && owner.metadata.namespace === (resource.namespaced ? namespace : undefined) && isWaiting(owner)) enqueue(resource, owner);
    }
  }
}

const isWaiting = (owner: KubeObject) => Boolean(owner.metadata.deletionTimestamp && owner.metadata.finalizers?.includes(FOREGROUND));

function parse(key: string): { resource: GroupResource; namespace: string; name: string } {
  const [group, resource, namespace, name] = key.split('|') as [string, string, string, string];
  return { resource: { group, resource }, namespace, name };
}
