/** Tables of cron(8), as crontab(5) describes them. */

/** One line of a table. */
export interface CronEntry {
  /** Allowed values by field: minute, hour, day of month, month, day of week. */
  readonly fields: readonly (readonly number[])[];
  /** Day of month or of week was given as `*`: the other decides alone. */
  readonly anyDay: boolean;
  readonly anyWeekday: boolean;
  readonly reboot?: boolean;
  readonly user?: string;
  readonly command: string;
  readonly environment: Readonly<Record<string, string>>;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const RANGES: readonly (readonly [least: number, most: number, names?: readonly string[]])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12, MONTHS],
  [0, 7, DAYS],
];
const NICKNAMES: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
export const FIELD_NAMES = ['minute', 'hour', 'day-of-month', 'month', 'day-of-week'] as const;

/** Values of a field; undefined: it cannot be read. */
export function parseCronField(text: string, index: number): number[] | undefined {
  const [least, most, names] = RANGES[index]!;
  const valueOf = (word: string) => {
    const named = names?.indexOf(word.toLowerCase()) ?? -1;
    if (named >= 0) return named + (index === 3 ? 1 : 0);
    return /^\d+$/.test(word) && Number(word) >= least && Number(word) <= most ? Number(word) : undefined;
  };
  const values = new Set<number>();
  for (const piece of text.split(',')) {
    const match = /^(\*|[\da-z]+)(?:-([\da-z]+))?(?:\/(\d+))?$/i.exec(piece);
    if (!match) return undefined;
    const [, first = '', last, every] = match;
    if (every !== undefined && Number(every) === 0) return undefined;
    const from = first === '*' ? least : valueOf(first);
    const to = first === '*' || (every !== undefined && last === undefined) ? most : last === undefined ? from : valueOf(last);
    if (from === undefined || to === undefined || to < from) return undefined;
    for (let value = from; value <= to; value += Number(every ?? 1)) values.add(index === 4 ? value % 7 : value);
  }
  return [...values];
}

/** What is wrong with a table, as crontab(1) says it: `"-":3: bad minute`. */
export function crontabProblem(text: string, file: string): string | undefined {
  for (const [i, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || /^[A-Za-z_]\w*\s*=/.test(trimmed)) continue;
    const bad = (what: string) => `${JSON.stringify(file)}:${i}: bad ${what}`;
    if (trimmed.startsWith('@')) {
      const [name = '', ...rest] = trimmed.split(/\s+/);
      if (name !== '@reboot' && !NICKNAMES[name]) return bad('time specifier');
      if (rest.length === 0) return bad('command');
      continue;
    }
    const words = trimmed.split(/\s+/);
    for (let field = 0; field < 5; field++)
      if (words[field] === undefined || !parseCronField(words[field]!, field)) return bad(FIELD_NAMES[field]!);
    if (words.length < 6) return bad('command');
  }
  return undefined;
}

/** Entries of a table. Without `user` it is a system table, whose lines name theirs. Lines that cannot be read are passed over. */
export function crontabEntries(text: string, user?: string): CronEntry[] {
  const environment: Record<string, string> = {};
  const entries: CronEntry[] = [];
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const setting = /^([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(trimmed);
    if (setting) {
      environment[setting[1]!] = setting[2]!.replace(/^(["'])(.*)\1$/, '$2');
      continue;
    }
    const reboot = trimmed.startsWith('@reboot');
    const nickname = reboot ? '* * * * *' : NICKNAMES[trimmed.split(/\s+/)[0]!];
    if (trimmed.startsWith('@') && !nickname) continue;
    const full = nickname ? trimmed.replace(/^@\w+/, nickname) : trimmed;
    const match = /^(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+(.*)$/.exec(full);
    if (!match) continue;
    const fields = match.slice(1, 6).map((word, i) => parseCronField(word, i));
    if (fields.some((field) => !field)) continue;
    const rest = match[6]!;
    const [, owner = '', words = ''] = user === undefined ? (/^(\S+)\s+(.*)$/.exec(rest) ?? []) : ['', user, rest];
    if (words === '') continue;
    entries.push({
      fields: fields as number[][],
      anyDay: match[3]!.startsWith('*'),
      anyWeekday: match[5]!.startsWith('*'),
      ...(reboot ? { reboot } : {}),
      user: owner,
      command: words,
      environment: { ...environment },
    });
  }
  return entries;
}

/** Whether an entry is due in the minute that begins now. */
export function isDue({ fields, anyDay, anyWeekday, reboot }: CronEntry, now: number): boolean {
  if (reboot) return false;
  const date = new Date(now);
  const [minute, hour, day, month, weekday] = fields;
  if (!minute!.includes(date.getUTCMinutes()) || !hour!.includes(date.getUTCHours()) || !month!.includes(date.getUTCMonth() + 1))
    return false;
  const byDay = day!.includes(date.getUTCDate());
  const byWeekday = weekday!.includes(date.getUTCDay());
  // Two restrictions are alternatives.
  return anyDay || anyWeekday ? byDay && byWeekday : byDay || byWeekday;
}
