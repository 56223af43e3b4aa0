import { z } from 'zod';
import { db } from '@/lib/db/client';
import { learnerSessions } from '@/lib/sessions/shared';
import { handleLearner } from '../../../handle';

const body = z.object({ task: z.string().max(120).optional() });

/** Grades a lab's session, or one of its tasks, and keeps the result. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return await handleLearner(request, body, async ({ task }, learner) => {
    const { lab, report } = await learnerSessions().checkLab(learner.id, id, task);
    const { score, maximum } = report;
    await db().labAttempt.create({
      data: { userId: learner.id, lab, sessionId: id, taskId: task ?? null, score, maximum, report: JSON.parse(JSON.stringify(report)) },
    });
    return Response.json(report);
  });
}
