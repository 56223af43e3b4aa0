import type { KubeObject, OwnerReference } from '@/lib/api/object';
import type { Client, Informer, InformerFactory } from '../client/client';
import type { GroupResource } from '@/lib/api/object';
import { ignoreNotFound } from './context';
import { PODS, REPLICA_SETS, JOBS } from '../client/resources';

/** The owner that controls an object. Models metav1.GetControllerOf. */
export const controllerOf = (object: KubeObject): OwnerReference | undefined =>
  object.metadata.ownerReferences?.find((owner) => owner.controller);

/** Models metav1.NewControllerRef. */
export const controllerRef = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid ?? '',
  controller: true,
  blockOwnerDeletion: true,
});

/** Indexes that several controllers use: `controller` (uid of the controller), `orphans` (namespace), `node` (pods). */
export function addIndexes(informers: InformerFactory): void {
  for (const resource of [PODS, REPLICA_SETS, JOBS]) {
    informers
      .informer(resource)
      .addIndex('controller', (object) => {
        const owner = controllerOf(object);
        return owner ? [owner.uid] : [];
      })
      .addIndex('orphans', (object) => (controllerOf(object) ? [] : [object.metadata.namespace ?? '']));
  }
  informers.informer(PODS).addIndex('node', (pod) => (pod.spec?.nodeName ? [pod.spec.nodeName as string] : []));
}

/**
 * The objects that belong to an owner: its own, and orphans that match and are adopted now; its own that no longer match
 * are released. Models pkg/controller.ControllerRefManager.
 */
export function claim(
  client: Client,
  informer: Informer,
  resource: GroupResource,
  owner: KubeObject,
  matches: (object: KubeObject) => boolean,
): readonly KubeObject[] {
  const uid = owner.metadata.uid ?? '';
  const claimed: KubeObject[] = [];
  for (const object of informer.byIndex('controller', uid)) {
    if (matches(object)) claimed.push(object);
    else if (!owner.metadata.deletionTimestamp && !object.metadata.deletionTimestamp) release(client, resource, object, uid);
  }
  if (owner.metadata.deletionTimestamp) return claimed;
  for (const object of informer.byIndex('orphans', owner.metadata.namespace ?? '')) {
    if (object.metadata.deletionTimestamp || !matches(object)) continue;
    if (object.status?.phase === 'Succeeded' || object.status?.phase === 'Failed') continue;
    ignoreNotFound(() => {
      const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerRef(owner)];
      const patch = { metadata: { ownerReferences, uid: object.metadata.uid } };
      claimed.push(client.patch(resource, object.metadata.namespace ?? '', object.metadata.name, patch, { type: 'merge' }));
    });
  }
  return claimed;
}

function release(client: Client, resource: GroupResource, object: KubeObject, uid: string): void {
  ignoreNotFound(() => {
    const left = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
    const patch = { metadata: { ownerReferences: left.length > 0 ? left : null, uid: object.metadata.uid } };
    client.patch(resource, object.metadata.namespace ?? '', object.metadata.name, patch, { type: 'merge' });
  });
}
