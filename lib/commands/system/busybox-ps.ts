import type { ProcessInfo, Sys } from '@/lib/hosts/process/sys';
import { Fatal } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { Accounts } from '../files/accounts';

interface Column {
  readonly header: string;
  readonly width: number;
  readonly right?: boolean;
  readonly cell: (process: ProcessInfo, accounts: Accounts) => string;
}

const nameOf = ({ argv }: ProcessInfo) => (argv[0] ?? '').split('/').pop()!.replace(/^-/, '').slice(0, 15);
const time = ({ cpuMs }: { readonly cpuMs: number }) => {
  const seconds = Math.floor(cpuMs / 1000);
  return `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, '0')}`;
};
const STATES = { running: 'R', sleeping: 'S', stopped: 'T', zombie: 'Z' };
const DEFAULT = ['pid', 'user', 'time', 'args'];

/** Columns that `-o` knows. */
const COLUMNS: Readonly<Record<string, Column>> = {
  pid: { header: 'PID', width: 5, right: true, cell: ({ pid }) => String(pid) },
  ppid: { header: 'PPID', width: 5, right: true, cell: ({ ppid }) => String(ppid) },
  pgid: { header: 'PGID', width: 5, right: true, cell: ({ pgid }) => String(pgid) },
  sid: { header: 'SID', width: 5, right: true, cell: ({ sid }) => String(sid) },
  user: { header: 'USER', width: 8, cell: ({ uid }, accounts) => accounts.userName(uid) },
  time: { header: 'TIME', width: 5, cell: time },
  stat: { header: 'STAT', width: 4, cell: ({ state }) => STATES[state] },
  tty: { header: 'TT', width: 6, cell: ({ tty }) => tty?.replace('/dev/', '') ?? '?' },
  comm: { header: 'COMMAND', width: 16, cell: nameOf },
  args: {
    header: 'COMMAND',
    width: 256,
    cell: (process) => (process.state === 'zombie' || process.argv.length === 0 ? `[${nameOf(process)}]` : process.argv.join(' ')),
  },
};

/** BusyBox' ps: every process, whatever is asked for. Models procps/ps.c (ENABLE_DESKTOP). */
export function* busyboxPs(io: Io, words: readonly string[], sys: Sys): Task<number> {
  const names: string[] = [];
  const headers: string[] = [];
  const asked = words.flatMap((word, i) => (word === '-o' ? [words[i + 1] ?? ''] : /^-o./.test(word) ? [word.slice(2)] : []));
  for (const each of asked.join(',').split(',').filter(Boolean)) {
    const [name = '', header] = each.split(/=(.*)/s);
    if (!COLUMNS[name]) throw new Fatal(`bad -o argument '${name}', supported arguments: ${Object.keys(COLUMNS).join(',')}`);
    names.push(name);
    headers.push(header ?? COLUMNS[name].header);
  }
  if (names.length === 0) {
    names.push(...DEFAULT);
    headers.push(...DEFAULT.map((name) => COLUMNS[name]!.header));
  }
  const columns = names.map((name) => COLUMNS[name]!);
  const accounts = new Accounts(sys);
  const limit = sys.isatty(1) ? sys.ttySize(1).columns - 1 : Infinity;
  const line = (cells: readonly string[], rightly: boolean) =>
    columns
      .map(({ width, right }, i) => {
        const cell = cells[i]!.slice(0, width);
        if (right && rightly) return cell.padStart(width);
        return i === columns.length - 1 ? cell : cell.padEnd(width);
      })
      .join(' ')
      .slice(0, limit);
  yield* io.print(`${line(headers, false)}\n`);
  for (const process of sys.processes())
    yield* io.print(
      `${line(
        columns.map(({ cell }) => cell(process, accounts)),
        true,
      )}\n`,
    );
  return 0;
}
