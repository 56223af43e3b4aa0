import type { KubeObject } from '@/lib/api/object';
import type { Sim } from '@/lib/sim/sim';
import type { Store } from '../store';
import { EVENTS } from '../client/resources';

/** Queue on which events whose time is over are taken out of the store. */
export const EVENT_TTL = 'apiserver/event-ttl';
/** While there is no server: etcd's leases run on, but nobody would see it. */
const AGAIN_MS = 60_000;
const LEAST_MS = 1_000;

export interface EventTtlParts {
  readonly sim: Sim;
  readonly store: Store;
  /** `--event-ttl`, in milliseconds; 0: for ever. */
  ttlMs(): number;
  isServing(): boolean;
}

/** Events go when their lease is over: so long after they were last written. Models the TTL of the registry of events. */
export function bindEventTtl({ sim, store, ttlMs, isServing }: EventTtlParts): void {
  const again = (ms: number) => sim.after(EVENT_TTL, 'all', Math.max(LEAST_MS, ms), { background: true });
  sim.on(EVENT_TTL, () => {
    const ttl = ttlMs();
    if (ttl <= 0) return;
    if (!isServing()) return again(AGAIN_MS);
    const now = sim.now();
    let next = now + ttl;
    for (const event of store.list(EVENTS)) {
      // A lease is measured on a monotonic clock: what a learner sets the clock forward by does not count.
      const due = Math.max(writtenAt(event), Math.min(sim.leaptAt ?? 0, now)) + ttl;
      if (due <= now) store.delete(EVENTS, event);
      else next = Math.min(next, due);
    }
    again(next - now);
  });
  if (!sim.timer(EVENT_TTL, 'all')) again(ttlMs());
}

function writtenAt(event: KubeObject): number {
  const { lastTimestamp, eventTime, series } = event as KubeObject & {
    readonly lastTimestamp?: string;
    readonly eventTime?: string;
    readonly series?: { readonly lastObservedTime?: string };
  };
  const times = [event.metadata.creationTimestamp, lastTimestamp, eventTime, series?.lastObservedTime];
  return Math.max(0, ...times.map((text) => (text ? Date.parse(text) || 0 : 0)));
}
