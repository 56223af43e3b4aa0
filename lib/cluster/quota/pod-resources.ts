import type { KubeObject } from '@/lib/api/object';
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '@/lib/api/quantity';

export type Usage = Readonly<Record<string, Quantity>>;
export type ResourceTexts = Readonly<Record<string, string>>;

export interface ResourceContainer {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: ResourceTexts; readonly limits?: ResourceTexts };
}

const POD_LEVEL = /^(cpu|memory|hugepages-.*)$/;

/** Sums resources, each in the format of the first. Models quota.Add. */
export function addUsage(a: Usage, b: Usage): Usage {
  const out: Record<string, Quantity> = { ...a };
  for (const [name, value] of Object.entries(b)) out[name] = out[name] ? addQuantities(out[name], value) : value;
  return out;
}

function mostUsage(a: Usage, b: Usage): Usage {
  const out: Record<string, Quantity> = { ...a };
  for (const [name, value] of Object.entries(b)) if (!out[name] || compareQuantities(value, out[name]) > 0) out[name] = value;
  return out;
}

export const usageOfTexts = (texts: ResourceTexts | undefined): Usage =>
  Object.fromEntries(Object.entries(texts ?? {}).map(([name, value]) => [name, parseQuantity(value)]));

/**
 * What a pod's containers ask for together: the sum of containers and sidecars, or the greatest init container where that is
 * more; what the pod as a whole asks for takes their place. With `overhead`, the runtime's share is added. Models
 * component-helpers/resource PodRequests and PodLimits.
 */
export function podResources(pod: KubeObject, side: 'requests' | 'limits', options: { readonly overhead: boolean }): Usage {
  let sum: Usage = {};
  let sidecars: Usage = {};
  let greatest: Usage = {};
  for (const { resources } of (pod.spec?.containers ?? []) as readonly ResourceContainer[])
    sum = addUsage(sum, usageOfTexts(resources?.[side]));
  for (const { resources, restartPolicy } of (pod.spec?.initContainers ?? []) as readonly ResourceContainer[]) {
    const own = usageOfTexts(resources?.[side]);
    if (restartPolicy === 'Always') {
      sum = addUsage(sum, own);
      sidecars = addUsage(sidecars, own);
      greatest = mostUsage(greatest, sidecars);
    } else greatest = mostUsage(greatest, addUsage(own, sidecars));
  }
  const total: Record<string, Quantity> = { ...mostUsage(sum, greatest) };
  const whole = (pod.spec?.resources as ResourceContainer['resources'])?.[side];
  for (const [name, value] of Object.entries(usageOfTexts(whole))) if (POD_LEVEL.test(name)) total[name] = value;
  if (!options.overhead) return total;
  for (const [name, value] of Object.entries(usageOfTexts(pod.spec?.overhead as ResourceTexts | undefined))) {
    if (side === 'requests') total[name] = total[name] ? addQuantities(total[name], value) : value;
    else if (total[name] && total[name].nano > 0n) total[name] = addQuantities(total[name], value);
  }
  return total;
}
