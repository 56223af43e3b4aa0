import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { testCluster } from '../test-cluster';
import { CRON_JOBS, EVENTS, JOBS } from '../client/resources';

const MINUTE = 60_000;

function cluster(spec: object) {
  const { sim, admin } = testCluster({ busybox: { exitsAfterMs: 600_000 } as never });
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } };
  const cron = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'c', namespace: 'default' } };
  admin.create(CRON_JOBS, { ...cron, spec: { schedule: '* * * * *', jobTemplate: { spec: { template } }, ...spec } });
  const pass = (ms: number) => sim.runUntil(sim.now() + ms);
  const jobs = () => admin.list(JOBS, 'default').items;
  const said = () =>
    admin
      .list(EVENTS, 'default')
      .items.filter((event) => (event as KubeObject & { involvedObject: { kind: string } }).involvedObject.kind === 'CronJob')
      .map((event) => (event as KubeObject & { message: string }).message);
  const complete = (job: KubeObject) => {
    const at = new Date(sim.now()).toISOString().replace(/\.\d+/, '');
    const met = {
      status: 'True',
      lastTransitionTime: at,
      lastProbeTime: at,
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    };
    const conditions = [
      { ...met, type: 'SuccessCriteriaMet' },
      { ...met, type: 'Complete' },
    ];
    admin.update(
      JOBS,
      { ...job, status: { startTime: job.status?.startTime ?? at, completionTime: at, conditions, succeeded: 1 } },
      'status',
    );
  };
  return { sim, admin, pass, jobs, said, complete, cron: () => admin.get(CRON_JOBS, 'default', 'c')! };
}

describe('the cron job controller', () => {
  it('names a job by the minutes of its time and says when it was due', () => {
    const { sim, pass, jobs, cron } = cluster({ timeZone: 'Asia/Seoul' });
    pass(MINUTE + 1_000);
    const minute = Math.floor(sim.now() / MINUTE);
    expect(jobs().map(({ metadata }) => metadata.name)).toEqual([`c-${minute}`]);
    expect(jobs()[0]!.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp']).toMatch(/T09:0\d:00\+09:00$/);
    expect(cron().status?.active).toMatchObject([{ kind: 'Job', name: `c-${minute}` }]);
    expect(cron().status?.lastScheduleTime).toBe(new Date(minute * MINUTE).toISOString().replace('.000', ''));
  });

  it('starts none beside a running one when that is forbidden', () => {
    const { pass, jobs, said } = cluster({ concurrencyPolicy: 'Forbid' });
    pass(2 * MINUTE + 1_000);
    expect(jobs()).toHaveLength(1);
    expect(said()).toContain('Not starting job because prior execution is running and concurrency policy is Forbid');
  });

  it('replaces a running one when told to', () => {
    const { pass, jobs, said } = cluster({ concurrencyPolicy: 'Replace' });
    pass(MINUTE + 1_000);
    const first = jobs()[0]!.metadata.name;
    pass(MINUTE);
    expect(said()).toContain(`Deleted job ${first}`);
    expect(jobs().filter(({ metadata }) => !metadata.deletionTimestamp)).toHaveLength(1);
  });

  it('keeps as many of the past as the limits say', () => {
    const { pass, jobs, complete, said, cron } = cluster({ successfulJobsHistoryLimit: 1 });
    pass(1_000);
    for (let i = 0; i < 3; i++) {
      pass(MINUTE);
      for (const job of jobs()) if (!job.status?.completionTime) complete(job);
    }
    pass(1_000);
    expect(jobs().filter(({ metadata }) => !metadata.deletionTimestamp)).toHaveLength(1);
    expect(said().filter((text) => text.startsWith('Saw completed job: '))).toHaveLength(3);
    expect(cron().status?.lastSuccessfulTime).toBeDefined();
  });

  it('rests while suspended, and misses what is past its deadline', () => {
    const { admin, pass, jobs, said, cron } = cluster({ suspend: true, startingDeadlineSeconds: 10, schedule: '0 1 * * *' });
    pass(61 * MINUTE);
    expect(jobs()).toHaveLength(0);
    admin.update(CRON_JOBS, { ...cron(), spec: { ...cron().spec, suspend: false } });
    pass(1_000);
    expect(jobs()).toHaveLength(0);
    expect(said().filter((text) => text.startsWith('Created job'))).toEqual([]);
  });
});
