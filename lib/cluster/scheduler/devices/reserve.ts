import type { Node, Pod } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import type { Client } from '../../client/client';
import { claimsOf, inventoryOf } from '../plugins/dynamic-resources';
import type { Cycle } from '../plugins/plugin';
import { allocate } from './allocate';
import { CLAIM_FINALIZER, CLAIMS } from './model';
import { isReservedFor } from './pod-claims';

/**
 * Writes down which devices a pod gets on its node, and that its claims are in use by it. Models DynamicResources' Reserve and PreBind.
 * Throws ApiError.
 */
export function reserveDevices(client: Client, pod: Pod, node: Node, cycle: Cycle): void {
  if (!pod.spec?.resourceClaims?.length) return;
  const { claims } = claimsOf(pod, cycle);
  const allocations = allocate(
    claims.filter((claim) => !claim.status?.allocation),
    node,
    inventoryOf(cycle),
  );
  for (const claim of claims) {
    if (isReservedFor(claim, pod)) continue;
    const allocation = claim.status?.allocation ?? allocations?.get(claim.metadata.name);
    const reservedFor = [...(claim.status?.reservedFor ?? []), { resource: 'pods', name: pod.metadata.name, uid: pod.metadata.uid }];
    const kept = protectedClaim(client, claim);
    client.update(CLAIMS, { ...kept, status: { ...kept.status, allocation, reservedFor } }, 'status');
  }
}

function protectedClaim(client: Client, claim: KubeObject): KubeObject {
  const { finalizers = [] } = claim.metadata;
  if (finalizers.includes(CLAIM_FINALIZER)) return claim;
  return client.update(CLAIMS, { ...claim, metadata: { ...claim.metadata, finalizers: [...finalizers, CLAIM_FINALIZER] } });
}
