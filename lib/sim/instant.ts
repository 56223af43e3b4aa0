/** Steps at one instant of virtual time from which on it is counted who takes them. */
const COUNT_FROM = 20_000;
/** How often one key may be handled at one instant once it is counted. */
const KEY_LIMIT = 5_000;
/** Milliseconds by which a key that has used up its share of an instant is put off. */
export const PUT_OFF_MS = 1_000;

/** A key that was handled again and again while no virtual time passed: parts of a world that wake each other without end. */
export class EndlessInstantError extends Error {
  constructor(
    readonly queue: string,
    readonly key: string,
    at: number,
  ) {
    super(
      `no time passes: queue ${queue} has handled the key ${key} more than ${KEY_LIMIT} times at ${new Date(at).toISOString()}; it is put off`,
    );
  }
}

/**
 * Bounds the work of one instant, so that a loop in which no virtual time passes cannot hold up the process. Not state: a copy
 * counts anew.
 */
export class Instant {
  private at = NaN;
  private steps = 0;
  private counts: Map<string, number> | undefined;

  /** Counts one step. True: this key has had its share of this instant. */
  exceeded(now: number, id: string): boolean {
    if (now !== this.at) {
      this.at = now;
      this.steps = 0;
      this.counts = undefined;
    }
    if (++this.steps <= COUNT_FROM) return false;
    this.counts ??= new Map();
    const count = (this.counts.get(id) ?? 0) + 1;
    this.counts.set(id, count);
    return count > KEY_LIMIT;
  }
}
