import { CelRuntimeError } from '@/lib/api/cel';
import type { Pod } from '@/lib/api/models';
import { allocate, type Inventory } from '../devices/allocate';
import { CLAIMS, CLASSES, deviceKey, SLICES, type ClaimSpec, type Result } from '../devices/model';
import { isReservedFor, podClaims } from '../devices/pod-claims';
import { nodeAffinityMatches } from '../node-affinity';
import { refuse, type Cycle, type Plugin } from './plugin';

/** RESERVED_FOR_MAX_SIZE */
const MOST_CONSUMERS = 256;

export const claimsOf = (pod: Pod, cycle: Cycle) => cycle.once(`claims of ${pod.metadata.uid}`, () => podClaims(pod, cycle.get));

/** Devices that drivers publish and claims hold, as a cycle sees them. */
export const inventoryOf = (cycle: Cycle): Inventory =>
  cycle.once('devices', () => {
    const results = (cycle.list?.(CLAIMS) ?? []).flatMap(
      (claim) => (claim.status?.allocation?.devices?.results ?? []) as readonly Result[],
    );
    return {
      slices: cycle.list?.(SLICES) ?? [],
      classOf: (name) => cycle.once(`device class ${name}`, () => cycle.get(CLASSES, '', name)),
      inUse: new Set(results.filter(({ adminAccess }) => !adminAccess).map((result) => deviceKey(result, result.device))),
    };
  });

/** Nodes have to have the devices that a pod's claims ask for, or those that they were given. Models plugins/dynamicresources. */
export const dynamicResources: Plugin = {
  name: 'DynamicResources',
  preFilter(pod, cycle) {
    if (!pod.spec?.resourceClaims?.length) return undefined;
    const { claims, missing } = claimsOf(pod, cycle);
    if (missing !== undefined) return refuse(missing, true);
    for (const claim of claims) {
      const { name, deletionTimestamp } = claim.metadata;
      if (deletionTimestamp) return refuse(`resourceclaim "${name}" is being deleted`, true);
      if (claim.status?.allocation) {
        const full = (claim.status.reservedFor ?? []).length >= MOST_CONSUMERS;
        if (full && !isReservedFor(claim, pod)) return refuse('resourceclaim in use');
        continue;
      }
      for (const request of (claim.spec as ClaimSpec).devices?.requests ?? [])
        for (const { deviceClassName } of request.exactly ? [request.exactly] : (request.firstAvailable ?? []))
          if (!inventoryOf(cycle).classOf(deviceClassName))
            return refuse(`request ${request.name}: device class ${deviceClassName} does not exist`, true);
    }
    return undefined;
  },
  filter(pod, { node }, cycle) {
    if (!pod.spec?.resourceClaims?.length) return undefined;
    const { claims } = claimsOf(pod, cycle);
    for (const claim of claims) {
      const nodeSelector = claim.status?.allocation?.nodeSelector;
      if (nodeSelector && !nodeAffinityMatches({ requiredDuringSchedulingIgnoredDuringExecution: nodeSelector }, node))
        return refuse('resourceclaim not available on the node', true);
    }
    const open = claims.filter((claim) => !claim.status?.allocation);
    try {
      return open.length === 0 || allocate(open, node, inventoryOf(cycle)) ? undefined : refuse('cannot allocate all claims');
    } catch (error) {
      if (!(error instanceof CelRuntimeError)) throw error;
      return refuse(`evaluating device selectors: ${error.message}`, true);
    }
  },
};
