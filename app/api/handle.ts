import { z } from 'zod';
import type { Learner } from '@/lib/auth/accounts';
import { currentLearner } from '@/lib/auth/current-learner';
import { checkOrigin } from '@/lib/auth/origin';
import { sessionErrorCode } from '@/lib/sessions/shared';

const MOST_BODY = 128 * 1024;
const STATUS: Readonly<Record<string, number>> = {
  'not-found': 404,
  'too-many-sessions': 429,
  busy: 429,
  taken: 409,
  tooMany: 429,
  ended: 409,
  notGuest: 409,
};

/** A refusal; `error` is a key of lib/i18n's `errors`. */
export const refuse = (error: string, status = STATUS[error] ?? 400, more: object = {}): Response =>
  Response.json({ error, ...more }, { status });

/** Reads a JSON body from the site itself and gives it to `work`; every failure becomes a refusal with a code. */
export async function handle<T>(request: Request, schema: z.ZodType<T>, work: (body: T) => Promise<Response>): Promise<Response> {
  const { headers } = request;
  if (checkOrigin(headers.get('origin'), headers.get('host'), true) !== 'ok') return refuse('foreign', 403);
  let body: unknown;
  try {
    const text = await request.text();
    if (text.length > MOST_BODY) return refuse('too-large', 413);
    body = text ? JSON.parse(text) : {};
  } catch {
    return refuse('malformed');
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) return refuse('malformed', 400, { issues: parsed.error.issues });
  try {
    return await work(parsed.data);
  } catch (error) {
    const code = sessionErrorCode(error);
    if (code && /^[a-z]/.test(code)) return refuse(code, STATUS[code] ?? 409);
    console.error(error);
    return refuse('internal', 500);
  }
}

/** As `handle`, for somebody who is signed in. */
export async function handleLearner<T>(
  request: Request,
  schema: z.ZodType<T>,
  work: (body: T, learner: Learner) => Promise<Response>,
): Promise<Response> {
  return await handle(request, schema, async (body) => {
    const learner = await currentLearner();
    return learner ? await work(body, learner) : refuse('signedOut', 401);
  });
}
