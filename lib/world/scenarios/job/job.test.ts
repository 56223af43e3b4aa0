import { describe, expect } from 'vitest';
import type { KubeObject } from '@/lib/api/object';
import { scenario, type Stage } from '../stage';

const JOBS = { group: 'batch', resource: 'jobs' };
const job = (script: string, more: object = {}, template: object = {}) => ({
  metadata: { name: 'j' },
  spec: {
    template: {
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox:1.36', command: ['sh', '-c', script] }], ...template },
    },
    ...more,
  },
});
function run(stage: Stage, script: string, more: object = {}, template: object = {}): void {
  stage.client.create(JOBS, job(script, more, template), 'default');
  stage.settle();
}
const status = (stage: Stage) => stage.get('jobs.batch', 'j')!.status;
const conditions = (stage: Stage) =>
  ((status(stage).conditions ?? []) as KubeObject['status'][]).map(({ type, status: value, reason }) => `${type}=${value} ${reason}`);
const last = (stage: Stage) => (status(stage).conditions as KubeObject['status'][]).at(-1);
const events = (stage: Stage) => stage.events('Job/j').map((line) => line.replace(/j(-\d+)?-[a-z0-9]{5}$/, 'j$1-#'));
const COMPLETE = ['SuccessCriteriaMet=True CompletionsReached', 'Complete=True CompletionsReached'];
const pods = (stage: Stage) => stage.list('pods');

describe('job: completions', () => {
  scenario('a job is complete when its pod has succeeded, and says so', (stage) => {
    run(stage, 'echo hello');
    expect(status(stage)).toMatchObject({ succeeded: 1, ready: 0, terminating: 0 });
    expect(conditions(stage)).toEqual(COMPLETE);
    expect(events(stage)).toEqual(['SuccessfulCreate: Created pod: j-#', 'Completed: Job completed']);
    expect(stage.kubectl('logs job/j')).toBe('hello');
    expect(stage.kubectl('get job j --no-headers').split(/\s+/).slice(0, 3)).toEqual(['j', 'Complete', '1/1']);
    expect(stage.kubectl('get pods --no-headers').split(/\s+/)[2]).toBe('Completed');
  });

  scenario('completions and parallelism: never more at once than parallelism', (stage) => {
    stage.client.create(JOBS, job('sleep 10', { completions: 5, parallelism: 2 }), 'default');
    stage.pass(5);
    expect(status(stage).active).toBe(2);
    stage.pass(60);
    expect(status(stage).succeeded).toBe(5);
    expect(pods(stage)).toHaveLength(5);
  });

  scenario('a work queue (no completions): once one pod has succeeded no new one is started', (stage) => {
    run(stage, 'sleep 3', { parallelism: 3 });
    stage.pass(20);
    expect(conditions(stage)).toEqual(COMPLETE);
    expect(status(stage).succeeded).toBe(3);
  });

  scenario('parallelism 0 starts nothing', (stage) => {
    run(stage, 'true', { parallelism: 0 });
    expect(pods(stage)).toHaveLength(0);
  });

  scenario('Indexed: each pod has its index in name, host name, label and environment', (stage) => {
    run(stage, 'echo $JOB_COMPLETION_INDEX; hostname', { completions: 3, parallelism: 3, completionMode: 'Indexed' });
    expect(status(stage)).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
    const [pod] = pods(stage).filter(({ metadata }) => metadata.labels!['batch.kubernetes.io/job-completion-index'] === '1');
    expect(pod!.metadata.name).toMatch(/^j-1-[a-z0-9]{5}$/);
    expect(stage.kubectl(`logs ${pod!.metadata.name}`)).toBe('1\nj-1');
  });

  scenario('pods are labelled with the job’s name and uid', (stage) => {
    run(stage, 'true');
    const { uid } = stage.get('jobs.batch', 'j')!.metadata;
    expect(pods(stage)[0]!.metadata.labels).toEqual({
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': 'j',
      'controller-uid': uid,
      'job-name': 'j',
    });
  });

  scenario('deleting a job deletes its pods', (stage) => {
    run(stage, 'true');
    stage.kubectl('delete job j');
    stage.settle();
    expect(pods(stage)).toHaveLength(0);
  });
});

describe('job: failure', () => {
  scenario('backoffLimit: so many pods may fail besides the first, each after twice the wait', (stage) => {
    run(stage, 'exit 1', { backoffLimit: 2 });
    expect(status(stage).failed).toBe(3);
    expect(conditions(stage)).toEqual(['FailureTarget=True BackoffLimitExceeded', 'Failed=True BackoffLimitExceeded']);
    expect(last(stage)!.message).toBe('Job has reached the specified backoff limit');
    expect(events(stage).at(-1)).toBe('BackoffLimitExceeded: Job has reached the specified backoff limit');
    const starts = pods(stage)
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp!) / 1000)
      .sort();
    expect(starts[1]! - starts[0]!).toBeGreaterThanOrEqual(10);
    expect(starts[2]! - starts[1]!).toBeGreaterThanOrEqual(20);
  });

  scenario('restartPolicy OnFailure: restarts in place count, and the pod is gone when the limit is reached', (stage) => {
    run(stage, 'exit 1', { backoffLimit: 2 }, { restartPolicy: 'OnFailure' });
    expect(conditions(stage).at(-1)).toBe('Failed=True BackoffLimitExceeded');
    expect(events(stage).some((line) => line.startsWith('SuccessfulDelete'))).toBe(true);
    expect(pods(stage)).toHaveLength(0);
  });

  scenario('activeDeadlineSeconds ends it whatever happens, and kills what runs', (stage) => {
    run(stage, 'trap exit TERM; while true; do sleep 1; done', { activeDeadlineSeconds: 20 });
    expect(conditions(stage)).toEqual(['FailureTarget=True DeadlineExceeded', 'Failed=True DeadlineExceeded']);
    expect(last(stage)!.message).toBe('Job was active longer than specified deadline');
    expect(stage.kubectl('get job j --no-headers').split(/\s+/)[1]).toBe('Failed');
  });

  scenario('backoffLimitPerIndex: an index that fails does not stop the others', (stage) => {
    const script = '[ $JOB_COMPLETION_INDEX != 1 ]';
    run(stage, script, { completions: 3, parallelism: 3, completionMode: 'Indexed', backoffLimitPerIndex: 1 });
    expect(status(stage)).toMatchObject({ succeeded: 2, failed: 2, completedIndexes: '0,2', failedIndexes: '1' });
    expect(conditions(stage).at(-1)).toBe('Failed=True FailedIndexes');
    expect(last(stage)!.message).toBe('Job has failed indexes');
  });

  scenario('maxFailedIndexes ends the job early', (stage) => {
    run(stage, 'exit 1', { completions: 5, parallelism: 1, completionMode: 'Indexed', backoffLimitPerIndex: 0, maxFailedIndexes: 1 });
    expect(conditions(stage).at(-1)).toBe('Failed=True MaxFailedIndexesExceeded');
    expect(status(stage).failedIndexes).toBe('0,1');
  });

  const onExit = (action: string, values: number[]) => ({
    podFailurePolicy: { rules: [{ action, onExitCodes: { containerName: 'c', operator: 'In', values } }] },
  });

  scenario('podFailurePolicy FailJob: an exit code that cannot be mended ends the job at once', (stage) => {
    run(stage, 'exit 42', { backoffLimit: 6, ...onExit('FailJob', [42]) });
    expect(conditions(stage).at(-1)).toBe('Failed=True PodFailurePolicy');
    expect(last(stage)!.message).toMatch(
      /^Container c for pod default\/j-[a-z0-9]{5} failed with exit code 42 matching FailJob rule at index 0$/,
    );
    expect(status(stage).failed).toBe(1);
  });

  scenario('podFailurePolicy Ignore: such failures do not count', (stage) => {
    stage.client.create(JOBS, job('exit 7', { backoffLimit: 0, ...onExit('Ignore', [7]) }), 'default');
    stage.pass(60);
    expect(status(stage).failed).toBeUndefined();
    expect(pods(stage).length).toBeGreaterThan(1);
    expect(conditions(stage)).toEqual([]);
  });

  scenario('podFailurePolicy FailIndex: the index is not tried again', (stage) => {
    run(stage, '[ $JOB_COMPLETION_INDEX = 0 ] || exit 9', {
      completions: 2,
      parallelism: 2,
      completionMode: 'Indexed',
      backoffLimitPerIndex: 5,
      ...onExit('FailIndex', [9]),
    });
    expect(status(stage)).toMatchObject({ failedIndexes: '1', completedIndexes: '0', failed: 1 });
  });

  scenario('a pod that is evicted by the API matches DisruptionTarget and can be ignored', (stage) => {
    const rules = [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }];
    stage.client.create(JOBS, job('while true; do sleep 1; done', { backoffLimit: 0, podFailurePolicy: { rules } }), 'default');
    stage.pass(5);
    const [first] = pods(stage);
    stage.kubectl(`drain ${first!.spec.nodeName} --ignore-daemonsets --force`);
    stage.pass(60);
    expect(conditions(stage)).toEqual([]);
    expect(status(stage).active).toBe(1);
    expect(pods(stage).find(({ metadata }) => metadata.name !== first!.metadata.name)!.spec.nodeName).not.toBe(first!.spec.nodeName);
  });
});

describe('job: life', () => {
  scenario('successPolicy: enough indexes are enough; the rest is stopped', (stage) => {
    const script = '[ $JOB_COMPLETION_INDEX = 0 ] || { trap exit TERM; while true; do sleep 1; done; }';
    run(stage, script, {
      completions: 3,
      parallelism: 3,
      completionMode: 'Indexed',
      successPolicy: { rules: [{ succeededIndexes: '0', succeededCount: 1 }] },
    });
    expect(conditions(stage)).toEqual(['SuccessCriteriaMet=True SuccessPolicy', 'Complete=True SuccessPolicy']);
    expect(last(stage)!.message).toBe('Matched rules at index 0');
    expect(status(stage).completedIndexes).toBe('0');
  });

  scenario('suspend stops its pods, and resuming starts it again with a new start time', (stage) => {
    stage.client.create(JOBS, job('trap exit TERM; while true; do sleep 1; done'), 'default');
    stage.pass(5);
    const started = status(stage).startTime;
    stage.kubectl(`patch job j -p '{"spec":{"suspend":true}}'`);
    stage.pass(40);
    expect(conditions(stage)).toEqual(['Suspended=True JobSuspended']);
    expect(status(stage).startTime).toBeUndefined();
    expect(status(stage).active).toBeUndefined();
    expect(stage.kubectl('get job j --no-headers').split(/\s+/)[1]).toBe('Suspended');
    stage.kubectl(`patch job j -p '{"spec":{"suspend":false}}'`);
    stage.pass(5);
    expect(conditions(stage)).toEqual(['Suspended=False JobResumed']);
    expect(status(stage).startTime > started).toBe(true);
    expect(events(stage)).toContain('Suspended: Job suspended');
    expect(events(stage)).toContain('Resumed: Job resumed');
  });

  scenario('created suspended it has no pods and no start time', (stage) => {
    run(stage, 'true', { suspend: true });
    expect(pods(stage)).toHaveLength(0);
    expect(status(stage).startTime).toBeUndefined();
    expect(conditions(stage)).toEqual(['Suspended=True JobSuspended']);
  });

  scenario('ttlSecondsAfterFinished: job and pods are gone so long after the end', (stage) => {
    run(stage, 'true', { ttlSecondsAfterFinished: 30 });
    stage.pass(60);
    expect(stage.get('jobs.batch', 'j')).toBeUndefined();
    expect(pods(stage)).toHaveLength(0);
  });

  scenario('managedBy: a job of another controller is left alone', (stage) => {
    run(stage, 'true', { managedBy: 'example.com/mine' });
    expect(pods(stage)).toHaveLength(0);
    expect(status(stage)).toEqual({});
  });

  scenario('podReplacementPolicy Failed: a pod that is going is not replaced before it has ended', (stage) => {
    const script = 'trap "" TERM; while true; do sleep 1; done';
    stage.client.create(JOBS, job(script, { podReplacementPolicy: 'Failed' }), 'default');
    stage.pass(5);
    stage.kubectl(`delete pod ${pods(stage)[0]!.metadata.name} --wait=false`);
    stage.pass(15);
    expect(status(stage)).toMatchObject({ terminating: 1 });
    expect(pods(stage)).toHaveLength(1);
    stage.pass(45);
    expect(pods(stage).filter(({ metadata }) => !metadata.deletionTimestamp)).toHaveLength(1);
  });

  scenario('podReplacementPolicy TerminatingOrFailed (the default) replaces it at once', (stage) => {
    stage.client.create(JOBS, job('trap "" TERM; while true; do sleep 1; done'), 'default');
    stage.pass(5);
    stage.kubectl(`delete pod ${pods(stage)[0]!.metadata.name} --wait=false`);
    stage.pass(20);
    expect(pods(stage)).toHaveLength(2);
  });

  scenario('pods are kept by a finalizer until they have been counted', (stage) => {
    stage.client.create(JOBS, job('sleep 20'), 'default');
    stage.pass(5);
    expect(pods(stage)[0]!.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    stage.pass(30);
    expect(pods(stage)[0]!.metadata.finalizers).toBeUndefined();
  });

  scenario('parallelism may be changed while it runs', (stage) => {
    stage.client.create(JOBS, job('sleep 30', { completions: 6, parallelism: 1 }), 'default');
    stage.pass(5);
    stage.kubectl(`patch job j -p '{"spec":{"parallelism":3}}'`);
    stage.pass(5);
    expect(status(stage).active).toBe(3);
  });

  scenario('completions of an Indexed job may be changed with its parallelism; the template may not', (stage) => {
    stage.client.create(JOBS, job('true', { completions: 2, parallelism: 2, completionMode: 'Indexed', suspend: false }), 'default');
    stage.settle();
    expect(stage.fails(`kubectl patch job j -p '{"spec":{"template":{"spec":{"restartPolicy":"OnFailure"}}}}'`)).toContain(
      'field is immutable',
    );
  });
});
