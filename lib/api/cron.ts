import { zoneOffset } from './time-zone';

/** A parsed schedule; bits of numbers that match. */
interface Fields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** `*` or `?` in days or weekdays: then both must match, else either may. */
  readonly anyDay: boolean;
}

export interface CronSchedule {
  /** The first time after `ms`, in milliseconds since the epoch; undefined when there is none within five years. */
  next(ms: number): number | undefined;
}

/** A schedule that cannot be read, or a zone that is not known. */
export class CronError extends RangeError {}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DAY_MS = 86_400_000;
const YEARS = 5;

/**
 * A schedule that validation has let through, in a zone of the IANA database (UTC without one). Throws CronError when it
 * cannot be read or the zone is unknown. Models github.com/robfig/cron/v3.
 */
export function parseCron(text: string, timeZone = 'UTC'): CronSchedule {
  if (text.startsWith('@every ')) return every(text.slice('@every '.length));
  const prefix = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/.exec(text);
  const zone = zoneOf(prefix ? prefix[1]! : timeZone);
  const body = prefix ? prefix[2]! : text;
  const parts = (DESCRIPTORS[body] ?? body).trim().split(/\s+/);
  if (parts.length !== 5) throw new CronError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`);
  const [minute = '*', hour = '*', day = '*', month = '*', weekday = '*'] = parts;
  const fields: Fields = {
    minutes: numbers(minute, 0, 59),
    hours: numbers(hour, 0, 23),
    days: numbers(day, 1, 31),
    months: numbers(month, 1, 12, MONTHS, 1),
    weekdays: numbers(weekday, 0, 6, WEEKDAYS),
    anyDay: isAny(day) || isAny(weekday),
  };
  return { next: (ms) => nextTime(fields, zone, ms) };
}

const isAny = (field: string) => field.split(',').some((part) => /^[*?](\/0*1)?$/.test(part));

function every(text: string): CronSchedule {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)/g)) total += Number(amount) * UNITS[unit!]!;
  const period = Math.max(1_000, Math.floor(total / 1_000) * 1_000);
  return { next: (ms) => Math.floor(ms / 1_000) * 1_000 + period };
}

function numbers(field: string, low: number, high: number, words: readonly string[] = [], base = 0): ReadonlySet<number> {
  const numberOf = (text: string) => (words.includes(text.toLowerCase()) ? words.indexOf(text.toLowerCase()) + base : Number(text));
  const found = new Set<number>();
  for (const part of field.split(',')) {
    const [range = '*', step] = part.split('/');
    const [first = '*', last] = range.split('-');
    const any = first === '*' || first === '?';
    const from = any ? low : numberOf(first);
    const to = any ? high : last !== undefined ? numberOf(last) : step !== undefined ? high : from;
    const size = Number(step ?? 1);
    if (!(from >= low && to <= high && from <= to && Number.isInteger(from) && Number.isInteger(to) && Number.isInteger(size) && size > 0))
      throw new CronError(`cannot read ${JSON.stringify(part)}`);
    for (let n = from; n <= to; n += size) found.add(n);
  }
  return found;
}

interface Zone {
  /** Milliseconds that local time is ahead of UTC at a moment. */
  offsetAt(ms: number): number;
}

function zoneOf(name: string): Zone {
  if (name === 'UTC' || name === 'Local' || name === '') return { offsetAt: () => 0 };
  if (zoneOffset(name, 0) === undefined) throw new CronError(`unknown time zone ${name}`);
  return { offsetAt: (ms) => zoneOffset(name, ms)! };
}

/** The moments that local midnight of a day and the times in it stand for; a time that a clock change skips does not happen. */
function nextTime(fields: Fields, zone: Zone, after: number): number | undefined {
  const hours = [...fields.hours].sort((a, b) => a - b);
  const minutes = [...fields.minutes].sort((a, b) => a - b);
  const localDay = Math.floor((after + zone.offsetAt(after)) / DAY_MS) * DAY_MS;
  for (let day = localDay; day < localDay + YEARS * 366 * DAY_MS; day += DAY_MS) {
    const date = new Date(day);
    if (!fields.months.has(date.getUTCMonth() + 1)) continue;
    const inMonth = fields.days.has(date.getUTCDate());
    const inWeek = fields.weekdays.has(date.getUTCDay());
    if (!(fields.anyDay ? inMonth && inWeek : inMonth || inWeek)) continue;
    let found: number | undefined;
    for (const hour of hours) {
      for (const minute of minutes) {
        const moment = momentOf(zone, day + hour * 3_600_000 + minute * 60_000);
        if (moment !== undefined && moment > after && (found === undefined || moment < found)) found = moment;
      }
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function momentOf(zone: Zone, local: number): number | undefined {
  for (const offset of [zone.offsetAt(local - DAY_MS), zone.offsetAt(local + DAY_MS)]) {
    if (zone.offsetAt(local - offset) === offset) return local - offset;
  }
  return undefined;
}
