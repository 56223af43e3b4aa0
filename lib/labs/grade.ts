import type { World } from '@/lib/world/world';
import { runAssert } from './checks/assert';
import { runCel } from './checks/cel';
import { invalid, type Outcome } from './checks/outcome';
import { runReach } from './checks/reach';
import { runScriptCheck } from './checks/script';
import type { Check, CheckResult, Lab, Report, Task, TaskResult } from './types';

/** Virtual time that grading waits for the cluster to come to rest. */
const SETTLE_MS = 120_000;

/**
 * Grades a lab (or one task of it) on a fork of the world, after letting it come to rest: the learner's own world is
 * not touched, and the same state gives the same report.
 */
export function gradeLab(world: World, lab: Lab, taskId?: string): Report {
  const copy = world.fork();
  copy.settle({ limitMs: SETTLE_MS });
  return gradeSettled(copy, taskId === undefined ? lab.tasks : lab.tasks.filter(({ id }) => id === taskId));
}

/** Grades tasks on a world that is a fork already and at rest. */
export function gradeSettled(world: World, tasks: readonly Task[]): Report {
  const results = tasks.map((task) => gradeTask(world, task));
  return {
    score: results.reduce((sum, { earned }) => sum + earned, 0),
    maximum: results.reduce((sum, { points }) => sum + points, 0),
    tasks: results,
  };
}

function gradeTask(world: World, task: Task): TaskResult {
  const checks = task.checks.map((check): CheckResult => {
    const outcome = judge(world, check);
    return {
      id: check.id,
      points: check.points,
      earned: outcome.verdict === 'PASS' ? check.points : 0,
      message: check.message,
      ...outcome,
    };
  });
  return { id: task.id, title: task.title, points: task.points, earned: checks.reduce((sum, { earned }) => sum + earned, 0), checks };
}

function judge(world: World, check: Check): Outcome {
  try {
    switch (check.kind) {
      case 'assert':
        return runAssert(world, check);
      case 'cel':
        return runCel(world, check);
      case 'script':
        return runScriptCheck(world.fork(), check);
      case 'reach':
        return runReach(world.fork(), check);
    }
  } catch (error) {
    return invalid((error as Error).message);
  }
}
