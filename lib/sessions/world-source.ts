import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setupExamInParts } from '@/lib/exams/grade';
import { loadExam } from '@/lib/exams/load';
import { loadLab } from '@/lib/labs/load';
import { setupLab } from '@/lib/labs/setup';
import { World } from '@/lib/world/world';
import type { WorldSource } from './session-registry';
import { SessionError, type SessionTarget } from './session-target';

/** The profile of lessons, whose commands suppose a plain kubeadm cluster. */
export const LESSON_PROFILE = 'kubeadm';

/** Which profile and host a target's terminals start on. Throws SessionError `not-found`. */
export function startOf({ kind, slug, seed }: SessionTarget): { profile: string; host: string; user?: string } {
  const missing = () => new SessionError('not-found', `there is no ${kind} ${JSON.stringify(slug)}`);
  if (kind === 'lab') {
    const lab = loadLab(slug, { seed });
    if (!lab) throw missing();
    return lab;
  }
  if (kind === 'exam') {
    const exam = loadExam(slug, { seed });
    if (!exam) throw missing();
    return exam;
  }
  return { profile: kind === 'playground' ? slug : LESSON_PROFILE, host: 'controlplane' };
}

const SETUP_WALL_MS = 2_000;

/** Real worlds, set up for what they are for. */
export const worldSource: WorldSource<World> = {
  async boot(target) {
    const world = World.boot(startOf(target).profile, { seed: target.seed, now: Date.now() });
    // A set-up that does not end fails, as a script killed by timeout(1) does.
    const bound = () => {
      const end = performance.now() + SETUP_WALL_MS;
      world.sim.setGuard(() => performance.now() > end);
    };
    bound();
    if (target.kind === 'lab') setupLab(world, loadLab(target.slug, { seed: target.seed })!);
    if (target.kind === 'exam') {
      for (const task of setupExamInParts(world, loadExam(target.slug, { seed: target.seed })!)) {
        void task;
        await nextTurn();
        bound();
      }
    }
    world.sim.setGuard(undefined);
    return world;
  },
  restore: (snapshot) => World.restore(snapshot as Parameters<typeof World.restore>[0]),
};
