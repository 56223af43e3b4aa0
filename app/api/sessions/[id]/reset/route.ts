import { z } from 'zod';
import { db } from '@/lib/db/client';
import { learnerSessions } from '@/lib/sessions/shared';
import { handleLearner, refuse } from '../../../handle';

/** Throws a session's cluster away and opens a fresh one for the same target. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return await handleLearner(request, z.object({}), async (_body, learner) => {
    const old = learnerSessions()
      .registry.of(learner.id)
      .find((record) => record.id === id);
    if (!old || old.target.kind === 'exam') return refuse('not-found');
    const fresh = await learnerSessions().reset(learner.id, id);
    const { kind, slug, seed } = old.target;
    await db().labSession.updateMany({ where: { id }, data: { closedAt: new Date() } });
    await db().labSession.create({ data: { id: fresh, userId: learner.id, kind, slug, seed } });
    return Response.json({ id: fresh });
  });
}
