import type { World } from '@/lib/world/world';
import { runAssert } from './checks/assert';
import { runCel } from './checks/cel';
import type { Bounds, Stop } from './bounds';
import { invalid, outOfTime, type Outcome } from './checks/outcome';
import { runReach } from './checks/reach';
import { runScriptCheck } from './checks/script';
import type { Check, CheckResult, Lab, Report, Task, TaskResult } from './types';

/** Virtual time that grading waits for the cluster to come to rest. */
const SETTLE_MS = 120_000;

/**
 * Grades a lab (or one task of it) on a fork of the world, after letting it come to rest: the learner's own world is
 * not touched, and the same state gives the same report. With bounds, checks that do not end in time are failed.
 */
export function gradeLab(world: World, lab: Lab, taskId?: string, bounds?: Bounds): Report {
  const copy = settledFork(world, bounds?.settle);
  return gradeSettled(copy, taskId === undefined ? lab.tasks : lab.tasks.filter(({ id }) => id === taskId), bounds?.checks);
}

/** A fork of the world that has come to rest, as far as it does within two virtual minutes and until `stop`. */
export function settledFork(world: World, stop?: Stop): World {
  const copy = world.fork();
  copy.sim.setGuard(stop);
  copy.settle({ limitMs: SETTLE_MS });
  copy.sim.setGuard(undefined);
  return copy;
}

/** Grades tasks on a world that is a fork already and at rest. */
export function gradeSettled(world: World, tasks: readonly Task[], stop?: Stop): Report {
  const results = tasks.map((task) => gradeTask(world, task, stop));
  return {
    score: results.reduce((sum, { earned }) => sum + earned, 0),
    maximum: results.reduce((sum, { points }) => sum + points, 0),
    tasks: results,
  };
}

function gradeTask(world: World, task: Task, stop?: Stop): TaskResult {
  const checks = task.checks.map((check): CheckResult => {
    const outcome = judgeInTime(world, check, stop);
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

function judgeInTime(world: World, check: Check, stop: Stop | undefined): Outcome {
  if (stop?.()) return outOfTime;
  const outcome = judge(world, check, stop);
  return outcome.verdict !== 'PASS' && stop?.() ? outOfTime : outcome;
}

/** A copy for a check that may change things. */
function spare(world: World, stop: Stop | undefined): World {
  const copy = world.fork();
  copy.sim.setGuard(stop);
  return copy;
}

function judge(world: World, check: Check, stop: Stop | undefined): Outcome {
  try {
    switch (check.kind) {
      case 'assert':
        return runAssert(world, check);
      case 'cel':
        return runCel(world, check);
      case 'script':
        return runScriptCheck(spare(world, stop), check);
      case 'reach':
        return runReach(spare(world, stop), check);
    }
  } catch (error) {
    return invalid((error as Error).message);
  }
}
