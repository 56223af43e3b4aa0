import { CronError, type CronSchedule } from '@/lib/api/cron';
import type { KubeObject } from '@/lib/api/object';
import { formatTime, parseTime } from '@/lib/api/time';
import { ApiError } from '../client/client';
import { bindQueue, isAlreadyExists, isNamespaceTerminating, isNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { controllerOf, controllerRef } from './controller-ref';
import { dueTime, scheduleOf, timeIn, untilNext } from './cron-schedule';
import { endedAs } from './job';
import { CRON_JOBS, JOBS } from '../client/resources';

const QUEUE = 'controller/cronjob';
const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';

interface Reference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly apiVersion: string;
  readonly resourceVersion?: string;
}

/** What a turn changes of a CronJob's status. */
interface Turn {
  readonly cron: KubeObject;
  active: readonly Reference[];
  lastScheduleTime?: string;
  lastSuccessfulTime?: string;
  changed: boolean;
}

/** Starts Jobs when their time has come. Models pkg/controller/cronjob/cronjob_controllerv2.go. */
export function cronJobController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const crons = informers.informer(CRON_JOBS);
  const jobs = informers.informer(JOBS);
  const events = context.events('cronjob-controller');
  const enqueue = bindQueue(context, 'cronjob', sync);

  crons.onChange(({ type, object, old }) => {
    if (type === 'DELETED') return sim.cancel(QUEUE, keyOf(object));
    if (old && (old.spec.schedule !== object.spec.schedule || old.spec.timeZone !== object.spec.timeZone)) {
      sim.cancel(QUEUE, keyOf(object));
      return again(object);
    }
    enqueue(keyOf(object));
  });
  jobs.onChange(({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'CronJob') enqueue(`${object.metadata.namespace}/${owner.name}`);
  });

  function again(cron: KubeObject, schedule?: CronSchedule): void {
    let wait: number | undefined;
    try {
      wait = untilNext(cron, sim.now(), schedule ?? scheduleOf(cron));
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
    }
    if (wait !== undefined) sim.after(QUEUE, keyOf(cron), wait, { background: true });
  }

  function sync(key: string): void {
    const [namespace, name] = splitKey(key);
    const cron = client.get(CRON_JOBS, namespace, name);
    if (!cron) return;
    const { active = [], lastScheduleTime, lastSuccessfulTime } = cron.status ?? {};
    const turn: Turn = { cron, active, lastScheduleTime, lastSuccessfulTime, changed: false };
    const own = jobs.byIndex('controller', cron.metadata.uid ?? '').filter((job) => client.get(JOBS, namespace, job.metadata.name));
    try {
      follow(turn, own);
      if (!cron.metadata.deletionTimestamp) start(turn);
    } finally {
      cleanUp(turn, own);
      if (turn.changed) write(turn);
    }
  }

  /** Takes Jobs that are over, or gone, off the active list. */
  function follow(turn: Turn, own: readonly KubeObject[]): void {
    for (const job of own) {
      const end = endedAs(job);
      const listed = turn.active.some(({ uid }) => uid === job.metadata.uid);
      if (!end) {
        if (!listed) say(turn, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${job.metadata.name}`);
        continue;
      }
      if (listed) {
        drop(turn, job.metadata.uid);
        say(turn, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${end.type}`);
      }
      const completed: string | undefined = job.status?.completionTime;
      if (end.type === 'Complete' && completed && !(parseTime(turn.lastSuccessfulTime) >= parseTime(completed))) {
        turn.lastSuccessfulTime = completed;
        turn.changed = true;
      }
    }
    for (const { uid, namespace, name } of turn.active) {
      if (own.some(({ metadata }) => metadata.uid === uid) || client.get(JOBS, namespace, name)) continue;
      say(turn, 'Normal', 'MissingJob', `Active job went missing: ${name}`);
      drop(turn, uid);
    }
  }

  function start(turn: Turn): void {
    const { cron } = turn;
    const { spec } = cron;
    const now = sim.now();
    let schedule: CronSchedule;
    try {
      schedule = scheduleOf(cron);
    } catch (error) {
      if (!(error instanceof CronError)) throw error;
      if (!error.message.startsWith('unknown time zone')) {
        const text = `unparseable schedule: ${JSON.stringify(spec.schedule)} : ${error.message}`;
        return say(turn, 'Warning', 'UnparseableSchedule', text);
      }
      const zone = JSON.stringify(spec.timeZone);
      return say(turn, 'Warning', 'UnknownTimeZone', `invalid timeZone: ${zone}: unknown time zone ${spec.timeZone}`);
    }
    if (spec.suspend) return;
    if (/TZ/.test(spec.schedule)) {
      const link = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
      const text = `CRON_TZ or TZ used in schedule ${JSON.stringify(spec.schedule)} is not officially supported, see ${link} for more details`;
      say(turn, 'Warning', 'UnsupportedSchedule', text);
    }
    const { at, tooMany } = dueTime(cron, now, schedule);
    if (tooMany) {
      const text = 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
      say(turn, 'Warning', 'TooManyMissedTimes', text);
    }
    if (at === undefined) return again(cron, schedule);
    if (spec.startingDeadlineSeconds != null && at + spec.startingDeadlineSeconds * 1000 < now) {
      const when = new Date(at).toUTCString().replace('GMT', '+0000');
      say(turn, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${when}`);
      return again(cron, schedule);
    }
    const name = `${cron.metadata.name}-${Math.floor(at / 60_000)}`;
    if (turn.active.some((job) => job.name === name) || parseTime(turn.lastScheduleTime) === at) return again(cron, schedule);
    if (spec.concurrencyPolicy === 'Forbid' && turn.active.length > 0) {
      const text = 'Not starting job because prior execution is running and concurrency policy is Forbid';
      say(turn, 'Normal', 'JobAlreadyActive', text);
      return again(cron, schedule);
    }
    if (spec.concurrencyPolicy === 'Replace') for (const { namespace, name: old, uid } of turn.active) remove(turn, namespace, old, uid);
    const job = create(turn, name, at);
    if (!job) return;
    turn.active = [...turn.active, referenceTo(job)];
    turn.lastScheduleTime = formatTime(at);
    turn.changed = true;
    again({ ...cron, status: { ...cron.status, lastScheduleTime: turn.lastScheduleTime } }, schedule);
  }

  function create(turn: Turn, name: string, at: number): KubeObject | undefined {
    const { cron } = turn;
    const { namespace = '' } = cron.metadata;
    const { metadata = {}, spec } = cron.spec.jobTemplate;
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        namespace,
        ...(metadata.labels && { labels: metadata.labels }),
        annotations: { ...metadata.annotations, [SCHEDULED]: timeIn(cron.spec.timeZone, at) },
        ownerReferences: [controllerRef({ ...cron, apiVersion: 'batch/v1', kind: 'CronJob' })],
      },
      spec,
    };
    try {
      const created = client.create(JOBS, job, namespace);
      say(turn, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
      return created;
    } catch (error) {
      if (!(error instanceof ApiError) || isNamespaceTerminating(error)) throw error;
      if (isAlreadyExists(error)) {
        const found = client.get(JOBS, namespace, name);
        const listed = turn.active.some(({ uid }) => uid === found?.metadata.uid);
        return found && !listed && controllerOf(found)?.uid === cron.metadata.uid ? found : undefined;
      }
      say(turn, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
      throw error;
    }
  }

  /** Deletes the oldest Jobs above the history limits. */
  function cleanUp(turn: Turn, own: readonly KubeObject[]): void {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = turn.cron.spec;
    for (const [type, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ]) {
      if (limit == null) continue;
      const ended = own.filter((job) => endedAs(job)?.type === type && !job.metadata.deletionTimestamp).sort(byStart);
      for (const job of ended.slice(0, Math.max(0, ended.length - limit)))
        remove(turn, job.metadata.namespace ?? '', job.metadata.name, job.metadata.uid);
    }
  }

  function remove(turn: Turn, namespace: string, name: string, uid: string | undefined): void {
    try {
      client.delete(JOBS, namespace, name, { propagationPolicy: 'Background' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      say(turn, 'Warning', 'FailedDelete', `Deleted job: ${error.message}`);
      if (isNotFound(error)) return;
      throw error;
    }
    drop(turn, uid);
    say(turn, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
  }

  function drop(turn: Turn, uid: string | undefined): void {
    turn.active = turn.active.filter((job) => job.uid !== uid);
    turn.changed = true;
  }

  const say = (turn: Turn, type: 'Normal' | 'Warning', reason: string, message: string) => events.event(turn.cron, type, reason, message);

  function write({ cron, active, lastScheduleTime, lastSuccessfulTime }: Turn): void {
    const status = {
      ...(active.length > 0 && { active }),
      ...(lastScheduleTime && { lastScheduleTime }),
      ...(lastSuccessfulTime && { lastSuccessfulTime }),
    };
    const latest = client.get(CRON_JOBS, cron.metadata.namespace ?? '', cron.metadata.name);
    if (latest?.metadata.uid === cron.metadata.uid) client.update(CRON_JOBS, { ...latest!, status }, 'status');
  }
}

const referenceTo = ({ metadata }: KubeObject): Reference => ({
  kind: 'Job',
  namespace: metadata.namespace ?? '',
  name: metadata.name,
  uid: metadata.uid ?? '',
  apiVersion: 'batch/v1',
  ...(metadata.resourceVersion && { resourceVersion: metadata.resourceVersion }),
});

/** Models byJobStartTime: those that have not started come last. */
function byStart(a: KubeObject, b: KubeObject): number {
  const [left, right] = [parseTime(a.status?.startTime), parseTime(b.status?.startTime)].map((time) =>
    Number.isNaN(time) ? Infinity : time,
  );
  return left === right ? (a.metadata.name < b.metadata.name ? -1 : 1) : left! - right!;
}
