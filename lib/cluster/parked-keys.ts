import type { LayeredMap } from '@/lib/sim/layered-map';
import type { Sim } from '@/lib/sim/sim';

/** Keys that came for a component while it was down: `component\nqueue\nkey`. */
export type ParkedKeys = LayeredMap<true>;

export function park(parked: ParkedKeys, component: string, queue: string, key: string): void {
  parked.set(`${component}\n${queue}\n${key}`, true);
}

/** Queues the keys of all components that work again, in an order that does not depend on when they came. */
export function unpark(parked: ParkedKeys, sim: Sim, works: (component: string) => boolean): void {
  for (const entry of [...parked.keys()].sort()) {
    const [component, queue, key] = entry.split('\n') as [string, string, string];
    if (!works(component)) continue;
    parked.delete(entry);
    sim.enqueue(queue, key);
  }
}
