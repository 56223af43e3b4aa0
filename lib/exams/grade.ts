import type { Bounds } from '@/lib/labs/bounds';
import { gradeSettled, settledFork } from '@/lib/labs/grade';
import { setupLab } from '@/lib/labs/setup';
import type { World } from '@/lib/world/world';
import type { Exam, ExamReport } from './types';

/** `ssh_config` of the cluster's hosts in an exam: from there no other host lets you in. */
const NO_NESTED_SSH = 'Host *\n    PubkeyAuthentication no\n';

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
  furnishExamHosts(world, exam.host);
}

/** As in the CKA: the host where you start is for `ssh` only, and from the others there is no `ssh` further on. */
function furnishExamHosts(world: World, base: string): void {
  if (world.profile.hosts.find(({ name }) => name === base)?.role !== 'base') return;
  for (const [name, kernel] of world.hosts) {
    const tree = kernel.tree();
    if (name === base) {
      for (const path of ['/usr/bin/kubectl', '/usr/bin/kubeadm', '/root/.kube/config']) if (tree.tryFind(path)) tree.unlink(path);
    } else {
      tree.mkdirs('/etc/ssh/ssh_config.d');
      tree.writeFile('/etc/ssh/ssh_config.d/exam.conf', NO_NESTED_SSH, { mode: 0o644 });
    }
  }
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
