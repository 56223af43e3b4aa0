import { z } from 'zod';
import { db } from '@/lib/db/client';
import { handleLearner, refuse } from '../../handle';
import { currentAttempt, endAttempt } from '../attempts';

type Context = { params: Promise<{ id: string }> };

const changes = z.object({ flags: z.array(z.number().int().min(1).max(30)).max(30).optional(), notes: z.string().max(20_000).optional() });

/** Keeps flags and notes of a running attempt. */
export async function PATCH(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  return await handleLearner(request, changes, async ({ flags, notes }, learner) => {
    const attempt = await currentAttempt(learner.id, id);
    if (!attempt) return refuse('not-found');
    if (attempt.state !== 'RUNNING') return refuse('ended');
    const data = { ...(flags && { flags }), ...(notes !== undefined && { notes }) };
    await db().examAttempt.updateMany({ where: { id, state: 'RUNNING' }, data });
    return Response.json({ endsAt: attempt.endsAt, now: new Date() });
  });
}

/** Ends an attempt and grades it. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  return await handleLearner(request, z.object({}), async (_body, learner) =>
    (await endAttempt(learner.id, id)) ? Response.json({}) : refuse('not-found'),
  );
}
