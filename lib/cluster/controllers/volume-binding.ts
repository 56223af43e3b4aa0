import type { Client } from '../client/client';
import { deepEqual } from '@/lib/api/freeze';
import { PERSISTENT_VOLUME_CLAIMS, PERSISTENT_VOLUMES } from '../client/resources';
import { isBoundTo, type PersistentVolume, type PersistentVolumeClaim } from './volume-matching';

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';

export const hasAnnotation = ({ metadata }: PersistentVolume | PersistentVolumeClaim, name: string): boolean =>
  metadata.annotations !== undefined && Object.hasOwn(metadata.annotations, name);

type Phase = 'Available' | 'Bound' | 'Released' | 'Failed';

/** Models updateVolumePhase. */
export function setVolumePhase(client: Client, volume: PersistentVolume, phase: Phase, message = ''): PersistentVolume {
  const { message: before = '', ...status } = (volume.status ?? {}) as { phase?: string; message?: string };
  if (status.phase === phase && before === message) return volume;
  const next = { ...volume, status: { ...status, phase, ...(message ? { message } : {}) } };
  return client.update<PersistentVolume>(PERSISTENT_VOLUMES, next, 'status');
}

/** The claim's phase, and what of the volume it shows. Models updateClaimStatus. */
export function setClaimPhase(
  client: Client,
  claim: PersistentVolumeClaim,
  phase: 'Pending' | 'Bound' | 'Lost',
  volume?: PersistentVolume,
): PersistentVolumeClaim {
  const {
    accessModes: _modes,
    capacity,
    currentVolumeAttributesClassName: current,
    ...rest
  } = (claim.status ?? {}) as Record<string, unknown>;
  const becomes = rest.phase !== phase;
  const attributes = volume && becomes ? volume.spec?.volumeAttributesClassName : current;
  const storage = volume?.spec?.capacity?.storage;
  const shown = becomes ? storage && { storage } : capacity;
  const status = {
    ...rest,
    phase,
    ...(volume ? { accessModes: volume.spec?.accessModes, ...(shown ? { capacity: shown } : {}) } : {}),
    ...(volume && attributes ? { currentVolumeAttributesClassName: attributes } : {}),
  };
  if (deepEqual(status, claim.status)) return claim;
  return client.update<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, { ...claim, status } as PersistentVolumeClaim, 'status');
}

/** Ties both to each other, in the order in which upstream writes them. Models bind. */
export function bind(client: Client, volume: PersistentVolume, claim: PersistentVolumeClaim): void {
  const tied = setVolumePhase(client, tieVolume(client, volume, claim), 'Bound');
  setClaimPhase(client, tieClaim(client, claim, tied), 'Bound', tied);
}

/** Models bindVolumeToClaim: who bound a volume that names no claim yet is the controller. */
function tieVolume(client: Client, volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const byUser = isBoundTo(volume, claim);
  const { name, namespace, uid, resourceVersion } = claim.metadata;
  const ref = volume.spec?.claimRef;
  const same = ref?.name === name && ref.namespace === namespace && ref.uid === uid;
  if (same) return volume;
  const annotations = byUser ? volume.metadata.annotations : { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' };
  return client.update<PersistentVolume>(PERSISTENT_VOLUMES, {
    ...volume,
    metadata: { ...volume.metadata, ...(annotations ? { annotations } : {}) },
    spec: { ...volume.spec, claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, resourceVersion, uid } },
  } as PersistentVolume);
}

/** Models bindClaimToVolume. */
function tieClaim(client: Client, claim: PersistentVolumeClaim, volume: PersistentVolume): PersistentVolumeClaim {
  const named = claim.spec?.volumeName === volume.metadata.name;
  if (named && hasAnnotation(claim, BIND_COMPLETED)) return claim;
  const annotations = { ...claim.metadata.annotations, [BIND_COMPLETED]: 'yes', ...(named ? {} : { [BOUND_BY_CONTROLLER]: 'yes' }) };
  return client.update<PersistentVolumeClaim>(PERSISTENT_VOLUME_CLAIMS, {
    ...claim,
    metadata: { ...claim.metadata, annotations },
    spec: { ...claim.spec, volumeName: volume.metadata.name },
  } as PersistentVolumeClaim);
}

/** Takes back what the controller tied; what a user tied loses the claim's uid only. Models unbindVolume. */
export function unbind(client: Client, volume: PersistentVolume): void {
  const { claimRef, ...spec } = volume.spec as Record<string, unknown> & { claimRef: Record<string, unknown> };
  const { [BOUND_BY_CONTROLLER]: byController, ...annotations } = volume.metadata.annotations ?? {};
  const { uid: _, ...ref } = claimRef;
  const next =
    byController === undefined
      ? { ...volume, spec: { ...spec, claimRef: ref } }
      : { ...volume, metadata: { ...volume.metadata, annotations }, spec };
  setVolumePhase(client, client.update<PersistentVolume>(PERSISTENT_VOLUMES, next as PersistentVolume), 'Available');
}
