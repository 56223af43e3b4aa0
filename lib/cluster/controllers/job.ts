import { conditionOf, type Condition } from '@/lib/api/condition';
import { deepEqual } from '@/lib/api/freeze';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { formatTime } from '@/lib/api/time';
import { ApiError } from '../client/client';
import { bindQueue, ignoreNotFound, isNamespaceTerminating, keyOf, splitKey, type ControllerContext } from './context';
import { claim, controllerOf } from './controller-ref';
import { failureVerdict } from './job-failure-policy';
import { completionIndex, formatIndexes, INDEX_FAILURE_COUNT, parseIndexes, pendingIndexes } from './job-indexes';
import { isFailed, isIndexed, isSucceeded, isTracked, jobPod, retryAt, TRACKING } from './job-pods';
import { deadlineOf, failureOf, successOf, type JobCounts, type Verdict } from './job-verdict';
import { podsToDelete } from './pod-ranking';
import { isPodActive, isPodReady, isPodTerminal } from './pod-state';
import { JOBS, PODS } from '../client/resources';

const QUEUE = 'controller/job';
/** Changes of pods are taken together for a second. Models SyncJobBatchPeriod. */
const BATCH_MS = 1_000;
const MOST_AT_ONCE = 500;

/** Runs the pods of Jobs to completion. Models pkg/controller/job/job_controller.go. */
export function jobController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const jobs = informers.informer(JOBS);
  const pods = informers.informer(PODS);
  const events = context.events('job-controller');
  const enqueue = bindQueue(context, 'job', sync);
  const release = bindQueue(context, 'job-orphan', (key) => {
    const [namespace, name] = splitKey(key);
    const pod = pods.get(namespace, name);
    if (pod && isTracked(pod) && !jobOf(pod)) untrack(pod);
  });

  jobs.onChange(({ type, object }) => {
    if (type !== 'DELETED') return enqueue(keyOf(object));
    for (const pod of pods.byIndex('controller', object.metadata.uid ?? '')) release(keyOf(pod));
  });
  pods.onChange(({ type, object }) => {
    const owner = controllerOf(object);
    if (owner && owner.kind !== 'Job') return;
    const job = owner && jobOf(object);
    if (job) {
      if (type === 'ADDED') enqueue(keyOf(job));
      else sim.after(QUEUE, keyOf(job), BATCH_MS);
    } else if (type !== 'DELETED' && isTracked(object)) release(keyOf(object));
  });

  function jobOf(pod: KubeObject): KubeObject | undefined {
    const owner = controllerOf(pod);
    const job = owner && jobs.get(pod.metadata.namespace ?? '', owner.name);
    return job?.metadata.uid === owner?.uid ? job : undefined;
  }

  function sync(key: string): void {
    const [namespace, name] = splitKey(key);
    const job = jobs.get(namespace, name);
    if (!job || (job.spec.managedBy && job.spec.managedBy !== 'kubernetes.io/job-controller')) return;
    const matches = (pod: KubeObject) => matchesLabelSelector(job.spec.selector, pod.metadata.labels);
    const own = claim(client, pods, PODS, job, matches);
    if (endedAs(job)) {
      for (const pod of own) if (isTracked(pod) && (isPodTerminal(pod) || pod.metadata.deletionTimestamp)) untrack(pod);
      return;
    }
    if (job.metadata.deletionTimestamp) return;
    reconcile(job, own);
  }

  function reconcile(job: KubeObject, own: readonly KubeObject[]): void {
    const now = sim.now();
    const status: KubeObject['status'] = { ...job.status };
    if (!status.startTime && !job.spec.suspend) status.startTime = formatTime(now);
    const started = { ...job, status };
    const deadline = deadlineOf(started);
    if (deadline > now && deadline < Infinity) sim.after(QUEUE, keyOf(job), deadline - now);

    const ended = own.filter((pod) => isTracked(pod) && (isSucceeded(pod) || isFailed(job, pod)));
    const counted = ended.filter((pod) => isSucceeded(pod) || failureVerdict(job.spec.podFailurePolicy, pod).action !== 'Ignore');
    const succeeded = counted.filter(isSucceeded);
    const failed = counted.filter((pod) => !isSucceeded(pod));
    const done = indexesAfter(job, succeeded, failed);
    status.succeeded = isIndexed(job) ? done.succeeded.size : (status.succeeded ?? 0) + succeeded.length;
    status.failed = (status.failed ?? 0) + failed.length;

    let active = own.filter(isPodActive);
    const counts: JobCounts = {
      pods: own,
      active,
      succeeded: status.succeeded,
      failed: status.failed,
      succeededIndexes: done.succeeded,
      failedIndexes: done.failed,
      now,
    };
    let verdict = earlier(job) ?? failureOf(started, counts) ?? (job.spec.successPolicy ? successOf(started, counts) : undefined);
    let failure: unknown;
    if (verdict) {
      removePods(job, active);
      active = [];
    } else {
      ({ active, failure } = manage(job, own, counts));
      verdict = successOf(started, { ...counts, active });
      setSuspension(job, status, now);
    }
    const terminating = own.filter((pod) => !isPodTerminal(pod) && !active.includes(pod)).length;
    if (verdict) status.conditions = withCondition(status.conditions, verdict.type, 'True', verdict, now);
    Object.assign(status, { ready: active.filter(isPodReady).length, terminating, active: active.length });
    if (isIndexed(job)) {
      status.completedIndexes = formatIndexes(done.succeeded);
      if (job.spec.backoffLimitPerIndex !== undefined) status.failedIndexes = formatIndexes(done.failed);
    }
    record(job, status, ended);
    if (verdict && active.length + terminating === 0) finish(job, status, verdict);
    if (failure) throw failure;
  }

  /** Writes down which pods are being counted, lets go of them, then counts them, so that none is counted twice. */
  function record(job: KubeObject, status: KubeObject['status'], ended: readonly KubeObject[]): void {
    if (ended.length > 0) {
      const uidsOf = (list: readonly KubeObject[]) => list.map(({ metadata }) => metadata.uid);
      const succeeded = uidsOf(ended.filter(isSucceeded));
      const failed = uidsOf(ended.filter((pod) => !isSucceeded(pod)));
      const uncountedTerminatedPods = { ...(succeeded.length ? { succeeded } : {}), ...(failed.length ? { failed } : {}) };
      write(job, {
        ...job.status,
        startTime: status.startTime,
        ready: status.ready,
        terminating: status.terminating,
        uncountedTerminatedPods,
      });
      ended.forEach(untrack);
    }
    write(job, { ...status, uncountedTerminatedPods: {} });
  }

  function finish(job: KubeObject, status: KubeObject['status'], verdict: Verdict): void {
    const now = sim.now();
    const complete = verdict.type === 'SuccessCriteriaMet';
    const conditions = withCondition(status.conditions, complete ? 'Complete' : 'Failed', 'True', verdict, now);
    write(job, { ...status, uncountedTerminatedPods: {}, conditions, ...(complete ? { completionTime: formatTime(now) } : {}) });
    if (complete) events.event(job, 'Normal', 'Completed', 'Job completed');
    else events.event(job, 'Warning', verdict.reason, verdict.message);
  }

  /** Creates and deletes pods until as many are active as should be. Models manageJob. */
  function manage(job: KubeObject, own: readonly KubeObject[], counts: JobCounts): { active: KubeObject[]; failure?: unknown } {
    const active = [...counts.active];
    const { parallelism = 1, completions, suspend } = job.spec;
    const going =
      job.spec.podReplacementPolicy === 'Failed' ? own.filter((pod) => pod.metadata.deletionTimestamp && !isPodTerminal(pod)).length : 0;
    let wanted = suspend ? 0 : parallelism;
    if (!suspend) {
      if (completions != null) wanted = Math.max(0, Math.min(completions - counts.succeeded, parallelism));
      else if (counts.succeeded > 0) wanted = active.length;
    }
    if (active.length > wanted) {
      const surplus = podsToDelete(active, active, active.length - wanted, counts.now);
      removePods(job, surplus);
      return { active: active.filter((pod) => !surplus.includes(pod)) };
    }
    const missing = Math.min(wanted - active.length - going, MOST_AT_ONCE);
    if (missing <= 0) return { active };
    const failed = own.filter((pod) => isFailed(job, pod));
    const wait = retryAt(job.spec.backoffLimitPerIndex === undefined ? failed : [], own.filter(isSucceeded)) - counts.now;
    if (wait > 0) {
      sim.after(QUEUE, keyOf(job), wait);
      return { active };
    }
    const taken = [counts.succeededIndexes, counts.failedIndexes, new Set(active.map(completionIndex))];
    const indexes = isIndexed(job) ? pendingIndexes(missing, completions, taken) : Array.from({ length: missing }, () => undefined);
    for (const index of indexes) {
      try {
        active.push(createPod(job, index, failed));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (isNamespaceTerminating(error)) return { active };
        events.event(job, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
        return { active, failure: error };
      }
    }
    return { active };
  }

  function createPod(job: KubeObject, index: number | undefined, failed: readonly KubeObject[]): KubeObject {
    const before = failed
      .filter((pod) => completionIndex(pod) === index)
      .map((pod) => Number(pod.metadata.annotations?.[INDEX_FAILURE_COUNT] ?? 0) + 1);
    const pod = client.create(PODS, jobPod(job, index, Math.max(0, ...before)), job.metadata.namespace);
    events.event(job, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
    return pod;
  }

  function removePods(job: KubeObject, list: readonly KubeObject[]): void {
    for (const pod of list) {
      ignoreNotFound(() => client.delete(PODS, pod.metadata.namespace ?? '', pod.metadata.name));
      events.event(job, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
    }
  }

  function setSuspension(job: KubeObject, status: KubeObject['status'], now: number): void {
    const suspended = conditionOf({ ...job, status }, 'Suspended')?.status === 'True';
    if (job.spec.suspend && !suspended) {
      const why = { reason: 'JobSuspended', message: 'Job suspended' };
      status.conditions = withCondition(status.conditions, 'Suspended', 'True', why, now);
      delete status.startTime;
      events.event(job, 'Normal', 'Suspended', why.message);
    } else if (!job.spec.suspend && suspended) {
      const why = { reason: 'JobResumed', message: 'Job resumed' };
      status.conditions = withCondition(status.conditions, 'Suspended', 'False', why, now);
      status.startTime = formatTime(now);
      events.event(job, 'Normal', 'Resumed', why.message);
    }
  }

  function write(job: KubeObject, status: KubeObject['status']): void {
    const latest = client.get(JOBS, job.metadata.namespace ?? '', job.metadata.name);
    if (!latest || latest.metadata.uid !== job.metadata.uid) return;
    const shown = { ...status };
    for (const field of ['active', 'succeeded', 'failed']) if (!shown[field]) delete shown[field];
    if (shown.completedIndexes === '') delete shown.completedIndexes;
    if (!deepEqual(shown, latest.status)) client.update(JOBS, { ...latest, status: shown }, 'status');
  }

  function untrack(pod: KubeObject): void {
    ignoreNotFound(() => {
      const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': [TRACKING] } };
      client.patch(PODS, pod.metadata.namespace ?? '', pod.metadata.name, patch, { type: 'strategic' });
    });
  }
}

/** `Complete` or `Failed`, once a Job is over. */
export function endedAs(job: KubeObject): Condition | undefined {
  return ['Complete', 'Failed'].map((type) => conditionOf(job, type)).find((condition) => condition?.status === 'True');
}

/** The verdict that an earlier turn has passed. */
function earlier(job: KubeObject): Verdict | undefined {
  for (const type of ['FailureTarget', 'SuccessCriteriaMet'] as const) {
    const condition = conditionOf(job, type);
    if (condition?.status === 'True') return { type, reason: condition.reason ?? '', message: condition.message ?? '' };
  }
  return undefined;
}

function withCondition(
  conditions: readonly Condition[] | undefined,
  type: string,
  status: 'True' | 'False',
  why: { readonly reason: string; readonly message: string },
  now: number,
): readonly Condition[] {
  const at = formatTime(now);
  const before = conditions ?? [];
  if (before.some((condition) => condition.type === type && condition.status === status)) return before;
  const made = { type, status, lastProbeTime: at, lastTransitionTime: at, reason: why.reason, message: why.message };
  return before.some((condition) => condition.type === type)
    ? before.map((condition) => (condition.type === type ? made : condition))
    : [...before, made];
}

function indexesAfter(job: KubeObject, succeeded: readonly KubeObject[], failed: readonly KubeObject[]) {
  const completions: number = job.spec.completions ?? 0;
  const of = (text: string | undefined) => (isIndexed(job) ? parseIndexes(text, completions) : new Set<number>());
  const sets = { succeeded: of(job.status?.completedIndexes), failed: of(job.status?.failedIndexes) };
  if (!isIndexed(job)) return sets;
  const known = (index: number) => index >= 0 && index < completions;
  for (const pod of succeeded) if (known(completionIndex(pod))) sets.succeeded.add(completionIndex(pod));
  const limit: number | undefined = job.spec.backoffLimitPerIndex;
  for (const pod of limit === undefined ? [] : failed) {
    const failures = Number(pod.metadata.annotations?.[INDEX_FAILURE_COUNT] ?? 0);
    const given = failureVerdict(job.spec.podFailurePolicy, pod).action === 'FailIndex';
    if (known(completionIndex(pod)) && (given || failures >= limit!)) sets.failed.add(completionIndex(pod));
  }
  return sets;
}
