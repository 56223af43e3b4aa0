import { db } from '@/lib/db/client';
import { learnerSessions, sessionErrorCode } from '@/lib/sessions/shared';

/** A learner's attempt as stored, ended first if its time is up. */
export async function currentAttempt(userId: string, id: string) {
  const attempt = await db().examAttempt.findFirst({ where: { id, userId } });
  if (attempt?.state === 'RUNNING' && attempt.endsAt <= new Date()) return await endAttempt(userId, id);
  return attempt;
}

// A deadline and the learner's own click may come together, from two bundles of one process.
const shared = globalThis as typeof globalThis & { nekalaEnding?: Map<string, Promise<unknown>> };
const ending = (shared.nekalaEnding ??= new Map<string, Promise<unknown>>());

/** Grades an attempt and closes it; one that has ended stays as it is. */
export async function endAttempt(userId: string, id: string) {
  const work = ending.get(id) ?? gradeAndClose(userId, id).finally(() => ending.delete(id));
  ending.set(id, work);
  await work;
  return await db().examAttempt.findFirst({ where: { id, userId } });
}

async function gradeAndClose(userId: string, id: string): Promise<void> {
  const attempt = await db().examAttempt.findFirst({ where: { id, userId } });
  if (!attempt || attempt.state === 'ENDED') return;
  const data = await gradeAttempt(userId, attempt.sessionId);
  await db().examAttempt.updateMany({ where: { id, state: 'RUNNING' }, data: { state: 'ENDED', endedAt: new Date(), ...data } });
  if (attempt.sessionId) {
    await learnerSessions()
      .registry.close(userId, attempt.sessionId)
      .catch((error: unknown) => console.error(error));
  }
}

async function gradeAttempt(userId: string, sessionId: string | null) {
  try {
    const report = await learnerSessions().checkExam(userId, sessionId ?? '');
    return { score: report.score, passed: report.passed, report: JSON.parse(JSON.stringify(report)) };
  } catch (error) {
    // A cluster that is gone cannot be graded: the attempt ends without a report instead of never.
    if (!['not-found', 'damaged'].includes(sessionErrorCode(error) ?? '')) throw error;
    return { score: 0, passed: false };
  }
}
