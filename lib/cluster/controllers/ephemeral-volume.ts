import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { bindQueue, type ControllerContext, isAlreadyExists, keyOf, splitKey } from './context';
import { PERSISTENT_VOLUME_CLAIMS, PODS } from '../client/resources';

/** Makes the claims of pods' generic ephemeral volumes. Models pkg/controller/volume/ephemeral. */
export function ephemeralVolumeController(context: ControllerContext): void {
  const { client, informers } = context;
  const recorder = context.events('ephemeral_volume');

  function sync(key: string): void {
    const pod = client.get<Pod>(PODS, ...splitKey(key));
    if (!pod || pod.metadata.deletionTimestamp) return;
    for (const volume of pod.spec?.volumes ?? []) if (volume.ephemeral) makeClaim(pod, volume.name, volume.ephemeral.volumeClaimTemplate);
  }

  type Template = { readonly metadata?: object; readonly spec: object } | undefined;

  function makeClaim(pod: Pod, volume: string, template: Template): void {
    const { namespace = '', uid = '' } = pod.metadata;
    const name = `${pod.metadata.name}-${volume}`;
    const found = client.get(PERSISTENT_VOLUME_CLAIMS, namespace, name);
    if (found) {
      if (found.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === uid)) return;
      const why = `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
      return recorder.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume}: ${why}`);
    }
    const owner = { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid, controller: true, blockOwnerDeletion: true };
    const claim: KubeObject = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { ...template?.metadata, name, ownerReferences: [owner] },
      spec: template?.spec,
    };
    try {
      client.create(PERSISTENT_VOLUME_CLAIMS, claim, namespace);
    } catch (error) {
      if (isAlreadyExists(error)) return;
      recorder.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume}: create PVC ${name}: ${(error as Error).message}`);
      throw error;
    }
  }

  const enqueue = bindQueue(context, 'ephemeral-volume', sync);
  informers.informer<Pod>(PODS).onChange(({ type, object }) => {
    if (type !== 'DELETED' && object.spec?.volumes?.some((volume) => volume.ephemeral)) enqueue(keyOf(object));
  });
}
