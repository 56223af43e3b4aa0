import { z } from 'zod';
import { learnerSessions } from '@/lib/sessions/shared';
import { handleLearner } from '../../../handle';

/** Lets virtual time pass until the cluster has come to rest. */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return await handleLearner(request, z.object({}), async (_body, learner) => {
    await learnerSessions().skipAhead(learner.id, id);
    return Response.json({});
  });
}
