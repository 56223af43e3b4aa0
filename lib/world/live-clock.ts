import type { Sim } from '@/lib/sim/sim';

const TICK_MS = 20;
/** Wall time that one turn may use before others get theirs. */
const TURN_MS = 10;
/** How far virtual time may fall behind before it gives up catching up and just goes on. */
const MOST_LAG_MS = 2_000;

/**
 * Keeps a world's virtual time in step with the wall clock while somebody uses it. Virtual time only moves while the
 * clock runs; it is never stopped within an instant, so that the same inputs at the same virtual times give the same run.
 */
export class LiveClock {
  private timer: NodeJS.Timeout | undefined;
  private ahead: number;

  /** `rate`: virtual milliseconds to a millisecond of the wall clock; at 0 time stands still. Default 1. */
  constructor(
    private readonly sim: Sim,
    private readonly rate = 1,
  ) {
    this.ahead = sim.now() - sim.leapt - this.wall();
  }

  get running(): boolean {
    return this.timer !== undefined;
  }

  /** Starts, or starts again, from the virtual time as it is. */
  start(): this {
    if (this.timer) return this;
    this.ahead = this.sim.now() - this.sim.leapt - this.wall();
    this.turn();
    return this;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Runs what is due by now, for one turn's time at most. Returns true if there is more. */
  catchUp(): boolean {
    const deadline = performance.now() + TURN_MS;
    this.sim.run();
    const target = this.target();
    for (;;) {
      const next = this.sim.nextDue;
      if (next === undefined || next > target) break;
      if (performance.now() > deadline) {
        const lag = target - this.sim.now();
        if (lag > MOST_LAG_MS) this.ahead -= lag;
        return true;
      }
      this.sim.runUntil(next);
    }
    this.sim.runUntil(Math.max(target, this.sim.now()));
    return false;
  }

  private target(): number {
    // Where a learner has set the clock forward, the wall clock goes on from there.
    return this.wall() + this.ahead + this.sim.leapt;
  }

  private wall(): number {
    return Date.now() * this.rate;
  }

  private turn(): void {
    const more = this.catchUp();
    const due = this.sim.nextDue;
    const wait = more
      ? 0
      : due === undefined || this.rate === 0
        ? TICK_MS
        : Math.max(1, Math.min(TICK_MS, (due - this.target()) / this.rate));
    this.timer = setTimeout(() => this.turn(), wait);
  }
}
