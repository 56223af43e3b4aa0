import type { Node, Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { compareQuantities } from '@/lib/api/quantity';
import { BOUND_BY_CONTROLLER } from '../controllers/volume-binding';
import {
  bestVolume,
  classOf,
  isBoundTo,
  requestOf,
  SELECTED_NODE,
  type PersistentVolume,
  type PersistentVolumeClaim,
} from '../controllers/volume-matching';
import type { Client } from '../client/client';
import { nodeAffinityMatches, termMatches } from './node-affinity';
import type { Cycle } from './plugins/plugin';
import { PERSISTENT_VOLUMES, PERSISTENT_VOLUME_CLAIMS, STORAGE_CLASSES } from '../client/resources';

/** Claims whose classes wait for a consumer are bound when a node has been chosen. Models plugins/volumebinding's binder. */

export interface VolumeChoice {
  readonly bind: readonly (readonly [claim: PersistentVolumeClaim, volume: PersistentVolume])[];
  readonly provision: readonly PersistentVolumeClaim[];
}

/** Names of the claims that a pod's volumes use, those of ephemeral volumes included. */
export const claimNames = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [volume.persistentVolumeClaim.claimName];
    return volume.ephemeral ? [`${pod.metadata.name}-${volume.name}`] : [];
  });

export const isReachable = (volume: PersistentVolume, node: Node): boolean => {
  const required = volume.spec?.nodeAffinity?.required;
  return !required || nodeAffinityMatches({ requiredDuringSchedulingIgnoredDuringExecution: required }, node);
};

function unbound(pod: Pod, cycle: Cycle): PersistentVolumeClaim[] {
  return claimNames(pod)
    .flatMap((name) => (cycle.get(PERSISTENT_VOLUME_CLAIMS, pod.metadata.namespace!, name) as PersistentVolumeClaim | undefined) ?? [])
    .filter((claim) => !claim.spec?.volumeName)
    .sort((a, b) => compareQuantities(requestOf(a), requestOf(b)));
}

/** Volumes for the claims of a pod that have none yet, were it to run on the node; undefined when there are none to be had. */
export function chooseVolumes(pod: Pod, node: Node, cycle: Cycle): VolumeChoice | undefined {
  const claims = unbound(pod, cycle);
  if (claims.length === 0) return { bind: [], provision: [] };
  const volumes = (cycle.list?.(PERSISTENT_VOLUMES) ?? []) as readonly PersistentVolume[];
  const excluded = new Set<string>();
  const bind: [PersistentVolumeClaim, PersistentVolume][] = [];
  const provision: PersistentVolumeClaim[] = [];
  for (const claim of claims) {
    const volume = bestVolume(claim, volumes, { delayed: true, excluded, reachable: (each) => isReachable(each, node) });
    if (volume) {
      excluded.add(volume.metadata.name);
      bind.push([claim, volume]);
    } else if (canProvision(claim, node, cycle)) provision.push(claim);
    else return undefined;
  }
  return { bind, provision };
}

interface Topology {
  readonly matchLabelExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[];
}

/** Models checkVolumeProvisions. */
function canProvision(claim: PersistentVolumeClaim, node: Node, cycle: Cycle): boolean {
  const storage = cycle.get(STORAGE_CLASSES, '', classOf(claim)) as KubeObject | undefined;
  if (!storage || storage.provisioner === 'kubernetes.io/no-provisioner') return false;
  const terms = (storage.allowedTopologies ?? []) as readonly Topology[];
  const requirements = ({ matchLabelExpressions = [] }: Topology) =>
    matchLabelExpressions.map(({ key, values }) => ({ key, operator: 'In', values: [...values] }));
  return terms.length === 0 || terms.some((term) => termMatches({ matchExpressions: requirements(term) }, node));
}

/** Writes a choice down. The binder does the rest; the pod is bound once its claims are. Models BindPodVolumes. */
export function reserveVolumes(client: Client, { bind, provision }: VolumeChoice, node: string): void {
  for (const [claim, volume] of bind) {
    if (isBoundTo(volume, claim) && volume.spec?.claimRef?.uid) continue;
    const { name, namespace, uid, resourceVersion } = claim.metadata;
    client.update(PERSISTENT_VOLUMES, {
      ...volume,
      metadata: { ...volume.metadata, annotations: { ...volume.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } },
      spec: { ...volume.spec, claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, resourceVersion, uid } },
    } as KubeObject);
  }
  for (const claim of provision) {
    if (claim.metadata.annotations?.[SELECTED_NODE] === node) continue;
    const annotations = { ...claim.metadata.annotations, [SELECTED_NODE]: node };
    client.update(PERSISTENT_VOLUME_CLAIMS, { ...claim, metadata: { ...claim.metadata, annotations } } as KubeObject);
  }
}
