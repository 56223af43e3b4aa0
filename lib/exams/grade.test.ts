import { describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';
import { gradeExam, gradeExamInParts, setupExam } from './grade';
import { loadExam } from './load';

describe('an exam', () => {
  const world = World.boot('kubeadm', { seed: 3 });
  const exam = loadExam('mini-1', { seed: 3 })!;
  setupExam(world, exam);
  const run = (host: string, text: string) => world.fork().runScript({ host, user: 'root', text });

  it('begins on a host that has ssh and no kubectl', () => {
    expect(exam.host).toBe('base');
    expect(run('base', 'kubectl get nodes')).toMatchObject({ exit: 127, stderr: expect.stringContaining('kubectl: command not found') });
    expect(run('base', 'ssh controlplane kubectl get node node01 -o name')).toMatchObject({ exit: 0, stdout: 'node/node01\n' });
  });

  it('lets nobody ssh on from there', () => {
    expect(run('controlplane', 'ssh node01 true')).toMatchObject({
      exit: 255,
      stderr: expect.stringContaining('root@node01: Permission denied (publickey).'),
    });
    const lab = World.boot('kubeadm', { seed: 3 });
    expect(lab.runScript({ host: 'controlplane', user: 'root', text: 'ssh node01 hostname' })).toMatchObject({
      exit: 0,
      stdout: 'node01\n',
    });
  });

  it('is graded in parts as it is in one, on the state at the beginning', () => {
    const whole = gradeExam(world, exam);
    const parts = gradeExamInParts(world, exam);
    let next = parts.next();
    world.runScript({ host: 'controlplane', user: 'root', text: exam.tasks[3]!.lab.solution });
    let pauses = 0;
    for (; !next.done; next = parts.next()) pauses++;
    expect(pauses).toBe(exam.tasks.length + 1);
    expect(next.value).toEqual(whole);
    expect(gradeExam(world, exam).score).toBeGreaterThan(whole.score);
  });
});
