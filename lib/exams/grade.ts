import type { Bounds } from '@/lib/labs/bounds';
import { gradeSettled, settledFork } from '@/lib/labs/grade';
import { setupLab } from '@/lib/labs/setup';
import { layExamHosts } from '@/lib/world/exam-hosts';
import type { World } from '@/lib/world/world';
import type { Exam, ExamReport } from './types';

/** Brings a fresh world into an exam's starting state: every task's set-up, one after the other, and the exam's hosts. */
export function setupExam(world: World, exam: Exam): void {
  for (const task of setupExamInParts(world, exam)) void task;
}

/** As `setupExam`, pausing after each task's set-up. */
export function* setupExamInParts(world: World, exam: Exam): Generator<number, void, void> {
  for (const { lab, number } of exam.tasks) {
    setupLab(world, lab);
    yield number;
  }
  layExamHosts(world.hosts, world.profile, {
    base: exam.host,
    ...(exam.user !== undefined && { user: exam.user }),
    ...(exam.names && { names: exam.names }),
  });
}

/** Grades all tasks of an exam on one fork of the world, which itself stays as it is. */
export function gradeExam(world: World, exam: Exam): ExamReport {
  const parts = gradeExamInParts(world, exam);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

/** As `gradeExam`, pausing after each task; each part has bounds of its own. The world is forked before the first pause. */
export function* gradeExamInParts(world: World, exam: Exam, bounds?: () => Bounds): Generator<number, ExamReport, void> {
  const copy = settledFork(world, bounds?.().settle);
  yield 0;
  const tasks: ExamReport['tasks'][number][] = [];
  for (const { number, weight, domain, lab } of exam.tasks) {
    const report = gradeSettled(copy, lab.tasks, bounds?.().checks);
    tasks.push({ number, weight, domain, report, earned: report.maximum > 0 ? (weight * report.score) / report.maximum : 0 });
    yield number;
  }
  const score = Math.round(tasks.reduce((sum, { earned }) => sum + earned, 0) * 10) / 10;
  const domains = [...new Set(tasks.map(({ domain }) => domain))].map((domain) => {
    const own = tasks.filter((task) => task.domain === domain);
    return { domain, weight: own.reduce((sum, { weight }) => sum + weight, 0), earned: own.reduce((sum, { earned }) => sum + earned, 0) };
  });
  return { score, passed: score >= exam.pass, tasks, domains };
}
