import { describe, expect } from 'vitest';
import { scenario, type Stage } from '../stage';

const HOLLOW = { profile: 'hollow' };
const CRON = { group: 'batch', resource: 'cronjobs' };
/** A run that goes on: on nodes without machines an annotation says so. */
const RUNS_ON = { 'fake.kubelet/run': 'true' };
function create(stage: Stage, more: object = {}, script = 'true', annotations: Readonly<Record<string, string>> = {}): void {
  const containers = [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script] }];
  const spec = {
    schedule: '* * * * *',
    jobTemplate: {
      spec: { template: { metadata: { annotations }, spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, containers } } },
    },
    ...more,
  };
  stage.client.create(CRON, { metadata: { name: 'c' }, spec }, 'default');
  stage.world.sim.run();
}
const jobs = (stage: Stage) => stage.list('jobs.batch');
const reasons = (stage: Stage) => stage.events('CronJob/c').map((line) => line.split(':')[0]);
const minute = (stage: Stage) => new Date(stage.world.sim.now()).getUTCMinutes();
/** To the given second of the next minute. */
const next = (stage: Stage, second = 5) => stage.pass(60 - ((stage.world.sim.now() / 1000) % 60) + second);

describe('cron job', () => {
  scenario('starts a job every minute, named by the minutes of its time', (stage) => {
    create(stage);
    next(stage);
    const [job] = jobs(stage);
    expect(job!.metadata.name).toBe(`c-${Math.floor(stage.world.sim.now() / 60_000)}`);
    expect(job!.metadata.annotations!['batch.kubernetes.io/cronjob-scheduled-timestamp']).toMatch(/:00Z$/);
    expect(stage.events('CronJob/c')[0]).toBe(`SuccessfulCreate: Created job ${job!.metadata.name}`);
    next(stage);
    expect(stage.events('CronJob/c')).toContain(`SawCompletedJob: Saw completed job: ${job!.metadata.name}, condition: Complete`);
    expect(stage.get('cronjobs.batch', 'c')!.status.lastSuccessfulTime).toBeDefined();
  });

  scenario('history limits: three that succeeded, one that failed', (stage) => {
    create(stage);
    for (let i = 0; i < 6; i++) next(stage, 20);
    expect(jobs(stage)).toHaveLength(3);
    expect(reasons(stage)).toContain('SuccessfulDelete');
  });

  scenario('failedJobsHistoryLimit keeps so many that failed', (stage) => {
    create(stage, { failedJobsHistoryLimit: 2 }, 'exit 1');
    stage.kubectl(`patch cronjob c --type json -p '[{"op":"add","path":"/spec/jobTemplate/spec/backoffLimit","value":0}]'`);
    for (let i = 0; i < 5; i++) next(stage, 20);
    expect(jobs(stage)).toHaveLength(2);
    expect(stage.events('CronJob/c').some((line) => line.endsWith('condition: Failed'))).toBe(true);
  });

  scenario(
    'concurrencyPolicy Allow lets them overlap',
    (stage) => {
      create(stage, {}, 'true', RUNS_ON);
      for (let i = 0; i < 3; i++) next(stage);
      expect(stage.get('cronjobs.batch', 'c')!.status.active).toHaveLength(3);
      expect(stage.kubectl('get cronjob c --no-headers')).toMatch(/^c\s+\* \* \* \* \*\s+<none>\s+False\s+3\s/);
    },
    HOLLOW,
  );

  scenario(
    'Forbid skips a run while the last one is active',
    (stage) => {
      create(stage, { concurrencyPolicy: 'Forbid' }, 'true', RUNS_ON);
      for (let i = 0; i < 3; i++) next(stage);
      expect(jobs(stage)).toHaveLength(1);
      expect(stage.events('CronJob/c')).toContain(
        'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid',
      );
    },
    HOLLOW,
  );

  scenario(
    'Replace ends the last one for the new one',
    (stage) => {
      create(stage, { concurrencyPolicy: 'Replace' }, 'true', RUNS_ON);
      next(stage);
      const [first] = jobs(stage);
      next(stage);
      expect(jobs(stage)).toHaveLength(1);
      expect(jobs(stage)[0]!.metadata.name).not.toBe(first!.metadata.name);
      expect(stage.events('CronJob/c')).toContain(`SuccessfulDelete: Deleted job ${first!.metadata.name}`);
    },
    HOLLOW,
  );

  scenario(
    'suspend: nothing is started; what runs goes on',
    (stage) => {
      create(stage, {}, 'true', RUNS_ON);
      next(stage);
      stage.kubectl(`patch cronjob c -p '{"spec":{"suspend":true}}'`);
      for (let i = 0; i < 3; i++) next(stage);
      expect(jobs(stage)).toHaveLength(1);
      expect(jobs(stage)[0]!.status.active).toBe(1);
    },
    HOLLOW,
  );

  scenario(
    'a schedule is meant in its time zone',
    (stage) => {
      // Seoul has no summer time: nine hours before UTC.
      const at = new Date(stage.world.sim.now() + 9 * 3600_000 + 120_000);
      create(stage, { schedule: `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`, timeZone: 'Asia/Seoul' });
      stage.pass(180);
      expect(jobs(stage)).toHaveLength(1);
    },
    HOLLOW,
  );

  scenario(
    'a time zone in the schedule, or one that is unknown, is refused',
    (stage) => {
      expect(() => create(stage, { timeZone: 'Mars/Olympus' })).toThrow(
        'spec.timeZone: Invalid value: "Mars/Olympus": unknown time zone Mars/Olympus',
      );
      expect(() => create(stage, { schedule: 'TZ=UTC * * * * *' })).toThrow(
        'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      );
    },
    HOLLOW,
  );

  scenario(
    'a schedule that is none is refused',
    (stage) => {
      expect(() => create(stage, { schedule: '61 * * * *' })).toThrow('spec.schedule: Invalid value: "61 * * * *"');
    },
    HOLLOW,
  );

  scenario(
    'macros and steps are understood',
    (stage) => {
      create(stage, { schedule: '*/2 * * * *' });
      const odd = minute(stage) % 2;
      next(stage);
      expect(jobs(stage)).toHaveLength(odd ? 1 : 0);
      next(stage);
      expect(jobs(stage)).toHaveLength(1);
      stage.kubectl(`patch cronjob c -p '{"spec":{"schedule":"@hourly"}}'`);
      stage.settle();
    },
    HOLLOW,
  );

  scenario(
    'while the controller is down runs are missed; back again it makes up for the last one only',
    (stage) => {
      create(stage);
      next(stage);
      stage.world.cluster.components.set('kube-controller-manager', false);
      for (let i = 0; i < 5; i++) next(stage);
      expect(jobs(stage)).toHaveLength(1);
      stage.world.cluster.components.set('kube-controller-manager', true);
      stage.pass(20);
      expect(jobs(stage)).toHaveLength(2);
    },
    HOLLOW,
  );

  scenario(
    'startingDeadlineSeconds: a run that is too late is dropped',
    (stage) => {
      create(stage, { startingDeadlineSeconds: 10, schedule: '*/5 * * * *' });
      while (minute(stage) % 5 !== 4) next(stage);
      stage.world.cluster.components.set('kube-controller-manager', false);
      next(stage, 30);
      const before = jobs(stage).length;
      stage.world.cluster.components.set('kube-controller-manager', true);
      stage.pass(20);
      expect(jobs(stage)).toHaveLength(before);
    },
    HOLLOW,
  );

  scenario('kubectl create job --from runs it now', (stage) => {
    create(stage, { schedule: '0 0 1 1 *' });
    stage.kubectl('create job now --from=cronjob/c');
    stage.settle();
    expect(jobs(stage)[0]!.metadata.annotations!['cronjob.kubernetes.io/instantiate']).toBe('manual');
    expect(jobs(stage)[0]!.status.succeeded).toBe(1);
  });

  scenario(
    'deleting it deletes its jobs and their pods',
    (stage) => {
      create(stage, {}, 'true', RUNS_ON);
      next(stage);
      stage.kubectl('delete cronjob c');
      stage.settle();
      expect([jobs(stage), stage.list('pods')]).toEqual([[], []]);
    },
    HOLLOW,
  );
});
