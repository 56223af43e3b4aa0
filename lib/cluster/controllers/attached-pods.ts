import type { Node, Pod } from '@/lib/api/models';
import type { Informer } from '../client/client';

/** Names of the claims that a pod's volumes use, those of ephemeral volumes included. */
export const podClaims = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap((volume) => {
    if (volume.persistentVolumeClaim) return [volume.persistentVolumeClaim.claimName];
    return volume.ephemeral ? [`${pod.metadata.name}-${volume.name}`] : [];
  });

/** Pods that are on a node with a claim and have not ended. */
export const runningPodsOf = (pods: Informer<Pod>, claim: { readonly namespace?: string; readonly name?: string }): Pod[] =>
  pods
    .list(claim.namespace)
    .filter(
      (pod) =>
        pod.spec?.nodeName !== undefined &&
        pod.status?.phase !== 'Succeeded' &&
        pod.status?.phase !== 'Failed' &&
        podClaims(pod).includes(claim.name ?? ''),
    );

export const isReady = (node: Node): boolean =>
  node.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
