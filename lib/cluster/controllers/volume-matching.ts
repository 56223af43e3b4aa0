import type * as k8s from '@kubernetes/client-node';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { Model } from '@/lib/api/models';
import { compareQuantities } from '@/lib/api/quantity';

/** Which volume suits a claim: what the binder and the scheduler share. Models component-helpers/storage/volume. */

export type PersistentVolume = Model<k8s.V1PersistentVolume>;
export type PersistentVolumeClaim = Model<k8s.V1PersistentVolumeClaim>;

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** The class a volume is of, or a claim asks for; '' for none. */
export const classOf = (object: PersistentVolume | PersistentVolumeClaim): string =>
  object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec?.storageClassName ?? '';

const modeOf = (object: PersistentVolume | PersistentVolumeClaim) => object.spec?.volumeMode ?? 'Filesystem';
export const requestOf = (claim: PersistentVolumeClaim): string => claim.spec?.resources?.requests?.storage ?? '0';
const sizeOf = (volume: PersistentVolume): string => volume.spec?.capacity?.storage ?? '0';
const attributesOf = (object: PersistentVolume | PersistentVolumeClaim) => object.spec?.volumeAttributesClassName ?? '';

export const modesMatch = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean => modeOf(claim) === modeOf(volume);
const hasAccessModes = (claim: PersistentVolumeClaim, volume: PersistentVolume): boolean =>
  (claim.spec?.accessModes ?? []).every((mode) => volume.spec?.accessModes?.includes(mode));

/** The volume names the claim: by its uid too, if it says one. Models IsVolumeBoundToClaim. */
export function isBoundTo(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = volume.spec?.claimRef;
  if (!ref || ref.name !== claim.metadata.name || ref.namespace !== claim.metadata.namespace) return false;
  return !ref.uid || ref.uid === claim.metadata.uid;
}

export interface MatchOptions {
  /** Somebody else (the scheduler) chooses among volumes that are not bound to the claim yet. */
  readonly delayed?: boolean;
  /** Volumes must be reachable from the node in question. */
  readonly reachable?: (volume: PersistentVolume) => boolean;
  readonly excluded?: ReadonlySet<string>;
}

/** The volume that is bound to the claim already, or else the smallest one that will do. Models FindMatchingVolume. */
function findMatching(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { delayed = false, reachable, excluded }: MatchOptions,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined;
  for (const volume of volumes) {
    const bound = isBoundTo(volume, claim);
    if (excluded?.has(volume.metadata.name) || (volume.spec?.claimRef && !bound)) continue;
    if (compareQuantities(sizeOf(volume), requestOf(claim)) < 0 || !modesMatch(claim, volume)) continue;
    if (attributesOf(claim) !== attributesOf(volume) || volume.metadata.deletionTimestamp) continue;
    const isReachable = reachable?.(volume) ?? true;
    if (bound) return isReachable ? volume : undefined;
    if (delayed && !reachable) continue;
    if (volume.status?.phase !== 'Available' || classOf(volume) !== classOf(claim) || !isReachable) continue;
    if (claim.spec?.selector && !matchesLabelSelector(claim.spec.selector, volume.metadata.labels ?? {})) continue;
    if (!smallest || compareQuantities(sizeOf(volume), sizeOf(smallest)) < 0) smallest = volume;
  }
  return smallest;
}

/**
 * The best volume for a claim. Volumes with the fewest access modes beyond those asked for come first; among those that
 * can be used alike, the smallest. Models persistentVolumeOrderedIndex.findByClaim.
 */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  options: MatchOptions = {},
): PersistentVolume | undefined {
  const suitable = volumes.filter((volume) => hasAccessModes(claim, volume));
  const counts = [...new Set(suitable.map((volume) => volume.spec!.accessModes!.length))].sort((a, b) => a - b);
  for (const count of counts) {
    const found = findMatching(
      claim,
      suitable.filter((volume) => volume.spec!.accessModes!.length === count),
      options,
    );
    if (found) return found;
  }
  return undefined;
}

/** Why a claim cannot have the volume that it names. Models checkVolumeSatisfyClaim. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (compareQuantities(sizeOf(volume), requestOf(claim)) < 0) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if (attributesOf(volume) !== attributesOf(claim)) return 'volumeAttributesClassName does not match';
  if (!modesMatch(claim, volume)) return 'incompatible volumeMode';
  return hasAccessModes(claim, volume) ? undefined : 'incompatible accessMode';
}
