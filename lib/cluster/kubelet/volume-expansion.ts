import type { KubeObject } from '@/lib/api/object';
import { parseQuantity, quantityValue } from '@/lib/api/quantity';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES, PODS } from '../client/resources';
import { kubeletQueue, podKey, type KubeletContext } from './context';
import type { MountSource } from './runtime';

type Spec = KubeObject['spec'];

const isPending = (claim: KubeObject): boolean =>
  (claim.status?.conditions ?? []).some(({ type, status }: Spec) => type === 'FileSystemResizePending' && status === 'True');

const claimNameOf = (pod: KubeObject, volume: Spec): string | undefined =>
  volume.persistentVolumeClaim?.claimName ?? (volume.ephemeral ? `${pod.metadata.name}-${volume.name}` : undefined);

/** Looks at a node's pods again when the file system of a volume of theirs is to grow. */
export function watchExpansions({ informers, sim, node }: KubeletContext): void {
  const pods = informers.informer(PODS);
  informers.informer(PERSISTENT_VOLUME_CLAIMS).onChange(({ type, object }) => {
    if (type === 'DELETED' || !isPending(object)) return;
    for (const pod of pods.byIndex('node', node.name)) {
      if (pod.metadata.namespace !== object.metadata.namespace) continue;
      if ((pod.spec.volumes ?? []).some((volume: Spec) => claimNameOf(pod, volume) === object.metadata.name))
        sim.enqueue(kubeletQueue(node.name), podKey(pod));
    }
  });
}

/** Grows the file system of a mounted disk to the disk's new size. Models NodeExpandVolume and MarkFSResizeFinished. */
export function expandVolume(
  context: KubeletContext,
  pod: KubeObject,
  volume: Spec,
  source: MountSource & { readonly type: 'disk' },
): void {
  const { client, informers, runtime, node, events } = context;
  const name = claimNameOf(pod, volume);
  const claim = name === undefined ? undefined : informers.informer(PERSISTENT_VOLUME_CLAIMS).get(pod.metadata.namespace ?? '', name);
  if (!claim || !isPending(claim)) return;
  const persistent = informers.informer(PERSISTENT_VOLUMES).get('', claim.spec.volumeName ?? '');
  const storage = persistent?.spec.capacity?.storage as string | undefined;
  if (!persistent || !storage || !runtime.expandVolume?.(source.disk, quantityValue(parseQuantity(storage)))) return;
  const status = { capacity: { ...claim.status.capacity, storage }, conditions: null, allocatedResourceStatuses: null };
  client.patch(
    PERSISTENT_VOLUME_CLAIMS,
    claim.metadata.namespace ?? '',
    claim.metadata.name,
    { status },
    { type: 'merge', subresource: 'status' },
  );
  const text = `MountVolume.NodeExpandVolume succeeded for volume "${persistent.metadata.name}" ${node.name}`;
  events.event(pod, 'Normal', 'FileSystemResizeSuccessful', text);
  events.event(claim, 'Normal', 'FileSystemResizeSuccessful', text);
}
