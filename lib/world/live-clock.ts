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

  constructor(private readonly sim: Sim) {
    this.ahead = sim.now() - Date.now();
  }

  get running(): boolean {
    return this.timer !== undefined;
  }

  /** Starts, or starts again, from the virtual time as it is. */
  start(): this {
    if (this.timer) return this;
    this.ahead = this.sim.now() - Date.now();
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
    const target = this.target();
    this.sim.run();
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
    return Date.now() + this.ahead;
  }

  private turn(): void {
    const more = this.catchUp();
    const due = this.sim.nextDue;
    const wait = more ? 0 : due === undefined ? TICK_MS : Math.max(1, Math.min(TICK_MS, due - this.target()));
    this.timer = setTimeout(() => this.turn(), wait);
  }
}
