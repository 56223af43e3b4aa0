import { Fatal, type Command } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { AccountFile, accountFiles } from './account-files';
import { callerOf } from './conversation';
import { dateOf } from './passwords';

const DAY_MS = 86_400_000;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** Days since the epoch of `YYYY-MM-DD`, a number of days, or -1 (nothing). Undefined for what is none. */
export function dayOf(text: string): string | undefined {
  if (text === '-1' || text === '') return '';
  if (/^\d+$/.test(text)) return text;
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  return String(Math.floor(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY_MS));
}

export const chage: Command = {
  name: 'chage',
  options: 'd,lastday: E,expiredate: i,iso8601 I,inactive: l,list m,mindays: M,maxdays: R,root: W,warndays:',
  usage:
    'Usage: chage [options] LOGIN\n\nOptions:\n  -d, --lastday LAST_DAY        set date of last password change to LAST_DAY\n  -E, --expiredate EXPIRE_DATE  set account expiration date to EXPIRE_DATE\n  -h, --help                    display this help message and exit\n  -i, --iso8601                 use YYYY-MM-DD when printing dates\n  -I, --inactive INACTIVE       days after expiry at which the password is inactive\n  -l, --list                    show account aging information\n  -m, --mindays MIN_DAYS        least days between password changes\n  -M, --maxdays MAX_DAYS        most days between password changes\n  -W, --warndays WARN_DAYS      days of warning before expiry\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const [name] = options.operands;
    if (name === undefined || options.operands.length > 1) {
      yield* io.stderr(this.usage);
      return 2;
    }
    const users = new AccountFile(sys, '/etc/passwd');
    const uid = callerOf(io);
    if (uid !== 0 && !(options.has('l') && users.find(name)?.[2] === String(uid))) throw new Fatal('Permission denied.');
    if (!users.find(name)) throw new Fatal(`user '${name}' does not exist in /etc/passwd`);
    const files = accountFiles(sys);
    const row = files.shadow.find(name) ?? [name, '!', '', '', '', '', '', '', ''];
    if (options.has('l')) {
      yield* list(io, row, options.has('i'));
      return 0;
    }
    if (options.given.length === 0) throw new Fatal('asking for each value is not simulated here: use options (chage --help)');
    for (const [letter, column] of [
      ['d', 2],
      ['m', 3],
      ['M', 4],
      ['W', 5],
      ['I', 6],
      ['E', 7],
    ] as const) {
      const value = options.value(letter);
      if (value === undefined) continue;
      const day = letter === 'd' || letter === 'E' ? dayOf(value) : /^-?\d+$/.test(value) ? (value === '-1' ? '' : value) : undefined;
      if (day === undefined)
        throw new Fatal(letter === 'd' || letter === 'E' ? `invalid date '${value}'` : `invalid numeric argument '${value}'`, 2);
      row[column] = day;
    }
    if (!files.shadow.find(name)) files.shadow.rows.push(row);
    files.shadow.save();
    return 0;
  },
};

function* list(io: Io, row: readonly string[], iso: boolean): Task<void> {
  const [, , changed = '', least = '', most = '', warn = '', idle = '', expires = ''] = row;
  const date = (day: number) => {
    const text = dateOf(String(day));
    return iso ? text : `${MONTHS[Number(text.slice(5, 7)) - 1]} ${text.slice(8)}, ${text.slice(0, 4)}`;
  };
  const forced = changed === '0';
  const endless = changed === '' || most === '' || Number(most) >= 10_000;
  const must = 'password must be changed';
  const rows = [
    ['Last password change\t\t\t\t\t', changed === '' ? 'never' : forced ? must : date(Number(changed))],
    ['Password expires\t\t\t\t\t', forced ? must : endless ? 'never' : date(Number(changed) + Number(most))],
    ['Password inactive\t\t\t\t\t', forced ? must : endless || idle === '' ? 'never' : date(Number(changed) + Number(most) + Number(idle))],
    ['Account expires\t\t\t\t\t\t', expires === '' ? 'never' : date(Number(expires))],
    ['Minimum number of days between password change\t\t', least === '' ? '-1' : least],
    ['Maximum number of days between password change\t\t', most === '' ? '-1' : most],
    ['Number of days of warning before password expires\t', warn === '' ? '-1' : warn],
  ] as const;
  for (const [name, value] of rows) yield* io.print(`${name}: ${value}\n`);
}
