import { db } from '@/lib/db/client';
import { endAttempt } from './attempts';

const LONGEST_WAIT_MS = 2 ** 31 - 1;
const RETRY_MS = 30_000;

// The pages and the server are separate bundles in one process: they share the timers.
const shared = globalThis as typeof globalThis & { nekalaDeadlines?: Map<string, NodeJS.Timeout> };
const timers = (shared.nekalaDeadlines ??= new Map<string, NodeJS.Timeout>());

/** Ends and grades an attempt when its time is up, whether or not anybody looks. */
export function armDeadline(attempt: { readonly id: string; readonly userId: string; readonly endsAt: Date }): void {
  const { id, userId, endsAt } = attempt;
  clearTimeout(timers.get(id));
  const wait = Math.min(Math.max(0, endsAt.getTime() - Date.now()), LONGEST_WAIT_MS);
  const timer = setTimeout(() => {
    timers.delete(id);
    endAttempt(userId, id).catch((error: unknown) => {
      console.error(`exam attempt ${id}:`, error);
      armDeadline({ id, userId, endsAt: new Date(Date.now() + RETRY_MS) });
    });
  }, wait);
  timer.unref();
  timers.set(id, timer);
}

/** Sets the deadlines of all attempts under way, at the start of the server. Those whose time is up end at once. */
export async function armDeadlines(): Promise<void> {
  const running = await db().examAttempt.findMany({ where: { state: 'RUNNING' }, select: { id: true, userId: true, endsAt: true } });
  for (const attempt of running) armDeadline(attempt);
}
