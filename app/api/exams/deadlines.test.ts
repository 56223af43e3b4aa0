import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { shareDatabase } from '@/lib/db/client';
import { openDatabase, type Database } from '@/lib/db/open';
import type { LearnerSessions } from '@/lib/sessions/learner-sessions';
import { shareSessions } from '@/lib/sessions/shared';
import { endAttempt } from './attempts';
import { armDeadline, armDeadlines } from './deadlines';

const folder = mkdtempSync(join(tmpdir(), 'nekala-deadlines-'));
const checkExam = vi.fn(async () => ({ score: 70.5, passed: true, tasks: [], domains: [] }));
const close = vi.fn(async () => {});
let database: Database;
let userId: string;

beforeAll(async () => {
  database = await openDatabase({ folder });
  shareDatabase(database.client);
  shareSessions({ checkExam, registry: { close } } as unknown as LearnerSessions);
  userId = (await database.client.user.create({ data: { name: 'a', guest: true } })).id;
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const attemptEnding = (afterMs: number) =>
  database.client.examAttempt.create({
    data: { userId, exam: 'mini-1', seed: 1, sessionId: 's', endsAt: new Date(Date.now() + afterMs), flags: [] },
  });
const stored = (id: string) => database.client.examAttempt.findUniqueOrThrow({ where: { id } });

it('grades an attempt when its time is up though nobody looks', async () => {
  const attempt = await attemptEnding(250);
  armDeadline(attempt);
  expect(await stored(attempt.id)).toMatchObject({ state: 'RUNNING' });
  await vi.waitFor(async () => expect(await stored(attempt.id)).toMatchObject({ state: 'ENDED', score: 70.5, passed: true }), 5_000);
  expect(close).toHaveBeenCalledWith(userId, 's');
  expect((await stored(attempt.id)).endedAt!.getTime()).toBeGreaterThanOrEqual(attempt.endsAt.getTime());
});

it('sets the deadlines anew at the start of the server, and ends what has run out', async () => {
  const [over, going] = [await attemptEnding(-1_000), await attemptEnding(60_000)];
  await armDeadlines();
  await vi.waitFor(async () => expect(await stored(over.id)).toMatchObject({ state: 'ENDED' }), 5_000);
  expect(await stored(going.id)).toMatchObject({ state: 'RUNNING' });
});

it('grades once when the learner hands in as the time runs out', async () => {
  checkExam.mockClear();
  const { id } = await attemptEnding(60_000);
  const [one, two] = await Promise.all([endAttempt(userId, id), endAttempt(userId, id)]);
  expect(checkExam).toHaveBeenCalledTimes(1);
  expect([one?.state, two?.state]).toEqual(['ENDED', 'ENDED']);
});
