import { fn, type GoFunction } from '../template/signature';
import { goText, GoTime, Int } from '../template/value';
import { toInt } from './math';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const LAYOUT = /January|Jan|Monday|Mon|MST|2006|Z07:00|-07:00|-0700|\.0+|\.9+|_2|01|02|03|04|05|06|15|PM|pm|[1-5]/g;

/** Time.Format, in UTC. */
export function formatTime(ms: number, layout: string): string {
  const at = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  const hour12 = at.getUTCHours() % 12 || 12;
  const pieces: Readonly<Record<string, string>> = {
    January: MONTHS[at.getUTCMonth()]!,
    Jan: MONTHS[at.getUTCMonth()]!.slice(0, 3),
    Monday: DAYS[at.getUTCDay()]!,
    Mon: DAYS[at.getUTCDay()]!.slice(0, 3),
    MST: 'UTC',
    2006: String(at.getUTCFullYear()),
    'Z07:00': 'Z',
    '-07:00': '+00:00',
    '-0700': '+0000',
    _2: String(at.getUTCDate()).padStart(2),
    '01': two(at.getUTCMonth() + 1),
    '02': two(at.getUTCDate()),
    '03': two(hour12),
    '04': two(at.getUTCMinutes()),
    '05': two(at.getUTCSeconds()),
    '06': two(at.getUTCFullYear() % 100),
    15: two(at.getUTCHours()),
    PM: at.getUTCHours() < 12 ? 'AM' : 'PM',
    pm: at.getUTCHours() < 12 ? 'am' : 'pm',
    1: String(at.getUTCMonth() + 1),
    2: String(at.getUTCDate()),
    3: String(hour12),
    4: String(at.getUTCMinutes()),
    5: String(at.getUTCSeconds()),
  };
  return layout.replace(LAYOUT, (piece) => {
    if (!piece.startsWith('.')) return pieces[piece] ?? piece;
    const digits = String(at.getUTCMilliseconds())
      .padStart(3, '0')
      .padEnd(9, '0')
      .slice(0, piece.length - 1);
    if (piece[1] === '0') return `.${digits}`;
    const kept = digits.replace(/0+$/, '');
    return kept && `.${kept}`;
  });
}

const UNITS: readonly (readonly [string, number])[] = [
  ['y', 365 * 86_400],
  ['mo', 30 * 86_400],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
];

/** Go's Duration.String of whole seconds. */
function goDuration(seconds: number): string {
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return h > 0 ? `${h}h${m}m${s}s` : m > 0 ? `${m}m${s}s` : `${s}s`;
}

function roundDuration(value: unknown): string {
  const seconds = typeof value === 'string' ? secondsOf(value) : toInt(value);
  const unit = UNITS.find(([, size]) => Math.abs(seconds) >= size);
  return unit ? `${Math.floor(Math.abs(seconds) / unit[1])}${unit[0]}` : '0s';
}

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 1e-6, ns: 1e-9 };
const secondsOf = (text: string) =>
  (text.startsWith('-') ? -1 : 1) *
  [...text.matchAll(/(\d+\.?\d*)(h|ms|us|ns|m|s)/g)].reduce((all, [, n, unit]) => all + Number(n) * SECONDS[unit!]!, 0);

/** Sprig's functions over time; `now` is the machine's. */
export function dateFunctions(now: () => number): Readonly<Record<string, GoFunction>> {
  const msOf = (value: unknown) =>
    value instanceof GoTime ? value.ms : value instanceof Int || typeof value === 'number' ? toInt(value) * 1000 : now();
  const date = fn('string any', (layout: string, value: unknown) => formatTime(msOf(value), layout));
  const html = fn('any', (value: unknown) => formatTime(msOf(value), '2006-01-02'));
  const parse = (layout: string, text: string) => {
    const ms = Date.parse(/T/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text} UTC`);
    if (Number.isNaN(ms))
      throw new Error(`parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(text)} as "2006"`);
    return new GoTime(ms);
  };
  return {
    now: fn('', () => new GoTime(now())),
    date,
    dateInZone: fn('string any string', (layout: string, value: unknown) => formatTime(msOf(value), layout)),
    date_in_zone: fn('string any string', (layout: string, value: unknown) => formatTime(msOf(value), layout)),
    htmlDate: html,
    htmlDateInZone: fn('any string', (value: unknown) => formatTime(msOf(value), '2006-01-02')),
    toDate: fn('string string', (layout: string, text: string) => {
      try {
        return parse(layout, text);
      } catch {
        return new GoTime(-62_135_596_800_000);
      }
    }),
    mustToDate: fn('string string', parse),
    unixEpoch: fn('any', (value: unknown) => String(Math.floor(msOf(value) / 1000))),
    ago: fn('any', (value: unknown) => goDuration(Math.round((now() - msOf(value)) / 1000))),
    dateModify: fn('string any', (by: string, value: unknown) => new GoTime(msOf(value) + secondsOf(by) * 1000)),
    date_modify: fn('string any', (by: string, value: unknown) => new GoTime(msOf(value) + secondsOf(by) * 1000)),
    mustDateModify: fn('string any', (by: string, value: unknown) => new GoTime(msOf(value) + secondsOf(by) * 1000)),
    duration: fn('any', (value: unknown) =>
      goDuration(typeof value === 'string' ? Number(value) || 0 : value instanceof Int && value.kind === 'int64' ? value.n : 0),
    ),
    durationRound: fn('any', (value: unknown) =>
      roundDuration(value instanceof GoTime ? goText(Math.round((now() - value.ms) / 1000)) : value),
    ),
  };
}
