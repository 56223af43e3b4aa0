import type { Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { CLAIMS } from './model';

type Get = (resource: typeof CLAIMS, namespace: string, name: string) => KubeObject | undefined;

/** The claims of a pod: objects, or why there are none yet. Models resourceclaim.Name. */
export function podClaims(pod: Pod, get: Get): { readonly claims: readonly KubeObject[]; readonly missing?: string } {
  const { namespace = '', name: podName, uid } = pod.metadata;
  const claims: KubeObject[] = [];
  for (const { name, resourceClaimName, resourceClaimTemplateName } of pod.spec?.resourceClaims ?? []) {
    const status = pod.status?.resourceClaimStatuses?.find((each) => each.name === name);
    if (resourceClaimTemplateName && !status)
      return { claims, missing: `pod "${namespace}/${podName}": pod claim name "${name}": resource claim not created yet` };
    const claimName = resourceClaimName ?? status?.resourceClaimName;
    if (!claimName) continue;
    const claim = get(CLAIMS, namespace, claimName);
    if (!claim) return { claims, missing: `resourceclaim "${claimName}" not found` };
    const owner = claim.metadata.ownerReferences?.find((each) => each.controller);
    if (resourceClaimTemplateName && owner?.uid !== uid)
      return {
        claims,
        missing: `ResourceClaim ${namespace}/${claimName} was not created for pod ${namespace}/${podName} (pod is not owner)`,
      };
    claims.push(claim);
  }
  return { claims };
}

/** Whether a claim is reserved for a pod. */
export const isReservedFor = (claim: KubeObject, pod: Pod): boolean =>
  (claim.status?.reservedFor ?? []).some(({ uid }: { uid: string }) => uid === pod.metadata.uid);
