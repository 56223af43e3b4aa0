import { zoneOffset } from '@/lib/api/time-zone';
import type { Sys } from '@/lib/hosts/process/sys';
import { Errno } from '@/lib/hosts/process/sys';

/** A local time's parts at an instant. */
export interface LocalTime {
  readonly year: number;
  /** 1..12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 1..366 */
  readonly yearDay: number;
  /** Minutes east of UTC. */
  readonly offset: number;
  readonly zone: string;
}

/** The zone of a process: $TZ, else /etc/timezone, else UTC. */
export function timeZone(sys: Sys): string {
  const tz = sys.env().TZ;
  if (tz !== undefined && tz !== '') return tz.replace(/^:/, '');
  try {
    return sys.readFile('/etc/timezone').trim() || 'UTC';
  } catch (error) {
    if (error instanceof Errno) return 'UTC';
    throw error;
  }
}

/** Minutes east of UTC at an instant; zones that are not known count as UTC, as in libc. */
export function offsetAt(ms: number, zone: string): number {
  if (zone === 'UTC' || zone === 'UTC0' || zone === 'GMT' || zone === 'Etc/UTC') return 0;
  const fixed = /^[A-Za-z]{3,}([-+]?)(\d{1,2})(?::(\d{2}))?$/.exec(zone);
  if (fixed) return (fixed[1] === '-' ? 1 : -1) * (Number(fixed[2]) * 60 + Number(fixed[3] ?? 0));
  return Math.round((zoneOffset(zone, ms) ?? 0) / 60000);
}

export function localTime(ms: number, zone: string): LocalTime {
  const offset = offsetAt(ms, zone);
  const d = new Date(ms + offset * 60000);
  return {
    year: d.getUTCFullYear(),
    month: d.getUTCMonth() + 1,
    day: d.getUTCDate(),
    hour: d.getUTCHours(),
    minute: d.getUTCMinutes(),
    second: d.getUTCSeconds(),
    weekday: d.getUTCDay(),
    yearDay: Math.floor((Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) - Date.UTC(d.getUTCFullYear(), 0, 1)) / 864e5) + 1,
    offset,
    zone: abbreviation(zone, offset),
  };
}

/** The instant of a local time. */
export function instantOf(year: number, month: number, day: number, hour: number, minute: number, second: number, zone: string): number {
  const guess = Date.UTC(year, month - 1, day, hour, minute, second);
  const first = guess - offsetAt(guess, zone) * 60000;
  return guess - offsetAt(first, zone) * 60000;
}

const NAMES: Record<string, string> = {
  'Asia/Seoul': 'KST',
  'Asia/Tokyo': 'JST',
  'Etc/UTC': 'UTC',
  UTC: 'UTC',
  UTC0: 'UTC',
  GMT: 'GMT',
  'Asia/Shanghai': 'CST',
  'Asia/Kolkata': 'IST',
};

function abbreviation(zone: string, offset: number): string {
  const named = NAMES[zone];
  if (named) return named;
  const fixed = /^([A-Za-z]{3,})[-+]?\d/.exec(zone);
  if (fixed) return fixed[1]!;
  const us = /^(America|US)\//.test(zone)
    ? ({ '-300': 'EST', '-240': 'EDT', '-360': 'CST', '-420': 'MST', '-480': 'PST' } as Record<string, string>)[String(offset)]
    : undefined;
  if (us) return us;
  if (/^Europe\//.test(zone) && isKnown(zone))
    return offset === 0 ? 'GMT' : offset === 60 ? 'CET' : offset === 120 ? 'CEST' : signed(offset);
  return isKnown(zone) ? signed(offset) : zone.replace(/[^A-Za-z].*$/, '') || 'UTC';
}

const signed = (offset: number) => `${offset < 0 ? '-' : '+'}${String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')}`;

const isKnown = (zone: string) => zoneOffset(zone, 0) !== undefined;
