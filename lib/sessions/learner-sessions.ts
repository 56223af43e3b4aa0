import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { gradeExamInParts } from '@/lib/exams/grade';
import { loadExam } from '@/lib/exams/load';
import type { ExamReport } from '@/lib/exams/types';
import type { Bounds } from '@/lib/labs/bounds';
import { gradeLab } from '@/lib/labs/grade';
import { loadLab } from '@/lib/labs/load';
import type { Report } from '@/lib/labs/types';
import type { World } from '@/lib/world/world';
import type { LiveSession } from './live-session';
import { SessionRegistry, type SessionLimits } from './session-registry';
import { SessionError, type SessionTarget } from './session-target';
import { WorkBudget } from './work-budget';
import { startOf, worldSource } from './world-source';

const SKIP_LIMIT_MS = 10 * 60_000;
/** Wall time for which one learner's request may hold the server: for coming to rest, and in all. */
const SETTLE_WALL_MS = 900;
const MOST_WALL_MS = 1_800;

function bounds(): Bounds {
  const start = performance.now();
  const after = (ms: number) => () => performance.now() - start > ms;
  return { settle: after(SETTLE_WALL_MS), checks: after(MOST_WALL_MS) };
}

/** Sessions on real worlds, with what is asked about them. */
export class LearnerSessions {
  readonly registry: SessionRegistry<World>;
  private readonly budget = new WorkBudget();

  constructor(folder: string, limits: Partial<SessionLimits> = {}) {
    this.registry = new SessionRegistry(folder, worldSource, limits);
  }

  /** The learner's session for a target's kind and slug, or a new one. Throws SessionError. */
  async take(userId: string, target: SessionTarget): Promise<{ id: string; seed: number; fresh: boolean }> {
    startOf(target);
    const known = this.registry.find(userId, target.kind, target.slug);
    if (known) return { id: known.id, seed: known.target.seed, fresh: false };
    const { record } = await this.budget.charge(userId, () => this.registry.open(userId, target));
    return { id: record.id, seed: record.target.seed, fresh: true };
  }

  /** Throws the session away and opens one for the same target. */
  async reset(userId: string, id: string): Promise<string> {
    const { record } = await this.registry.get(userId, id);
    return await this.budget.charge(userId, async () => {
      await this.registry.close(userId, id);
      return (await this.registry.open(userId, record.target)).record.id;
    });
  }

  /** Grades a lab's session, or one task of it. */
  async checkLab(userId: string, id: string, taskId?: string): Promise<{ lab: string; report: Report }> {
    const { record, world } = await this.registry.get(userId, id);
    const lab = record.target.kind === 'lab' ? loadLab(record.target.slug, { seed: record.target.seed }) : undefined;
    if (!lab || (taskId !== undefined && !lab.tasks.some((task) => task.id === taskId))) {
      throw new SessionError('not-found', 'there is no such task');
    }
    return { lab: lab.slug, report: await this.budget.charge(userId, () => gradeLab(world, lab, taskId, bounds())) };
  }

  /** Grades an exam's session as it is now; other learners get their turns between its tasks. */
  async checkExam(userId: string, id: string): Promise<ExamReport> {
    const { record, world } = await this.registry.get(userId, id);
    const exam = record.target.kind === 'exam' ? loadExam(record.target.slug, { seed: record.target.seed }) : undefined;
    if (!exam) throw new SessionError('not-found', 'there is no such exam');
    const parts = gradeExamInParts(world, exam, bounds);
    for (;;) {
      const { done, value } = parts.next();
      if (done) return value;
      await nextTurn();
    }
  }

  /** Lets the cluster come to rest at once. Throws SessionError `too-slow` if it had not after a while of real time. */
  async skipAhead(userId: string, id: string): Promise<void> {
    const session = await this.registry.get(userId, id);
    if (!(await this.budget.charge(userId, () => session.settle(SKIP_LIMIT_MS, MOST_WALL_MS)))) {
      throw new SessionError('too-slow', 'the cluster does not come to rest');
    }
  }

  /** Host on which a session's terminals begin. */
  hostOf(session: LiveSession): string {
    return startOf(session.record.target).host;
  }

  /** Whose login a terminal of the session is. */
  userOf(session: LiveSession): string {
    return startOf(session.record.target).user ?? 'root';
  }
}
