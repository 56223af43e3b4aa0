import { quantityMilliValue, quantityValue } from '@/lib/api/quantity';
import type { Pod } from '@/lib/api/models';

/** Amounts by resource name: cpu in thousandths, the rest in whole units (bytes). */
export type Amounts = Readonly<Record<string, number>>;

interface Requests {
  readonly requests?: Readonly<Record<string, string>>;
}

const known = new WeakMap<object, Amounts>();

/** An amount of a resource as a number: thousandths of a CPU, bytes, or a count. */
export const amountOf = (resource: string, quantity: string): number =>
  resource === 'cpu' ? quantityMilliValue(quantity) : quantityValue(quantity);

/**
 * What a pod asks of its node: the sum over containers and sidecars, or the largest init container if that is more, plus
 * overhead; pod-level requests take their place. Models k8s.io/component-helpers/resource (PodRequests).
 */
export function podRequests(pod: Pod): Amounts {
  const spec = pod.spec!;
  const cached = known.get(spec);
  if (cached) return cached;
  let sum: Record<string, number> = {};
  for (const container of spec.containers) add(sum, amounts(container.resources as Requests));
  const sidecars: Record<string, number> = {};
  let largest: Record<string, number> = {};
  for (const container of spec.initContainers ?? []) {
    const own = amounts(container.resources as Requests);
    if (container.restartPolicy === 'Always') {
      add(sum, own);
      add(sidecars, own);
      largest = most(largest, sidecars);
    } else {
      const together = { ...sidecars };
      add(together, own);
      largest = most(largest, together);
    }
  }
  sum = most(sum, largest);
  Object.assign(sum, amounts((spec as { resources?: Requests }).resources));
  for (const [name, quantity] of Object.entries(spec.overhead ?? {})) sum[name] = (sum[name] ?? 0) + amountOf(name, quantity as string);
  known.set(spec, sum);
  return sum;
}

function amounts(resources: Requests | undefined): Record<string, number> {
  return Object.fromEntries(Object.entries(resources?.requests ?? {}).map(([name, quantity]) => [name, amountOf(name, quantity)]));
}

function add(into: Record<string, number>, from: Amounts): void {
  for (const [name, amount] of Object.entries(from)) into[name] = (into[name] ?? 0) + amount;
}

function most(a: Amounts, b: Amounts): Record<string, number> {
  const out: Record<string, number> = { ...a };
  for (const [name, amount] of Object.entries(b)) out[name] = Math.max(out[name] ?? 0, amount);
  return out;
}
