import { z } from 'zod';
import { db } from '@/lib/db/client';
import { learnerSessions } from '@/lib/sessions/shared';
import { handleLearner } from '../handle';
import { seedOf } from './seed';

const body = z.object({ kind: z.enum(['lab', 'lesson', 'playground']), slug: z.string().min(1).max(120) });

/** The learner's session for a lab, a lesson or the playground: the one there is, or a new one. */
export async function POST(request: Request): Promise<Response> {
  return await handleLearner(request, body, async ({ kind, slug }, learner) => {
    const seed = seedOf(learner.id, slug);
    const { id, fresh } = await learnerSessions().take(learner.id, { kind, slug, seed });
    if (fresh) await db().labSession.create({ data: { id, userId: learner.id, kind, slug, seed } });
    return Response.json({ id });
  });
}
