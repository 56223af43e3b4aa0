import { parseCron, type CronSchedule } from '@/lib/api/cron';
import type { KubeObject } from '@/lib/api/object';
import { formatTime, parseTime } from '@/lib/api/time';

/** Missed times above which a CronJob is said to have missed too many. */
const MANY = 100;
/** Added to a wait, so that it ends after the time and not before. */
const DELTA_MS = 100;

export interface DueTime {
  /** The latest time that has come and was not used; undefined when there is none. */
  readonly at?: number;
  readonly tooMany: boolean;
}

/** The schedule of a CronJob in its zone; throws RangeError for a zone that is not known. */
export const scheduleOf = (cron: KubeObject): CronSchedule => parseCron(cron.spec.schedule, cron.spec.timeZone);

/** Models mostRecentScheduleTime. `now` in ms. */
export function dueTime(cron: KubeObject, now: number, schedule: CronSchedule, withDeadline = true): DueTime {
  let earliest = startOf(cron);
  const deadline: number | undefined = cron.spec.startingDeadlineSeconds;
  if (withDeadline && deadline != null) earliest = Math.max(earliest, now - deadline * 1000);
  const first = schedule.next(earliest);
  if (first === undefined || now < first) return { tooMany: false };
  const second = schedule.next(first);
  if (second === undefined || now < second) return { at: first, tooMany: false };
  const between = Math.max(1000, second - first);
  const missed = Math.floor((now - first) / between) + 1;
  let at = first;
  for (let next = schedule.next(first + between * (missed - 2)); next !== undefined && next <= now; next = schedule.next(next)) at = next;
  return { at, tooMany: missed > MANY };
}

/** Milliseconds until a CronJob is to be looked at again. Models nextScheduleTimeDuration. */
export function untilNext(cron: KubeObject, now: number, schedule: CronSchedule): number | undefined {
  const next = schedule.next(dueTime(cron, now, schedule, false).at ?? startOf(cron));
  return next === undefined ? undefined : Math.max(0, next + DELTA_MS - now);
}

const startOf = ({ metadata, status }: KubeObject): number =>
  parseTime(status?.lastScheduleTime ?? undefined) || parseTime(metadata.creationTimestamp ?? undefined);

/** RFC 3339 with the zone's offset, as the annotation of a Job that a CronJob made. */
export function timeIn(zone: string | undefined, ms: number): string {
  if (!zone || zone === 'UTC') return formatTime(ms);
  const name = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' })
    .formatToParts(ms)
    .find(({ type }) => type === 'timeZoneName')!.value;
  const [, sign = '+', hours = '00', minutes = '00'] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  return offset === 0 ? formatTime(ms) : formatTime(ms + offset).replace('Z', `${sign}${hours}:${minutes}`);
}
