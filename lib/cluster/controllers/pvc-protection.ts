import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { bindQueue, type ControllerContext, keyOf } from './context';
import { guard } from './protection';
import { PERSISTENT_VOLUME_CLAIMS, PODS } from '../client/resources';

const FINALIZER = 'kubernetes.io/pvc-protection';

/** Lets go of a claim that is being deleted once no scheduled pod names it. Models pkg/controller/volume/pvcprotection. */
export function pvcProtectionController(context: ControllerContext): void {
  const { informers } = context;
  const pods = informers.informer<Pod>(PODS).addIndex('claim', claimKeysOf);
  const sync = guard(context, PERSISTENT_VOLUME_CLAIMS, FINALIZER, (claim) =>
    pods.byIndex('claim', keyOf(claim)).some((pod) => podUsesClaim(pod, claim)),
  );
  const enqueue = bindQueue(context, 'pvc-protection', sync);
  informers.informer<KubeObject>(PERSISTENT_VOLUME_CLAIMS).onChange(({ type, object }) => {
    if (type !== 'DELETED') enqueue(keyOf(object));
  });
  informers.informer<Pod>(PODS).onChange(({ type, object, old }) => {
    // Only pods that may have stopped to use a claim can help: gone, done, or not scheduled.
    for (const pod of old && old.metadata.uid !== object.metadata.uid ? [old, object] : [object])
      if (type === 'DELETED' || pod === old || isTerminated(pod) || !pod.spec?.nodeName) claimKeysOf(pod).forEach(enqueue);
  });
}

/** `namespace/name` of every claim that a pod's volumes name, those of ephemeral volumes included. */
const claimKeysOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [`${pod.metadata.namespace}/${volume.persistentVolumeClaim.claimName}`];
    return volume.ephemeral ? [`${pod.metadata.namespace}/${pod.metadata.name}-${volume.name}`] : [];
  });

/** Models podUsesPVC: what is not scheduled does not count, for the kubelet will not start it. */
function podUsesClaim(pod: Pod, claim: KubeObject): boolean {
  if (!pod.spec?.nodeName) return false;
  const owned = () => claim.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === pod.metadata.uid) ?? false;
  return (pod.spec.volumes ?? []).some(
    (volume) =>
      volume.persistentVolumeClaim?.claimName === claim.metadata.name ||
      (!isShutDown(pod) && volume.ephemeral && `${pod.metadata.name}-${volume.name}` === claim.metadata.name && owned()),
  );
}

const isShutDown = (pod: Pod): boolean => Boolean(pod.metadata.deletionTimestamp) && pod.metadata.deletionGracePeriodSeconds === 0;

const isTerminated = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' || isShutDown(pod);
