/** Calendar events as OnCalendar= has them. Times are UTC. Models src/shared/calendarspec.c. */

interface Part {
  readonly start: number;
  /** Last value; absent: the start alone, or open when there is a repeat. */
  readonly stop?: number;
  readonly repeat: number;
}

/** What a field may be; undefined: anything. */
type Field = readonly Part[] | undefined;

export interface Calendar {
  /** Bit 0 is Monday; undefined: any day. */
  readonly weekdays: number | undefined;
  readonly year: Field;
  readonly month: Field;
  readonly day: Field;
  /** Days are counted from the month's end. */
  readonly fromEnd: boolean;
  readonly hour: Field;
  readonly minute: Field;
  readonly second: Field;
  readonly utc: boolean;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const FULL = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const SHORTHANDS: Readonly<Record<string, string>> = {
  minutely: '*:*:00',
  hourly: '*:00:00',
  daily: '*-*-* 00:00:00',
  monthly: '*-*-01 00:00:00',
  annually: '*-01-01 00:00:00',
  yearly: '*-01-01 00:00:00',
  anually: '*-01-01 00:00:00',
  weekly: 'Mon *-*-* 00:00:00',
  quarterly: '*-01,04,07,10-01 00:00:00',
  biannually: '*-01,07-01 00:00:00',
  'bi-annually': '*-01,07-01 00:00:00',
  semiannually: '*-01,07-01 00:00:00',
  'semi-annually': '*-01,07-01 00:00:00',
};
const MOST_PARTS = 240;
const LAST_YEAR = 2199;

/** Undefined for what is no calendar event. */
export function parseCalendar(text: string): Calendar | undefined {
  const words = (SHORTHANDS[text.trim().toLowerCase()] ?? text.trim()).split(/\s+/);
  if (words[0] === '') return undefined;
  let utc = false;
  if (words.length > 1 && /^(UTC|Etc\/UTC)$/i.test(words.at(-1)!)) {
    utc = true;
    words.pop();
    if (words.length === 1 && SHORTHANDS[words[0]!.toLowerCase()]) words.splice(0, 1, ...SHORTHANDS[words[0]!.toLowerCase()]!.split(' '));
  }
  let weekdays: number | undefined;
  if (/^[A-Za-z]/.test(words[0]!)) {
    weekdays = parseWeekdays(words.shift()!.replace(/,$/, ''));
    if (weekdays === undefined) return undefined;
    if (weekdays >= 127) weekdays = undefined;
  }
  let date: string | undefined;
  if (words[0]?.includes('-') || words[0]?.includes('~')) date = words.shift();
  const time = words.shift();
  if (words.length > 0) return undefined;
  const days = parseDate(date ?? '*-*-*');
  const hours = parseTime(time ?? '00:00:00');
  return days && hours && { weekdays, ...days, ...hours, utc };
}

function parseWeekdays(text: string): number | undefined {
  const dayOf = (name: string) => FULL.findIndex((full) => name.length >= 2 && (full === name || full.slice(0, 3) === name));
  let bits = 0;
  for (const piece of text.toLowerCase().split(',')) {
    const [from = '', to, ...rest] = piece.split(piece.includes('..') ? '..' : '-');
    const [first, last] = [dayOf(from), to === undefined ? dayOf(from) : dayOf(to)];
    if (first < 0 || last < first || rest.length > 0) return undefined;
    for (let day = first; day <= last; day++) bits |= 1 << day;
  }
  return bits;
}

function parseDate(text: string): Pick<Calendar, 'year' | 'month' | 'day' | 'fromEnd'> | undefined {
  const match = /^(?:([^-~]+)-)?([^-~]+)([-~])([^-~]+)$/.exec(text);
  if (!match) return undefined;
  const [, years = '*', months = '', separator, days = ''] = match;
  const year = parseField(years, 1970, LAST_YEAR);
  const month = parseField(months, 1, 12);
  const day = parseField(days, 1, 31);
  return year && month && day && { year: year.field, month: month.field, day: day.field, fromEnd: separator === '~' };
}

function parseTime(text: string): Pick<Calendar, 'hour' | 'minute' | 'second'> | undefined {
  const pieces = text.split(':');
  if (pieces.length < 2 || pieces.length > 3) return undefined;
  const hour = parseField(pieces[0]!, 0, 23);
  const minute = parseField(pieces[1]!, 0, 59);
  const second = parseField(pieces[2] ?? '00', 0, 59);
  return hour && minute && second && { hour: hour.field, minute: minute.field, second: second.field };
}

function parseField(text: string, least: number, most: number): { readonly field: Field } | undefined {
  if (text === '*') return { field: undefined };
  const parts: Part[] = [];
  for (const piece of text.split(',')) {
    const match = /^(\*|\d+)(?:\.\.(\d+))?(?:\/(\d+))?$/.exec(piece);
    if (!match || parts.length >= MOST_PARTS) return undefined;
    const [, first = '', last, every] = match;
    const year = (value: string) =>
      least === 1970 && value.length <= 2 ? Number(value) + (Number(value) >= 70 ? 1900 : 2000) : Number(value);
    const start = first === '*' ? least : year(first);
    let stop = last === undefined ? undefined : year(last);
    const repeat = every === undefined ? (stop === undefined ? 0 : 1) : Number(every);
    if (every !== undefined && (repeat === 0 || (stop === undefined && repeat > most && least !== 1970))) return undefined;
    if (start < least || start > most || (stop !== undefined && (stop > most || stop < start))) return undefined;
    if (stop !== undefined && repeat > 0) stop -= (stop - start) % repeat;
    if (stop === start) parts.push({ start, repeat: 0 });
    else if (stop === undefined && repeat > 0 && start + repeat > most && least !== 1970) parts.push({ start, repeat: 0 });
    else parts.push({ start, ...(stop === undefined ? {} : { stop }), repeat });
  }
  parts.sort((a, b) => a.start - b.start || (a.stop ?? 0) - (b.stop ?? 0) || a.repeat - b.repeat);
  if (parts.some(({ start, stop, repeat }) => start === least && stop === undefined && repeat === 1)) return { field: undefined };
  return { field: parts.filter((part, i) => i === 0 || JSON.stringify(part) !== JSON.stringify(parts[i - 1])) };
}

function showField(field: Field, width: number): string {
  if (!field) return '*';
  return field
    .map(({ start, stop, repeat }) => {
      const range = stop === undefined ? '' : `..${String(stop).padStart(width, '0')}`;
      const every = repeat > 0 && !(stop !== undefined && repeat === 1) ? `/${repeat}` : '';
      return `${String(start).padStart(width, '0')}${range}${every}`;
    })
    .join(',');
}

function showWeekdays(bits: number): string {
  let text = '';
  let from = -1;
  for (let day = 0; day <= 7; day++) {
    if (day < 7 && bits & (1 << day)) {
      if (from < 0) {
        text += `${text ? ',' : ''}${DAYS[day]!}`;
        from = day;
      }
    } else if (from >= 0) {
      if (day > from + 1) text += `${day > from + 2 ? '..' : ','}${DAYS[day - 1]!}`;
      from = -1;
    }
  }
  return text;
}

/** The normalized form, as `systemd-analyze calendar` and `systemctl show` write it. */
export function showCalendar(calendar: Calendar): string {
  const { weekdays, year, month, day, fromEnd, hour, minute, second, utc } = calendar;
  const days = weekdays === undefined ? '' : `${showWeekdays(weekdays)} `;
  const date = `${showField(year, 4)}-${showField(month, 2)}${fromEnd ? '~' : '-'}${showField(day, 2)}`;
  return `${days}${date} ${showField(hour, 2)}:${showField(minute, 2)}:${showField(second, 2)}${utc ? ' UTC' : ''}`;
}

function allows(field: Field, value: number): boolean {
  if (!field) return true;
  return field.some(({ start, stop, repeat }) => {
    if (repeat === 0) return value === start;
    return value >= start && (stop === undefined || value <= stop) && (value - start) % repeat === 0;
  });
}

const DAY_MS = 86_400_000;
/** Days that are looked at: a leap day that falls on a weekday comes again within 40 years. */
const MOST_DAYS = 366 * 41;

/** The first moment after `after` (milliseconds since the epoch) that the event names; undefined: there is none. */
export function nextElapse(calendar: Calendar, after: number): number | undefined {
  const from = Math.floor(after / 1000) * 1000 + 1000;
  let midnight = Math.floor(from / DAY_MS) * DAY_MS;
  for (let i = 0; i < MOST_DAYS; i++, midnight += DAY_MS) {
    const date = new Date(midnight);
    const year = date.getUTCFullYear();
    if (year > LAST_YEAR || !dayMatches(calendar, date, year)) continue;
    const second = firstSecond(calendar, midnight < from ? Math.floor((from - midnight) / 1000) : 0);
    if (second !== undefined) return midnight + second * 1000;
  }
  return undefined;
}

function dayMatches({ year: years, month, day, fromEnd, weekdays }: Calendar, date: Date, year: number): boolean {
  if (!allows(years, year) || !allows(month, date.getUTCMonth() + 1)) return false;
  if (weekdays !== undefined && !(weekdays & (1 << ((date.getUTCDay() + 6) % 7)))) return false;
  const number = date.getUTCDate();
  if (!fromEnd) return allows(day, number);
  const length = new Date(Date.UTC(year, date.getUTCMonth() + 1, 0)).getUTCDate();
  // Counted from the end a range goes backwards: `~07/1` are the last seven days.
  const left = length - number + 1;
  return (day ?? [{ start: 1, repeat: 1 }]).some(({ start, stop, repeat }) =>
    repeat === 0 ? left === start : left <= start && (stop === undefined || left >= stop) && (start - left) % repeat === 0,
  );
}

function firstSecond({ hour, minute, second }: Calendar, from: number): number | undefined {
  for (let h = Math.floor(from / 3600); h < 24; h++) {
    if (!allows(hour, h)) continue;
    for (let m = h === Math.floor(from / 3600) ? Math.floor(from / 60) % 60 : 0; m < 60; m++) {
      if (!allows(minute, m)) continue;
      const base = h * 3600 + m * 60;
      for (let s = Math.max(0, from - base); s < 60; s++) if (allows(second, s)) return base + s;
    }
  }
  return undefined;
}
