import { performance } from 'node:perf_hooks';
import { SessionError } from './session-target';

/** Wall time of synchronous work that a learner may use up at once, and what comes back of it per second. */
const MOST_MS = 8_000;
const PER_SECOND_MS = 250;
const MOST_LEARNERS = 10_000;

/** Keeps one learner's requests from taking the server from all others: who has used up the budget waits. */
export class WorkBudget {
  private readonly spent = new Map<string, { ms: number; at: number }>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Does work on a learner's account. Throws SessionError `busy` when there is nothing left on it. */
  async charge<T>(userId: string, work: () => T | Promise<T>): Promise<T> {
    if (this.used(userId) >= MOST_MS) throw new SessionError('busy', 'too much work at once: wait a little');
    const start = this.now();
    try {
      return await work();
    } finally {
      const ms = this.used(userId) + this.now() - start;
      this.spent.delete(userId);
      this.spent.set(userId, { ms, at: this.now() });
      if (this.spent.size > MOST_LEARNERS) this.spent.delete(this.spent.keys().next().value!);
    }
  }

  private used(userId: string): number {
    const { ms, at } = this.spent.get(userId) ?? { ms: 0, at: this.now() };
    return Math.max(0, ms - ((this.now() - at) / 1_000) * PER_SECOND_MS);
  }
}
