import type { KubeObject } from '@/lib/api/object';

/** `pending`, `allocated,reserved`, with `deleted` first. Models resourceClaimState. */
export function claimState(claim: KubeObject): string {
  const states: string[] = [];
  if (claim.metadata.deletionTimestamp) states.push('deleted');
  if (!claim.status?.allocation) {
    if (!claim.metadata.deletionTimestamp) states.push('pending');
  } else {
    states.push('allocated');
    states.push((claim.status.reservedFor ?? []).length > 0 ? 'reserved' : '');
  }
  return states.filter(Boolean).join(',');
}
