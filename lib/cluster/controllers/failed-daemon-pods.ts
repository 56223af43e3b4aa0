import type { LayeredMap } from '@/lib/sim/layered-map';

const INITIAL_MS = 1_000;
const MAX_MS = 15 * 60_000;

/** How long a DaemonSet waits until it kills the next failed pod of a node: milliseconds, and when a pod was killed last. */
export interface FailedDaemonPods {
  readonly ms: number;
  readonly updated: number;
}

/**
 * Paces the killing of failed daemon pods: 1 s, doubled up to 15 min, for each DaemonSet, generation and node. Models
 * failedPodsBackoff (client-go/util/flowcontrol: Backoff).
 */
export class FailedDaemonPodsBackOff {
  constructor(private readonly memory: LayeredMap<FailedDaemonPods>) {}

  /** Milliseconds to wait; 0: the pod may be killed now. Models IsInBackOffSinceUpdate. */
  left(key: string, now: number): number {
    const entry = this.memory.get(key);
    if (!entry || now - entry.updated > 2 * MAX_MS) return 0;
    return Math.max(0, entry.ms - (now - entry.updated));
  }

  /** A pod is killed. */
  next(key: string, now: number): void {
    const entry = this.memory.get(key);
    const fresh = !entry || now - entry.updated > 2 * MAX_MS;
    this.memory.set(key, { ms: fresh ? INITIAL_MS : Math.min(entry.ms * 2, MAX_MS), updated: now });
  }

  /** Forgets what is long past, as the DaemonSet controller does every minute. */
  collect(now: number): void {
    for (const [key, { updated }] of [...this.memory.entries()]) if (now - updated > 2 * MAX_MS) this.memory.delete(key);
  }
}
