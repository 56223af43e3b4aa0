import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { testCluster } from '../test-cluster';
import { EVENTS, JOBS, PODS } from '../client/resources';
import { formatIndexes, parseIndexes, pendingIndexes } from './job-indexes';

const IMAGES = { done: { exit: 0, afterMs: 1_000 }, fails: { exit: 42, afterMs: 500 }, runs: {} };

function run(spec: object, image = 'done', limitMs = 600_000) {
  const { sim, admin } = testCluster(IMAGES);
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image }] } };
  admin.create(JOBS, { metadata: { name: 'j' }, spec: { template, ...spec } }, 'default');
  sim.settle({ limitMs });
  const job = () => admin.get(JOBS, 'default', 'j')!;
  const conditions = () =>
    ((job().status?.conditions ?? []) as KubeObject['status'][]).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
  const events = () =>
    admin
      .list(EVENTS, 'default')
      .items.filter((event) => event.involvedObject.kind === 'Job')
      .map((event) => event.reason as string);
  const pods = () => admin.list(PODS, 'default').items;
  return { sim, admin, job, conditions, events, pods };
}

describe('Jobs', () => {
  it('run to completion', () => {
    const { job, conditions, events, pods } = run({ completions: 3, parallelism: 2 });
    expect(job().status).toMatchObject({ succeeded: 3, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
    expect(job().status.completionTime).toBeTruthy();
    expect(conditions()).toEqual(['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached']);
    expect(events()).toEqual(['SuccessfulCreate', 'SuccessfulCreate', 'SuccessfulCreate', 'Completed']);
    expect(pods().flatMap(({ metadata }) => metadata.finalizers ?? [])).toEqual([]);
  });

  it('number the pods of an indexed one', () => {
    const { job, pods } = run({ completions: 3, parallelism: 3, completionMode: 'Indexed' });
    expect(job().status).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
    const first = pods().find(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'] === '0')!;
    expect(first.metadata.name).toMatch(/^j-0-/);
    expect(first.spec.hostname).toBe('j-0');
    expect(first.spec.containers[0].env).toMatchObject([{ name: 'JOB_COMPLETION_INDEX' }]);
  });

  it('give up after backoffLimit, waiting longer each time', () => {
    const { job, conditions, pods } = run({ backoffLimit: 2 }, 'fails');
    expect(job().status.failed).toBe(3);
    expect(conditions()).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
    const started = pods()
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp!))
      .sort();
    expect(started[1]! - started[0]!).toBeGreaterThanOrEqual(10_000);
    expect(started[2]! - started[1]!).toBeGreaterThanOrEqual(20_000);
  });

  it('fail at once where the failure policy says so, and past their deadline', () => {
    const rules = [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }];
    expect(run({ podFailurePolicy: { rules } }, 'fails').conditions()).toContain('Failed=True PodFailurePolicy');
    expect(run({ activeDeadlineSeconds: 5 }, 'runs').conditions()).toContain('Failed=True DeadlineExceeded');
  });

  it('fail index by index', () => {
    const { job, conditions } = run({ completions: 2, parallelism: 2, completionMode: 'Indexed', backoffLimitPerIndex: 0 }, 'fails');
    expect(job().status).toMatchObject({ failedIndexes: '0,1', failed: 2 });
    expect(conditions()).toContain('Failed=True FailedIndexes');
  });

  it('wait while suspended, and go on', () => {
    const { sim, admin, conditions, events, pods } = run({ suspend: true });
    expect(pods()).toEqual([]);
    expect(conditions()).toEqual(['Suspended=True JobSuspended']);
    admin.patch(JOBS, 'default', 'j', { spec: { suspend: false } }, { type: 'merge' });
    sim.settle({ limitMs: 60_000 });
    expect(conditions()).toContain('Complete=True CompletionsReached');
    expect(events()).toEqual(['Suspended', 'SuccessfulCreate', 'Resumed', 'Completed']);
  });

  it('go some time after they ended, with their pods', () => {
    const { sim, admin, pods } = run({ ttlSecondsAfterFinished: 30 });
    sim.runUntil(sim.now() + 40_000);
    sim.settle({ limitMs: 60_000 });
    expect(admin.get(JOBS, 'default', 'j')).toBeUndefined();
    expect(pods()).toEqual([]);
  });

  it('let go of their pods when they are deleted', () => {
    const { sim, admin, pods } = run({ completions: 2 }, 'runs', 5_000);
    admin.delete(JOBS, 'default', 'j', { propagationPolicy: 'Background' });
    sim.settle({ limitMs: 120_000 });
    expect(pods()).toEqual([]);
  });
});

describe('indexes', () => {
  it('are written as ranges', () => {
    expect(formatIndexes(new Set([5, 0, 1, 3, 4]))).toBe('0,1,3-5');
    expect([...parseIndexes('0,1,3-5', 5)]).toEqual([0, 1, 3, 4]);
    expect(pendingIndexes(2, 5, [new Set([0]), new Set([2])])).toEqual([1, 3]);
  });
});
