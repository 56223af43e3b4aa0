import { DAYS, MONTHS } from './strftime';
import { instantOf, localTime } from './zone';

const UNITS: Record<string, number> = {
  sec: 1e3,
  second: 1e3,
  min: 6e4,
  minute: 6e4,
  hour: 36e5,
  day: 864e5,
  week: 7 * 864e5,
  fortnight: 14 * 864e5,
};
const ZONES: Record<string, number> = {
  utc: 0,
  gmt: 0,
  z: 0,
  kst: 540,
  jst: 540,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
};
const ORDINALS: Record<string, number> = {
  last: -1,
  this: 0,
  next: 1,
  a: 1,
  an: 1,
  first: 1,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  tenth: 10,
};

/**
 * The instant that `date -d TEXT` means: ISO and US dates, `@seconds`, month names, times, zones, `now`, `yesterday`,
 * `+2 days`, `1 week ago`, `next friday`. Undefined when it is none of these.
 */
export function parseDate(text: string, now: number, zone: string): number | undefined {
  let rest = text
    .trim()
    .toLowerCase()
    .replace(/\([^)]*\)/g, ' ');
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    const m = pattern.exec(rest);
    if (!m) return undefined;
    rest = rest.slice(0, m.index) + ' ' + rest.slice(m.index + m[0].length);
    return m;
  };
  const at = take(/^@(-?\d+(?:\.\d+)?)/);
  if (at) return rest.trim() ? undefined : Math.floor(Number(at[1]) * 1000);
  const today = localTime(now, zone);
  let { year, month, day } = today;
  let dated = false;
  let time: [number, number, number, number] | undefined;
  let offset: number | undefined;
  const iso = take(/(\d{4})-(\d{1,2})-(\d{1,2})(?=t|\s|$|z)/);
  if (iso) [year, month, day, dated] = [Number(iso[1]), Number(iso[2]), Number(iso[3]), true];
  rest = rest.replace(/(^|\s)t(?=\d)/, ' ');
  const clock = take(/(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(am|pm)?/);
  if (clock) {
    let hour = Number(clock[1]);
    if (clock[5]) hour = (hour % 12) + (clock[5] === 'pm' ? 12 : 0);
    time = [hour, Number(clock[2]), Number(clock[3] ?? 0), Math.floor(Number(`0.${clock[4] ?? 0}`) * 1000)];
    if (hour > 24 || time[1] > 59 || time[2] > 60) return undefined;
    // What follows the time with a sign is a zone, blanks or not: `12:00 + 2 hours` is an hour after 12:00+02:00.
    const z = /^\s*([-+])\s*(\d{1,2}):?(\d{2})?(?=\s|$)/.exec(rest.slice(clock.index + 1));
    if (z) rest = rest.slice(0, clock.index + 1) + rest.slice(clock.index + 1 + z[0].length);
    if (z) offset = (z[1] === '-' ? -1 : 1) * (Number(z[2]) * 60 + Number(z[3] ?? 0));
  } else {
    const meridian = take(/\b(\d{1,2})\s*(am|pm)\b/);
    if (meridian) time = [(Number(meridian[1]) % 12) + (meridian[2] === 'pm' ? 12 : 0), 0, 0, 0];
  }
  const zoneName = take(/\b(utc|gmt|z|kst|jst|est|edt|cst|cdt|mst|pst|pdt|cet|cest)\b/);
  if (zoneName) offset = ZONES[zoneName[1]!]!;
  const us = take(/\b(\d{1,2})\/(\d{1,2})(?:\/(\d{2,4}))?\b/);
  if (us) {
    [month, day, dated] = [Number(us[1]), Number(us[2]), true];
    if (us[3]) year = us[3].length === 2 ? 2000 + Number(us[3]) : Number(us[3]);
  }
  const monthWord = MONTHS.map((m) => m.toLowerCase());
  const monthPattern = monthWord
    .map((m) => `${m.slice(0, 3)}(?:${m.slice(3)})?`)
    .join('|')
    .replace('sep(?:tember)?', 'sept?(?:ember)?');
  const named = take(new RegExp(`\\b(\\d{1,2})[-\\s]*(${monthPattern})\\b[-,\\s]*(\\d{4})?`)) ?? undefined;
  const american = named ? undefined : take(new RegExp(`\\b(${monthPattern})\\b\\s*(\\d{1,2})\\b,?\\s*(\\d{4})?`));
  if (named || american) {
    const word = (named ? named[2] : american![1])!;
    month = monthWord.findIndex((m) => m.startsWith(word.slice(0, 3))) + 1;
    day = Number(named ? named[1] : american![2]);
    const y = (named ?? american)![3];
    if (y) year = Number(y);
    dated = true;
    if (!y) {
      const late = take(/\b(\d{4})\b/);
      if (late) year = Number(late[1]);
    }
  }
  const compact = take(/(?:^|\s)(\d{4})(\d{2})(\d{2})(?=\s|$)/);
  if (compact) [year, month, day, dated] = [Number(compact[1]), Number(compact[2]), Number(compact[3]), true];
  if (dated && (month < 1 || month > 12 || day < 1 || day > new Date(Date.UTC(2000, month, 0)).getUTCDate())) return undefined;
  let shift = 0;
  let months = 0;
  let relative = false;
  if (take(/\bnow\b/)) relative = true;
  if (take(/\btoday\b/)) relative = true;
  if (take(/\byesterday\b/)) [shift, relative] = [shift - 864e5, true];
  if (take(/\btomorrow\b/)) [shift, relative] = [shift + 864e5, true];
  for (;;) {
    const m = take(
      /([-+]?\s*\d+|\b(?:last|this|next|an?|third|fourth|fifth|sixth|tenth)\b)?\s*(?:\b|(?<=\d))(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b\s*(ago\b)?/,
    );
    if (!m) break;
    const count = (m[1] === undefined ? 1 : (ORDINALS[m[1]] ?? Number(m[1].replace(/\s/g, '')))) * (m[3] ? -1 : 1);
    relative = true;
    if (m[2] === 'month') months += count;
    else if (m[2] === 'year') months += 12 * count;
    else shift += count * UNITS[m[2]!]!;
  }
  const weekday = take(
    new RegExp(`\\b(last|this|next)?\\s*(${DAYS.map((d) => `${d.slice(0, 3)}(?:${d.slice(3)})?`).join('|')})\\b,?`.toLowerCase()),
  );
  if (weekday && !dated) {
    const wanted = DAYS.findIndex((d) => d.toLowerCase().startsWith(weekday[2]!.slice(0, 3)));
    let ahead = (wanted - today.weekday + 7) % 7;
    if (weekday[1] === 'next' && ahead === 0) ahead = 7;
    if (weekday[1] === 'last') ahead = ahead === 0 ? -7 : ahead - 7;
    shift += ahead * 864e5;
    time ??= [0, 0, 0, 0];
  }
  const bare = !time && dated ? take(/(?:^|\s)(\d{2})(\d{2})(?=\s|$)/) : undefined;
  if (bare) time = [Number(bare[1]), Number(bare[2]), 0, 0];
  if (rest.trim().replace(/^,$/, '')) return undefined;
  if (!time)
    time =
      dated || !(relative || text.trim())
        ? [0, 0, 0, 0]
        : relative
          ? [today.hour, today.minute, today.second, ((now % 1000) + 1000) % 1000]
          : [0, 0, 0, 0];
  const total = month - 1 + months;
  const [y, mo] = [year + Math.floor(total / 12), (((total % 12) + 12) % 12) + 1];
  const base =
    offset === undefined
      ? instantOf(y, mo, day, time[0], time[1], time[2], zone)
      : Date.UTC(y, mo - 1, day, time[0], time[1], time[2]) - offset * 60000;
  return base + time[3] + shift;
}
