/** Spans of time as systemd reads and writes them. All in microseconds, as systemd counts. */

const SECOND = 1_000_000;
const UNITS: readonly (readonly [names: readonly string[], usec: number])[] = [
  [['seconds', 'second', 'sec', 's'], SECOND],
  [['minutes', 'minute', 'min'], 60 * SECOND],
  [['months', 'month', 'M'], 2_629_800 * SECOND],
  [['msec', 'ms'], 1000],
  [['m'], 60 * SECOND],
  [['hours', 'hour', 'hr', 'h'], 3600 * SECOND],
  [['days', 'day', 'd'], 86_400 * SECOND],
  [['weeks', 'week', 'w'], 604_800 * SECOND],
  [['years', 'year', 'y'], 31_557_600 * SECOND],
  [['usec', 'us', 'µs', 'μs'], 1],
];
/** Longest names first, so that `min` is not read as `m`. */
const BY_NAME = UNITS.flatMap(([names, usec]) => names.map((name) => [name, usec] as const)).sort((a, b) => b[0].length - a[0].length);

/** Models parse_time(): `5min 20s`, `1.5h`, `90` (in `unit` microseconds), `infinity`. Undefined when it is none. */
export function parseTimespan(text: string, unit = SECOND): number | undefined {
  let rest = text.trim();
  if (rest === 'infinity') return Infinity;
  let total = 0;
  let found = false;
  while (rest !== '') {
    const number = /^(\d+)(\.\d*)?|^(\.\d+)/.exec(rest);
    if (!number) return undefined;
    const value = Number(number[0] === '.' ? NaN : number[0]);
    if (Number.isNaN(value)) return undefined;
    rest = rest.slice(number[0].length);
    if (number[0].includes('.') && rest.startsWith('.')) return undefined;
    rest = rest.replace(/^\s+/, '');
    const named = BY_NAME.find(([name]) => rest.startsWith(name) && !/^[A-Za-zµμ]/.test(rest.slice(name.length)));
    const joined = named ?? BY_NAME.find(([name]) => rest.startsWith(name));
    if (!joined && /^[^\d.]/.test(rest)) return undefined;
    total += Math.round(value * (joined?.[1] ?? unit));
    if (joined) rest = rest.slice(joined[0].length).replace(/^\s+/, '');
    found = true;
  }
  return found ? total : undefined;
}

const SHOWN: readonly (readonly [string, number])[] = [
  ['y', 31_557_600 * SECOND],
  ['month', 2_629_800 * SECOND],
  ['w', 604_800 * SECOND],
  ['d', 86_400 * SECOND],
  ['h', 3600 * SECOND],
  ['min', 60 * SECOND],
  ['s', SECOND],
  ['ms', 1000],
  ['us', 1],
];

/** Models format_timespan(): `1min 30s`, `1.500s`. `accuracy` in microseconds: what is finer is left out. */
export function formatTimespan(usec: number, accuracy = 0): string {
  if (usec === Infinity) return 'infinity';
  if (usec <= 0) return '0';
  const parts: string[] = [];
  let rest = Math.floor(usec);
  for (const [name, size] of SHOWN) {
    if (rest <= 0 || rest < accuracy) break;
    if (rest < size) continue;
    const whole = Math.floor(rest / size);
    const left = rest % size;
    // Below a minute a fraction is shorter than a further unit.
    if (rest < 60 * SECOND && left > 0 && size > 1) {
      let digits = Math.round(Math.log10(size));
      for (let finer = accuracy; finer > 1; finer /= 10) digits--;
      let fraction = left;
      for (let i = Math.round(Math.log10(size)) - Math.max(0, digits); i > 0; i--) fraction = Math.floor(fraction / 10);
      if (digits > 0) {
        parts.push(`${whole}.${String(fraction).padStart(digits, '0')}${name}`);
        return parts.join(' ');
      }
    }
    parts.push(`${whole}${name}`);
    rest = left;
  }
  return parts.length > 0 ? parts.join(' ') : '0';
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Models format_timestamp_relative(): `2min 3s ago`, `3h left`. Milliseconds since the epoch. */
export function relativeTo(then: number, now: number): string {
  const ms = Math.abs(now - then);
  const suffix = then <= now ? ' ago' : ' left';
  const seconds = Math.floor(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(seconds / 3600);
  const days = Math.floor(seconds / 86_400);
  if (days >= 365.25)
    return `${plural(Math.floor(seconds / 31_557_600), 'year')} ${plural(Math.floor((seconds % 31_557_600) / 2_629_800), 'month')}${suffix}`;
  if (seconds >= 2_629_800)
    return `${plural(Math.floor(seconds / 2_629_800), 'month')} ${plural(Math.floor((seconds % 2_629_800) / 86_400), 'day')}${suffix}`;
  if (days >= 7) return `${plural(Math.floor(days / 7), 'week')} ${plural(days % 7, 'day')}${suffix}`;
  if (days >= 2) return `${days} days${suffix}`;
  if (hours >= 25) return `1 day ${hours - 24}h${suffix}`;
  if (hours >= 6) return `${hours}h${suffix}`;
  if (hours >= 1) return `${hours}h ${minutes % 60}min${suffix}`;
  if (minutes >= 5) return `${minutes}min${suffix}`;
  if (minutes >= 1) return `${minutes}min ${seconds % 60}s${suffix}`;
  if (seconds >= 1) return `${seconds}s${suffix}`;
  if (ms >= 1) return `${Math.floor(ms)}ms${suffix}`;
  return 'now';
}
