import { z } from 'zod';
import { loadLesson } from '@/lib/content/tracks';
import { db } from '@/lib/db/client';
import { handleLearner, refuse } from '../handle';

const body = z.object({ track: z.string().max(80), chapter: z.string().max(80), done: z.boolean() });

/** Marks a lesson as done, or not. */
export async function POST(request: Request): Promise<Response> {
  return await handleLearner(request, body, async ({ track, chapter, done }, { id: userId }) => {
    if (!loadLesson(track, chapter, 'ko')) return refuse('not-found');
    const completedAt = done ? new Date() : null;
    const where = { userId_track_chapter: { userId, track, chapter } };
    await db().lessonProgress.upsert({ where, create: { userId, track, chapter, completedAt }, update: { completedAt } });
    return Response.json({});
  });
}
