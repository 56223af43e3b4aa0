import type { Sim } from '@/lib/sim/sim';

const TICK_MS = 20;
/** Wall time that one turn may use before others get theirs. */
const TURN_MS = 15;

/** Keeps a world's virtual time in step with the wall clock while real clients use it. */
export class LiveClock {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly sim: Sim) {}

  start(): this {
    this.turn();
    return this;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Runs what is due now; what takes longer than a turn goes on in the next. */
  catchUp(): void {
    const deadline = performance.now() + TURN_MS;
    this.sim.runUntil(Math.max(Date.now(), this.sim.now()), { shouldStop: () => performance.now() > deadline });
  }

  private turn(): void {
    this.catchUp();
    this.timer = setTimeout(() => this.turn(), this.sim.busy ? 0 : TICK_MS);
  }
}
