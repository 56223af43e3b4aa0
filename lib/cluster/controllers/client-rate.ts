import type { Sim } from '@/lib/sim/sim';

/** --kube-api-qps and --kube-api-burst of kube-controller-manager: each controller's client has a bucket of its own. */
const PER_SECOND = 20;
const BURST = 30;
const TOKEN_MS = 1000 / PER_SECOND;
const QUEUE = 'controller-client-rate';

/** A bucket of a controller's client. */
export interface ClientRate {
  /** Milliseconds until another request may be made; 0: now. */
  wait(): number;
  /** A request has been made. */
  take(): void;
}

/**
 * The rate at which a controller makes pods again in place of such that have failed. Creations take no time here, so that only
 * this keeps pods that are refused as soon as they are made from being made without end at one instant. When the bucket will be
 * full again is a timer, hence state. Models client-go/util/flowcontrol (token bucket).
 */
export function clientRate(sim: Sim, controller: string): ClientRate {
  sim.on(`${QUEUE}/${controller}`, () => {});
  const full = () => Math.max(sim.now(), sim.timer(`${QUEUE}/${controller}`, 'full')?.due ?? 0);
  return {
    wait: () => Math.max(0, full() - sim.now() - (BURST - 1) * TOKEN_MS),
    take: () => sim.at(`${QUEUE}/${controller}`, 'full', full() + TOKEN_MS, { background: true }),
  };
}
