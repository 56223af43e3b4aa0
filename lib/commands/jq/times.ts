import { MONTHS, DAYS } from '../time/strftime';
import { JqError } from './errors';
import type { Json } from './json';

/** Seconds since the epoch as jq's broken down time: year, month from 0, day, hours, minutes, seconds, weekday, day of the year. */
export function brokenDown(seconds: number): Json[] {
  const d = new Date(Math.floor(seconds) * 1000);
  const dayOfYear = Math.floor((d.getTime() - Date.UTC(d.getUTCFullYear(), 0, 1)) / 864e5);
  const fraction = seconds - Math.floor(seconds);
  return [
    d.getUTCFullYear(),
    d.getUTCMonth(),
    d.getUTCDate(),
    d.getUTCHours(),
    d.getUTCMinutes(),
    d.getUTCSeconds() + fraction,
    d.getUTCDay(),
    dayOfYear,
  ];
}

export function secondsOf(parts: readonly Json[]): number {
  if (parts.length < 6 || parts.some((p) => typeof p !== 'number')) throw new JqError('mktime requires array of 6 numbers');
  const [y, mo, d, h, mi, s] = parts as number[];
  return Math.floor(Date.UTC(y!, mo!, d!, h!, mi!, Math.floor(s!)) / 1000);
}

/** strptime for the letters that dates are written with. */
export function parseTime(text: string, format: string): Json[] {
  const fields: Record<string, number> = { Y: 1900, m: 1, d: 1, H: 0, M: 0, S: 0 };
  let at = 0;
  const no = (): never => {
    throw new JqError(`date "${text}" does not match format "${format}"`);
  };
  const expanded = format.replace(/%T/g, '%H:%M:%S').replace(/%F/g, '%Y-%m-%d').replace(/%R/g, '%H:%M').replace(/%D/g, '%m/%d/%y');
  for (let i = 0; i < expanded.length; i++) {
    const c = expanded[i]!;
    if (c !== '%') {
      if (/\s/.test(c)) while (/\s/.test(text[at] ?? '')) at++;
      else if (text[at++] !== c) no();
      continue;
    }
    const letter = expanded[++i]!;
    const rest = text.slice(at);
    const names = letter === 'b' || letter === 'B' || letter === 'h' ? MONTHS : letter === 'a' || letter === 'A' ? DAYS : undefined;
    if (names) {
      const found = names.findIndex((n) => rest.toLowerCase().startsWith(n.slice(0, 3).toLowerCase()));
      if (found < 0) no();
      if (names === MONTHS) fields.m = found + 1;
      at += rest.toLowerCase().startsWith(names[found]!.toLowerCase()) ? names[found]!.length : 3;
      continue;
    }
    const m =
      letter === 'z'
        ? /^([-+]\d{2}:?\d{2}|Z)/.exec(rest)
        : letter === 'Z'
          ? /^[A-Za-z]+/.exec(rest)
          : letter === 'Y'
            ? /^\d{1,4}/.exec(rest)
            : letter === 's'
              ? /^\d+/.exec(rest)
              : letter === 'j'
                ? /^\d{1,3}/.exec(rest)
                : /^\s*\d{1,2}/.exec(rest);
    if (!m) no();
    at += m![0].length;
    if (letter === 's') return brokenDown(Number(m![0]));
    if (letter === 'e') fields.d = Number(m![0]);
    else if (letter === 'y') fields.Y = Number(m![0]) + (Number(m![0]) < 69 ? 2000 : 1900);
    else if (letter in fields) fields[letter] = Number(m![0]);
  }
  if (at < text.length) no();
  return brokenDown(Date.UTC(fields.Y!, fields.m! - 1, fields.d, fields.H, fields.M, fields.S) / 1000);
}
