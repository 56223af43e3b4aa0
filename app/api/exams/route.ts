import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { db } from '@/lib/db/client';
import { loadExam } from '@/lib/exams/load';
import { learnerSessions } from '@/lib/sessions/shared';
import { handleLearner, refuse } from '../handle';
import { currentAttempt } from './attempts';
import { armDeadline } from './deadlines';

/** Begins an exam, or gives the attempt that is under way. */
export async function POST(request: Request): Promise<Response> {
  return await handleLearner(request, z.object({ exam: z.string().max(80) }), async ({ exam: slug }, { id: userId }) => {
    const open = await db().examAttempt.findFirst({ where: { userId, exam: slug, state: 'RUNNING' } });
    if (open && (await currentAttempt(userId, open.id))?.state === 'RUNNING') return Response.json({ id: open.id });
    const seed = randomInt(2 ** 31 - 1);
    const exam = loadExam(slug, { seed });
    if (!exam) return refuse('not-found');
    const { record } = await learnerSessions().registry.open(userId, { kind: 'exam', slug, seed });
    const startedAt = new Date();
    const endsAt = new Date(startedAt.getTime() + exam.minutes * 60_000);
    const { id } = await db().examAttempt.create({ data: { userId, exam: slug, seed, sessionId: record.id, startedAt, endsAt } });
    armDeadline({ id, userId, endsAt });
    return Response.json({ id }, { status: 201 });
  });
}
