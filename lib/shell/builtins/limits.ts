import type { Limit, Resource } from '@/lib/hosts/process/limits';
import { Errno } from '@/lib/hosts/process/sys';
import type { Shell } from '../run/shell';
import { ShellError } from '../state/variables';
import type { Builtin } from './table';

interface Row {
  readonly letter: string;
  readonly resource: Resource | 'pipe';
  /** Bytes (or whatever the kernel counts) in one unit of the builtin. */
  readonly unit: number;
  readonly name: string;
  readonly unitName: string;
}

const row = (letter: string, resource: Row['resource'], unit: number, name: string, unitName = ''): Row => ({
  letter,
  resource,
  unit,
  name,
  unitName,
});

/** In the order of `ulimit -a`. */
const ROWS: readonly Row[] = [
  row('R', 'rttime', 1, 'real-time non-blocking time', 'microseconds'),
  row('c', 'core', 1024, 'core file size', 'blocks'),
  row('d', 'data', 1024, 'data seg size', 'kbytes'),
  row('e', 'nice', 1, 'scheduling priority'),
  row('f', 'fsize', 1024, 'file size', 'blocks'),
  row('i', 'sigpending', 1, 'pending signals'),
  row('l', 'memlock', 1024, 'max locked memory', 'kbytes'),
  row('m', 'rss', 1024, 'max memory size', 'kbytes'),
  row('n', 'nofile', 1, 'open files'),
  row('p', 'pipe', 512, 'pipe size', '512 bytes'),
  row('q', 'msgqueue', 1, 'POSIX message queues', 'bytes'),
  row('r', 'rtprio', 1, 'real-time priority'),
  row('s', 'stack', 1024, 'stack size', 'kbytes'),
  row('t', 'cpu', 1, 'cpu time', 'seconds'),
  row('u', 'nproc', 1, 'max user processes'),
  row('v', 'as', 1024, 'virtual memory', 'kbytes'),
  row('x', 'locks', 1, 'file locks'),
];
const PIPE: Limit = { soft: 4096, hard: 4096 };
const USAGE = 'ulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]';
const COLUMN = 20;

const limitOf = (shell: Shell, one: Row): Limit => (one.resource === 'pipe' ? PIPE : shell.sys.rlimit(one.resource));

function shown(shell: Shell, one: Row, hard: boolean): string {
  const limit = limitOf(shell, one);
  const value = hard ? limit.hard : limit.soft;
  return value === null ? 'unlimited' : String(Math.floor(value / one.unit));
}

/** `open files                          (-n) 1024` */
function line(shell: Shell, one: Row, hard: boolean): string {
  const unit = one.unitName ? `(${one.unitName}, -${one.letter})` : `(-${one.letter})`;
  return `${one.name.padEnd(COLUMN)}${unit.padStart(COLUMN)} ${shown(shell, one, hard)}\n`;
}

function change(shell: Shell, one: Row, text: string, hard: boolean, soft: boolean): number {
  const old = limitOf(shell, one);
  let value: number | null;
  if (text === 'unlimited') value = null;
  else if (text === 'hard') value = old.hard;
  else if (text === 'soft') value = old.soft;
  else if (/^\d+$/.test(text)) value = Number(text) * one.unit;
  else throw new ShellError(`${text}: invalid number`);
  const both = hard === soft;
  try {
    if (one.resource === 'pipe') throw new Errno('EINVAL', 'Invalid argument');
    shell.sys.rlimit(one.resource, { soft: both || soft ? value : old.soft, hard: both || hard ? value : old.hard });
    return 0;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    shell.complain(`ulimit: ${one.name}: cannot modify limit: ${error.message}`);
    return 1;
  }
}

const ulimit: Builtin = (shell, args) => {
  const asked: { row: Row; value?: string }[] = [];
  let [hard, soft, all] = [false, false, false];
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (!/^-./.test(arg)) break;
    for (const letter of arg.slice(1)) {
      const found = ROWS.find((one) => one.letter === letter);
      if (letter === 'H') hard = true;
      else if (letter === 'S') soft = true;
      else if (letter === 'a') all = true;
      else if (found) asked.push({ row: found });
      else throw new ShellError(`-${letter}: invalid option\n${USAGE}`, 2);
    }
    const next = args[i + 1];
    if (asked.length > 0 && next !== undefined && !next.startsWith('-') && arg !== '-a') {
      asked[asked.length - 1]!.value = next;
      i++;
    }
  }
  if (all) {
    shell.write(1, ROWS.map((one) => line(shell, one, hard && !soft)).join(''));
    return 0;
  }
  if (asked.length === 0)
    asked.push({ row: ROWS.find((one) => one.letter === 'f')!, ...(args[i] === undefined ? {} : { value: args[i]! }) });
  let status = 0;
  for (const { row: one, value } of asked) {
    if (value !== undefined) status = change(shell, one, value, hard, soft) || status;
    else shell.write(1, asked.length > 1 ? line(shell, one, hard && !soft) : `${shown(shell, one, hard && !soft)}\n`);
  }
  return status;
};

export const limitBuiltins = { ulimit };
