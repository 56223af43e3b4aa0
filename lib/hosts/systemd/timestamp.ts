import { parseTimespan } from './timespan';

const DAY_MS = 86_400_000;
const WEEKDAY = /^(mon(day)?|tue(sday)?|wed(nesday)?|thu(rsday)?|fri(day)?|sat(urday)?|sun(day)?),?\s+/i;

/**
 * A moment as `--since=` and `--until=` have it: `2026-01-15 09:00:00`, `09:00`, `yesterday`, `-1h`, `5min ago`, `+2d`, `@1768467600`.
 * Milliseconds since the epoch, undefined when it is none. Models parse_timestamp(); the zone is UTC.
 */
export function parseTimestamp(text: string, now: number): number | undefined {
  const given = text.trim();
  const midnight = Math.floor(now / DAY_MS) * DAY_MS;
  if (given === 'now') return now;
  if (given === 'today') return midnight;
  if (given === 'yesterday') return midnight - DAY_MS;
  if (given === 'tomorrow') return midnight + DAY_MS;
  if (given.startsWith('@')) return /^@\d+(\.\d+)?$/.test(given) ? Number(given.slice(1)) * 1000 : undefined;
  const span = (words: string) => {
    const usec = parseTimespan(words);
    return usec === undefined || usec === Infinity ? undefined : usec / 1000;
  };
  const shifted = (ms: number | undefined, sign: 1 | -1) => (ms === undefined ? undefined : now + sign * ms);
  if (given.startsWith('+')) return shifted(span(given.slice(1)), 1);
  if (given.startsWith('-')) return shifted(span(given.slice(1)), -1);
  if (/\s+ago$/.test(given)) return shifted(span(given.replace(/\s+ago$/, '')), -1);
  if (/\s+left$/.test(given)) return shifted(span(given.replace(/\s+left$/, '')), 1);
  const plain = given.replace(WEEKDAY, '').replace(/\s*(UTC|Z)$/, '');
  const match = /^(?:(\d{2}|\d{4})-(\d{1,2})-(\d{1,2}))?(?:(?:^|[\sT]+)(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?$/.exec(plain);
  if (!match || plain === '') return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0'] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const time = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second) + Number(fraction)) * 1000;
  if (year === undefined) return midnight + time;
  const full = year.length === 2 ? Number(year) + (Number(year) >= 69 ? 1900 : 2000) : Number(year);
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  return Date.UTC(full, Number(month) - 1, Number(day)) + time;
}
