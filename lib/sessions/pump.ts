/** Something that the pump keeps going. */
export interface Pumped {
  /** Works until done or until `deadline` (performance.now()); false if there is more to do at once. */
  turn(deadline: number): boolean;
  /** Milliseconds until it has something to do; undefined: nothing to wait for. */
  readonly waitMs: number | undefined;
}

/** Wall time of one turn before others get theirs. */
const TURN_MS = 8;
const LONGEST_WAIT_MS = 60_000;

/**
 * Gives live sessions their turns, one after the other, so that no learner's endless loop holds up another's key stroke.
 * A session that has nothing to do has no timer but the one for its next due event, and none when it is not started.
 */
export class Pump {
  private readonly line = new Set<Pumped>();
  private readonly timers = new Map<Pumped, NodeJS.Timeout>();
  private readonly running = new Set<Pumped>();
  private draining = false;

  /** Lets it run from now on. */
  start(item: Pumped): void {
    this.running.add(item);
    this.wake(item);
  }

  /** No more turns until the next start. */
  stop(item: Pumped): void {
    this.running.delete(item);
    this.line.delete(item);
    clearTimeout(this.timers.get(item));
    this.timers.delete(item);
  }

  /** There is something to do now. */
  wake(item: Pumped): void {
    if (!this.running.has(item)) return;
    clearTimeout(this.timers.get(item));
    this.timers.delete(item);
    this.line.add(item);
    if (!this.draining) {
      this.draining = true;
      setImmediate(() => this.drain());
    }
  }

  /** Sessions that run, and timers that are set. */
  get load(): { running: number; timers: number } {
    return { running: this.running.size, timers: this.timers.size };
  }

  private drain(): void {
    const item = this.line.values().next().value;
    if (!item) {
      this.draining = false;
      return;
    }
    this.line.delete(item);
    let done = true;
    try {
      done = item.turn(performance.now() + TURN_MS);
    } catch (error) {
      console.error('session stopped:', error);
      this.stop(item);
    }
    if (this.running.has(item)) {
      if (!done) this.line.add(item);
      else if (item.waitMs !== undefined && !this.line.has(item)) {
        this.timers.set(
          item,
          setTimeout(() => this.wake(item), Math.min(Math.max(1, item.waitMs), LONGEST_WAIT_MS)),
        );
      }
    }
    setImmediate(() => this.drain());
  }
}
