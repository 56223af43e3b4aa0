import type { KubeObject } from '@/lib/api/object';
import { addQuantities, newQuantity, type Quantity } from '@/lib/api/quantity';
import type { Usage } from './pod-resources';

const COUNT = 'count/resourceclaims.resource.k8s.io';
const CLASS_SUFFIX = '.deviceclass.resource.k8s.io/devices';
/** Devices in one allocation at most. */
const MOST_DEVICES = 32;

interface DeviceRequest {
  readonly deviceClassName?: string;
  readonly allocationMode?: string;
  readonly count?: number;
}

/** Models claimEvaluator.MatchingResources. */
export const deviceResources = (names: readonly string[]): readonly string[] =>
  names.filter((name) => name === COUNT || name.endsWith(CLASS_SUFFIX));

const devicesOf = ({ allocationMode, count }: DeviceRequest): number =>
  allocationMode === 'All' ? MOST_DEVICES : allocationMode === 'ExactCount' ? (count ?? 1) : 0;

/** Models claimEvaluator.Usage: of alternatives, the most that a class may come to give. */
export function deviceUsage(claim: KubeObject): Usage {
  const out: Record<string, Quantity> = { [COUNT]: newQuantity(1) };
  const requests = (claim.spec?.devices?.requests ?? []) as readonly {
    readonly exactly?: DeviceRequest;
    readonly firstAvailable?: readonly DeviceRequest[];
  }[];
  for (const { exactly, firstAvailable } of requests) {
    const most = new Map<string, number>();
    for (const request of firstAvailable?.length ? firstAvailable : exactly ? [exactly] : []) {
      const name = `${request.deviceClassName}${CLASS_SUFFIX}`;
      most.set(name, Math.max(most.get(name) ?? 0, devicesOf(request)));
    }
    for (const [name, count] of most) out[name] = addQuantities(out[name] ?? newQuantity(0), newQuantity(count));
  }
  return out;
}
