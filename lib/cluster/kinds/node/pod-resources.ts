import { addQuantities, compareQuantities, formatQuantity } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';

type List = Record<string, string>;
interface Container {
  readonly restartPolicy?: string;
  readonly resources?: { readonly requests?: List; readonly limits?: List };
}

const plus = (a: List, b: List): List => {
  const out = { ...a };
  for (const [name, value] of Object.entries(b))
    out[name] = out[name] === undefined ? value : formatQuantity(addQuantities(out[name], value));
  return out;
};

const most = (a: List, b: List): List => {
  const out = { ...a };
  for (const [name, value] of Object.entries(b)) if (out[name] === undefined || compareQuantities(value, out[name]) > 0) out[name] = value;
  return out;
};

/**
 * What a pod asks for and is bounded by: the sum of its containers (sidecars too), or what its init containers need at most,
 * and its overhead. Models component-helpers' resource.PodRequests and PodLimits.
 */
export function podResources(pod: KubeObject): { readonly requests: List; readonly limits: List } {
  const sum = (part: 'requests' | 'limits'): List => {
    const of = (container: Container): List => container.resources?.[part] ?? {};
    let total: List = {};
    for (const container of (pod.spec?.containers ?? []) as readonly Container[]) total = plus(total, of(container));
    let sidecars: List = {};
    let start: List = {};
    for (const container of (pod.spec?.initContainers ?? []) as readonly Container[]) {
      if (container.restartPolicy === 'Always') {
        total = plus(total, of(container));
        sidecars = plus(sidecars, of(container));
        start = most(start, sidecars);
      } else start = most(start, plus(sidecars, of(container)));
    }
    total = most(total, start);
    const overhead = (pod.spec?.overhead ?? {}) as List;
    if (part === 'requests') return plus(total, overhead);
    for (const [name, value] of Object.entries(overhead)) if (total[name] !== undefined) total = plus(total, { [name]: value });
    return total;
  };
  return { requests: sum('requests'), limits: sum('limits') };
}
