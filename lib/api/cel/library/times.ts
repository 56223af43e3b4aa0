import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { durationType, intType, stringType, timestampType } from '../types';
import { CelDuration, CelTimestamp, NANOS, type CelValue } from '../values';

/** Parts of instants and lengths of time. Models cel-go's time functions, in UTC unless a zone is given. */
export const times = new Library();

interface Parts {
  readonly date: Date;
  readonly nanos: bigint;
}

/** The instant's clock in a zone, as a Date in UTC. */
function clock({ nanos }: CelTimestamp, zone = 'UTC'): Parts {
  const rest = ((nanos % NANOS) + NANOS) % NANOS;
  const seconds = Number((nanos - rest) / NANOS);
  return { date: new Date((seconds + offsetOf(zone, seconds)) * 1000), nanos: rest };
}

/** Seconds east of UTC. */
function offsetOf(zone: string, seconds: number): number {
  if (zone === 'UTC' || zone === '' || zone === 'Z') return 0;
  const fixed = /^([+-]?)(\d\d):(\d\d)$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? -1 : 1) * (Number(fixed[2]) * 3600 + Number(fixed[3]) * 60);
  try {
    const parts = new Intl.DateTimeFormat('en-US', {
      timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
    }).formatToParts(new Date(seconds * 1000)); // prettier-ignore
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) / 1000 - seconds;
  } catch {
    throw new CelRuntimeError(`unknown time zone ${zone}`);
  }
}

const dayOfYear = (date: Date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);

const GETTERS: Readonly<Record<string, (parts: Parts) => number>> = {
  getFullYear: ({ date }) => date.getUTCFullYear(),
  getMonth: ({ date }) => date.getUTCMonth(),
  getDayOfYear: ({ date }) => dayOfYear(date),
  getDayOfMonth: ({ date }) => date.getUTCDate() - 1,
  getDate: ({ date }) => date.getUTCDate(),
  getDayOfWeek: ({ date }) => date.getUTCDay(),
  getHours: ({ date }) => date.getUTCHours(),
  getMinutes: ({ date }) => date.getUTCMinutes(),
  getSeconds: ({ date }) => date.getUTCSeconds(),
  getMilliseconds: ({ nanos }) => Number(nanos / 1_000_000n),
};

for (const [name, get] of Object.entries(GETTERS)) {
  times
    .member(name, `timestamp_to_${name}`, [timestampType], intType, ([time]) => BigInt(get(clock(time as CelTimestamp))))
    .member(name, `timestamp_to_${name}_with_tz`, [timestampType, stringType], intType, ([time, zone]) =>
      BigInt(get(clock(time as CelTimestamp, zone as string))),
    );
}

const UNITS: Readonly<Record<string, bigint>> = {
  getHours: 3600n * NANOS,
  getMinutes: 60n * NANOS,
  getSeconds: NANOS,
  getMilliseconds: 1_000_000n,
};

for (const [name, unit] of Object.entries(UNITS)) {
  const id = `duration_to_${name.slice(3).toLowerCase()}`;
  times.member(name, id, [durationType], intType, ([span]: readonly CelValue[]) => (span as CelDuration).nanos / unit);
}
