import { EndlessInstantError, Instant, PUT_OFF_MS } from './instant';
import { Random } from './random';
import { Timers, type Timer } from './timers';

/** What a queue does with one key. Handlers are code, bound anew after a fork or a restore; only keys are state. */
export type Handler = (key: string) => void;

export interface SimSnapshot {
  readonly now: number;
  readonly seq: number;
  readonly random: number;
  readonly timers: readonly Timer[];
  readonly ready: readonly (readonly [queue: string, key: string])[];
  readonly waiting: readonly (readonly [channel: string, waiters: readonly (readonly [queue: string, key: string])[]])[];
  readonly retries: readonly (readonly [id: string, count: number])[];
  /** How far the clock has been set forward in all, and what it said after the last time; absent: never. */
  readonly leaps?: readonly [total: number, at: number];
}

export interface RunLimits {
  /** Keys handled at most; the run stops there and can be taken up again. */
  readonly steps?: number;
  /** Asked between steps; true stops the run. The caller's way to bound wall time. */
  readonly shouldStop?: () => boolean;
}

export interface Settled {
  /** False when a limit ended the wait before everything had come to rest. */
  readonly settled: boolean;
  /** Virtual milliseconds that passed. */
  readonly elapsed: number;
}

const idOf = (queue: string, key: string) => `${queue}\n${key}`;
const DEFAULT_STEPS = 5_000_000;
const ASK_EVERY = 64;
const ASK_GUARD_EVERY = 16;

/**
 * The heart of a simulated world: virtual time, keyed work queues, timers and named channels, all as data.
 *
 * - A queue holds keys, each at most once (as client-go's workqueue); its handler runs to completion.
 * - A timer puts a key on a queue at a virtual time; there is at most one for a (queue, key).
 * - A channel is a name on which (queue, key) pairs wait; `notify` puts all of them on their queues.
 * - What one key may do at one instant is bounded (instant.ts): a key beyond that is put off, loudly.
 */
export class Sim {
  readonly random: Random;
  private clock: number;
  private seq = 0;
  private timers = new Timers();
  private ready: { queue: string; key: string }[] = [];
  private head = 0;
  private queued = new Set<string>();
  private waiting = new Map<string, Map<string, readonly [string, string]>>();
  private retries = new Map<string, number>();
  private handlers = new Map<string, Handler>();
  private readonly busyQueues = new Set<string>();
  private listeners = new Map<string, Set<() => void>>();
  private guard: (() => boolean) | undefined;
  private unasked = 0;
  private leaps: readonly [total: number, at: number] | undefined;
  private readonly instant = new Instant();
  /**
   * Told of what a handler throws; when it returns, the run goes on with the next key. Without it a run ends with the
   * exception. Not state: gone after a fork.
   */
  onFault: ((error: unknown, queue: string, key: string) => void) | undefined;

  constructor(options: { seed: number; now: number }) {
    this.random = new Random(options.seed);
    this.clock = options.now;
  }

  /** Virtual milliseconds since the epoch. */
  now(): number {
    return this.clock;
  }

  /**
   * Sets the clock forward by `ms` without letting that time pass: what was due in so many seconds still is, as timers on a
   * monotonic clock are. Only who compares dates notices.
   */
  leap(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('the clock is only set forward');
    this.clock += ms;
    this.timers.shift(ms);
    this.leaps = [this.leapt + ms, this.clock];
  }

  /** Milliseconds by which `leap` has set the clock forward in all. */
  get leapt(): number {
    return this.leaps?.[0] ?? 0;
  }

  /** What the clock said after it was last set; undefined: it never was. */
  get leaptAt(): number | undefined {
    return this.leaps?.[1];
  }

  /**
   * Binds the handler of a queue. Each queue has one. `busy`: that its keys are handled again and again at one instant is no fault
   * (a program may be busy for good); time passes then, a millisecond at a time.
   */
  on(queue: string, handler: Handler, options: { busy?: boolean } = {}): void {
    if (this.handlers.has(queue)) throw new Error(`queue ${queue} already has a handler`);
    this.handlers.set(queue, handler);
    if (options.busy) this.busyQueues.add(queue);
  }

  /** Puts a key on a queue; a key already there stays where it is. */
  enqueue(queue: string, key: string): void {
    const id = idOf(queue, key);
    if (this.queued.has(id)) return;
    this.queued.add(id);
    this.ready.push({ queue, key });
  }

  /** Puts a key on a queue after `ms`; an earlier timer for the same key is kept, a later one replaced (AddAfter). */
  after(queue: string, key: string, ms: number, options: { background?: boolean } = {}): void {
    const due = this.clock + Math.max(0, Math.ceil(ms));
    const set = this.timers.get(queue, key);
    if (set && set.due <= due) return;
    this.at(queue, key, due, options);
  }

  /** Puts a key on a queue at virtual time `due`, replacing the timer of that key. */
  at(queue: string, key: string, due: number, options: { background?: boolean } = {}): void {
    this.timers.set({ due: Math.ceil(due), seq: this.seq++, queue, key, background: options.background ?? false });
  }

  cancel(queue: string, key: string): void {
    this.timers.cancel(queue, key);
  }

  /** The timer of (queue, key), if one is set. */
  timer(queue: string, key: string): Timer | undefined {
    return this.timers.get(queue, key);
  }

  /**
   * Tries a key again after 5 ms, 10 ms, 20 ms … 1000 s (client-go's ItemExponentialFailureRateLimiter). From the
   * `quietAfter`-th failure on the timer is a background one, so that what fails for good does not keep `settle()` waiting.
   */
  retry(queue: string, key: string, options: { quietAfter?: number } = {}): void {
    const id = idOf(queue, key);
    const failures = this.retries.get(id) ?? 0;
    this.retries.set(id, failures + 1);
    this.after(queue, key, Math.min(5 * 2 ** failures, 1_000_000), { background: failures >= (options.quietAfter ?? Infinity) });
  }

  /** Forgets earlier failures of a key. */
  forget(queue: string, key: string): void {
    this.retries.delete(idOf(queue, key));
  }

  /** (queue, key) waits on a channel until the next `notify`. */
  wait(channel: string, queue: string, key: string): void {
    let waiters = this.waiting.get(channel);
    if (!waiters) this.waiting.set(channel, (waiters = new Map()));
    waiters.set(idOf(queue, key), [queue, key]);
  }

  /** (queue, key) no longer waits on a channel. */
  unwait(channel: string, queue: string, key: string): void {
    const waiters = this.waiting.get(channel);
    if (!waiters) return;
    waiters.delete(idOf(queue, key));
    if (waiters.size === 0) this.waiting.delete(channel);
  }

  /** Wakes everything that waits on a channel. */
  notify(channel: string): void {
    const waiters = this.waiting.get(channel);
    if (waiters) {
      this.waiting.delete(channel);
      for (const [queue, key] of waiters.values()) this.enqueue(queue, key);
    }
    for (const listener of this.listeners.get(channel) ?? []) listener();
  }

  /**
   * Tells code outside the simulation (a socket, a test) of each `notify` of a channel. Not state: gone after a fork.
   * The listener must not act on the simulation from within the call. Returns the way to stop listening.
   */
  listen(channel: string, listener: () => void): () => void {
    let listeners = this.listeners.get(channel);
    if (!listeners) this.listeners.set(channel, (listeners = new Set()));
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.listeners.get(channel) === listeners) this.listeners.delete(channel);
    };
  }

  /**
   * Has every run ask `guard`, whoever starts it: once it says true, runs stop (and return false) until there is another
   * guard or none. It is asked after the same steps for the same state. Not state: gone after a fork.
   */
  setGuard(guard: (() => boolean) | undefined): void {
    this.guard = guard;
    this.unasked = 0;
  }

  /** Something can run without time passing. */
  get busy(): boolean {
    return this.head < this.ready.length || (this.timers.peek()?.due ?? Infinity) <= this.clock;
  }

  /** When the next timer is due, if any. */
  get nextDue(): number | undefined {
    return this.timers.peek()?.due;
  }

  /** Runs what can run now, without letting time pass. Returns false if a limit stopped it. */
  run(limits: RunLimits = {}): boolean {
    return this.runUntil(this.clock, limits);
  }

  /** Lets virtual time pass up to `time`, running everything that comes due. Returns false if a limit stopped it. */
  runUntil(time: number, limits: RunLimits = {}): boolean {
    let steps = limits.steps ?? DEFAULT_STEPS;
    for (;;) {
      for (let due = this.timers.takeDue(this.clock); due; due = this.timers.takeDue(this.clock)) {
        this.enqueue(due.queue, due.key);
      }
      if (this.head < this.ready.length) {
        if (steps-- <= 0 || (steps % ASK_EVERY === 0 && limits.shouldStop?.())) return false;
        if (this.guard && this.guarded(this.guard)) return false;
        this.step();
        continue;
      }
      const next = this.timers.peek();
      if (!next || next.due > time) break;
      this.clock = next.due;
    }
    if (time > this.clock) this.clock = time;
    return true;
  }

  /**
   * Lets virtual time pass until no foreground timer is left and nothing is ready, or `limitMs` (default 10 minutes)
   * have passed.
   */
  settle(options: RunLimits & { limitMs?: number } = {}): Settled {
    let start = this.clock;
    let end = start + (options.limitMs ?? 600_000);
    let seen = this.leapt;
    for (;;) {
      const ran = this.run(options);
      start += this.leapt - seen;
      end += this.leapt - seen;
      seen = this.leapt;
      if (!ran) return { settled: false, elapsed: this.clock - start };
      if (this.timers.foregroundSize === 0) return { settled: true, elapsed: this.clock - start };
      const next = this.timers.peek()!;
      if (next.due > end) {
        this.clock = end;
        return { settled: false, elapsed: end - start };
      }
      this.clock = next.due;
    }
  }

  private guarded(guard: () => boolean): boolean {
    if (this.unasked++ % ASK_GUARD_EVERY !== 0) return false;
    if (!guard()) return false;
    this.unasked = 0;
    return true;
  }

  snapshot(): SimSnapshot {
    return {
      now: this.clock,
      seq: this.seq,
      random: this.random.snapshot(),
      timers: this.timers.list(),
      ready: this.ready.slice(this.head).map(({ queue, key }) => [queue, key] as const),
      waiting: [...this.waiting].map(([channel, waiters]) => [channel, [...waiters.values()]] as const),
      retries: [...this.retries],
      ...(this.leaps && { leaps: this.leaps }),
    };
  }

  /** A Sim in the snapshot's state, with no handler bound yet. */
  static restore(snapshot: SimSnapshot): Sim {
    const sim = new Sim({ seed: snapshot.random, now: snapshot.now });
    sim.seq = snapshot.seq;
    for (const timer of snapshot.timers) sim.timers.set(timer);
    for (const [queue, key] of snapshot.ready) sim.enqueue(queue, key);
    for (const [channel, waiters] of snapshot.waiting) {
      for (const [queue, key] of waiters) sim.wait(channel, queue, key);
    }
    sim.retries = new Map(snapshot.retries);
    sim.leaps = snapshot.leaps;
    return sim;
  }

  /** A second Sim in the same state, with no handler bound yet. */
  fork(): Sim {
    return Sim.restore(this.snapshot());
  }

  private step(): void {
    const { queue, key } = this.ready[this.head++]!;
    if (this.head > 1024 && this.head * 2 > this.ready.length) {
      this.ready = this.ready.slice(this.head);
      this.head = 0;
    }
    const id = idOf(queue, key);
    this.queued.delete(id);
    const handler = this.handlers.get(queue);
    if (!handler) throw new Error(`no handler for queue ${queue} (key ${key})`);
    if (this.instant.exceeded(this.clock, id)) return this.putOff(queue, key);
    if (!this.onFault) handler(key);
    else this.carefully(handler, queue, key, this.onFault);
  }

  /** A key that is handled without end at one instant waits, so that the rest of the world goes on; whoever looks after it is told. */
  private putOff(queue: string, key: string): void {
    if (this.busyQueues.has(queue)) return this.after(queue, key, 1);
    this.after(queue, key, PUT_OFF_MS, { background: true });
    const error = new EndlessInstantError(queue, key, this.clock);
    if (!this.onFault) throw error;
    this.onFault(error, queue, key);
  }

  private carefully(handler: Handler, queue: string, key: string, onFault: NonNullable<Sim['onFault']>): void {
    try {
      handler(key);
    } catch (error) {
      onFault(error, queue, key);
    }
  }
}
