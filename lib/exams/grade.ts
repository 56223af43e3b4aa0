import { gradeSettled } from '@/lib/labs/grade';
import { setupLab } from '@/lib/labs/setup';
import type { World } from '@/lib/world/world';
import type { Exam, ExamReport } from './types';

const SETTLE_MS = 120_000;

/** Brings a fresh world into an exam's starting state: every task's set-up, one after the other. */
export function setupExam(world: World, exam: Exam): void {
  for (const { lab } of exam.tasks) setupLab(world, lab);
}

/** Grades all tasks of an exam on one fork of the world, which itself stays as it is. */
export function gradeExam(world: World, exam: Exam): ExamReport {
  const copy = world.fork();
  copy.settle({ limitMs: SETTLE_MS });
  const tasks = exam.tasks.map(({ number, weight, domain, lab }) => {
    const report = gradeSettled(copy, lab.tasks);
    return { number, weight, domain, report, earned: report.maximum > 0 ? (weight * report.score) / report.maximum : 0 };
  });
  const score = Math.round(tasks.reduce((sum, { earned }) => sum + earned, 0) * 10) / 10;
  const domains = [...new Set(tasks.map(({ domain }) => domain))].map((domain) => {
    const own = tasks.filter((task) => task.domain === domain);
    return { domain, weight: own.reduce((sum, { weight }) => sum + weight, 0), earned: own.reduce((sum, { earned }) => sum + earned, 0) };
  });
  return { score, passed: score >= exam.pass, tasks, domains };
}
