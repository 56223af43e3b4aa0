import { describe, expect, it } from 'vitest';
import { World } from '@/lib/world/world';
import { gradeLab } from './grade';
import { loadLab } from './load';

describe('grading', () => {
  const world = World.boot('kubeadm', { seed: 1 });
  const lab = loadLab('read-only-role', { seed: 1 })!;

  it('fails what is not done when its time is up, and says so', () => {
    const report = gradeLab(world, lab, undefined, { settle: () => true, checks: () => true });
    const checks = report.tasks.flatMap((task) => task.checks);
    expect(report.score).toBe(0);
    expect(checks.map(({ verdict }) => verdict)).toEqual(checks.map(() => 'FAIL'));
    expect(checks[0]!.found!.en).toMatch(/took too long/);
  });

  it('stops a script that never ends', () => {
    let looks = 0;
    const check = { kind: 'script', id: 'x', points: 1, message: { ko: 'x', en: 'x' }, host: 'controlplane', run: 'while :; do :; done' };
    const endless = { ...lab, tasks: [{ ...lab.tasks[0]!, checks: [check as (typeof lab.tasks)[0]['checks'][0]] }] };
    const report = gradeLab(world, endless, undefined, { settle: () => false, checks: () => ++looks > 20 });
    expect(report.tasks[0]!.checks[0]).toMatchObject({ verdict: 'FAIL', earned: 0 });
    expect(report.tasks[0]!.checks[0]!.found!.en).toMatch(/took too long/);
  });

  it('is the same with bounds that are not reached', () => {
    const bounds = { settle: () => false, checks: () => false };
    expect(gradeLab(world, lab, undefined, bounds)).toEqual(gradeLab(world, lab));
  });
});
