/** How often something may be tried. */
export interface Rate {
  readonly attempts: number;
  readonly windowMs: number;
}

const MOST_KEYS = 20_000;

/** Counts attempts by key (an address, an account) over a sliding window. In memory: a restart forgets. */
export class RateLimit {
  private readonly tries = new Map<string, number[]>();

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number = Date.now,
  ) {}

  /** Counts one attempt. Gives 0 if it is allowed, else the milliseconds to wait. */
  take(key: string): number {
    const now = this.now();
    const recent = (this.tries.get(key) ?? []).filter((at) => at > now - this.rate.windowMs);
    if (recent.length >= this.rate.attempts) return recent[0]! + this.rate.windowMs - now;
    recent.push(now);
    this.tries.delete(key);
    this.tries.set(key, recent);
    if (this.tries.size > MOST_KEYS) this.tries.delete(this.tries.keys().next().value!);
    return 0;
  }

  /** Forgets a key, after a success. */
  clear(key: string): void {
    this.tries.delete(key);
  }
}

const MINUTE = 60_000;
const shared = globalThis as typeof globalThis & { nekalaRateLimits?: Record<'signIn' | 'signUp' | 'guest', RateLimit> };

/** The process's limits for the ways in. */
export const rateLimits = (): Record<'signIn' | 'signUp' | 'guest', RateLimit> =>
  (shared.nekalaRateLimits ??= {
    signIn: new RateLimit({ attempts: 10, windowMs: 5 * MINUTE }),
    signUp: new RateLimit({ attempts: 20, windowMs: 10 * MINUTE }),
    guest: new RateLimit({ attempts: 60, windowMs: 10 * MINUTE }),
  });
