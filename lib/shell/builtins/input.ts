import type { Step } from '@/lib/hosts/process/program';
import { Errno } from '@/lib/hosts/process/sys';
import type { BuiltinFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { arrayOf, LineAbandoned, ShellError } from '../state/variables';
import { readOptions } from './arguments';
import type { Builtin } from './table';

const READ_USAGE =
  'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]';
const MOST_INPUT = 4 * 1024 * 1024;

interface ReadData {
  names: string[];
  raw: boolean;
  array?: string;
  delimiter: string;
  most?: number;
  exact: boolean;
  until?: number;
  fd: number;
  text: string;
  /** Characters that a backslash took the meaning from: their places in `text`. */
  quoted: number[];
  escaped: boolean;
  silent: boolean;
}

const read: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'ersa:d:i:n:N:p:t:u:', READ_USAGE);
  if (flags.u !== undefined && !/^\d+$/.test(flags.u)) throw new ShellError(`${flags.u}: invalid file descriptor specification`);
  const count = flags.N ?? flags.n;
  if (count !== undefined && !/^\d+$/.test(count)) throw new ShellError(`${count}: invalid number`);
  const fd = flags.u === undefined ? 0 : Number(flags.u);
  const bad = rest.find((name) => !/^[A-Za-z_]\w*(\[.*\])?$/.test(name));
  if (bad !== undefined) throw new ShellError(`\`${bad}': not a valid identifier`);
  if (!shell.isOpen(fd)) throw new ShellError(`${fd}: invalid file descriptor: Bad file descriptor`);
  const terminal = shell.sys.isatty(fd);
  if (flags.p !== undefined && terminal) shell.write(2, flags.p);
  if (flags.t !== undefined && !/^\d*\.?\d*$/.test(flags.t)) throw new ShellError(`${flags.t}: invalid timeout specification`);
  // Only asks whether there is something to read.
  if (flags.t !== undefined && Number(flags.t) === 0) {
    const ready = shell.sys.read(fd, 0);
    return ready === null || typeof ready === 'string' ? 0 : 1;
  }
  const silent = 's' in flags && terminal;
  if (silent || (terminal && ('n' in flags || 'N' in flags))) shell.sys.ttyMode(fd, silent ? { echo: false } : { canonical: false });
  const data: ReadData = {
    names: rest,
    raw: 'r' in flags,
    delimiter: flags.d === undefined ? '\n' : (flags.d[0] ?? '\0'),
    exact: 'N' in flags,
    fd,
    text: '',
    quoted: [],
    escaped: false,
    silent,
    ...(flags.a === undefined ? {} : { array: flags.a }),
    ...(flags.n === undefined && flags.N === undefined ? {} : { most: Number(flags.N ?? flags.n) }),
    ...(flags.t === undefined ? {} : { until: shell.sys.now() + Number(flags.t) * 1000 }),
  };
  shell.push({ k: 'builtin', s: -1, n: 0, name: 'read', args: [], stage: 'read', data: data as unknown as Record<string, unknown> });
};

export function stepReadBuiltin(shell: Shell, frame: BuiltinFrame): Step | void {
  const data = frame.data as unknown as ReadData;
  for (let i = 0; i < 2000; i++) {
    if (data.most !== undefined && [...data.text].length >= data.most) return finish(shell, data, 0);
    let c: string | null | { readonly wait: readonly string[] };
    try {
      c = shell.sys.read(data.fd, 1);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      shell.complain(`read: read error: ${data.fd}: ${error.message}`);
      return finish(shell, data, 1);
    }
    if (c === null) return finish(shell, data, 1);
    if (typeof c !== 'string') {
      if (data.until !== undefined && shell.sys.now() >= data.until) return finish(shell, data, 142);
      return { wait: { channels: [...c.wait, shell.sys.signalChannel()], ...(data.until === undefined ? {} : { until: data.until }) } };
    }
    if (data.escaped) {
      data.escaped = false;
      if (c !== '\n') {
        data.quoted.push(data.text.length);
        data.text += c;
      }
    } else if (c === '\\' && !data.raw) data.escaped = true;
    else if (c === data.delimiter && !data.exact) return finish(shell, data, 0);
    else if (c !== '\0') data.text += c;
    if (data.text.length > MOST_INPUT) return finish(shell, data, 1);
  }
}

function finish(shell: Shell, data: ReadData, status: number): void {
  shell.pop();
  if (shell.sys.isatty(data.fd)) shell.sys.ttyMode(data.fd, { echo: true, canonical: true });
  shell.state.status = status;
  const { text } = data;
  const ifs = shell.variables.value('IFS') ?? ' \t\n';
  if (data.array !== undefined) {
    shell.variables.put(data.array, { array: arrayOf(divide(text, data.quoted, ifs, Infinity)) });
    return;
  }
  const set = (word: string, value: string) => {
    const element = /^(\w+)\[(.*)\]$/.exec(word);
    try {
      shell.variables.assign(element ? element[1]! : word, value, element ? { index: element[2]! } : {});
    } catch (error) {
      if (!(error instanceof ShellError) || error instanceof LineAbandoned) throw error;
      shell.complain(error.message);
      shell.state.status = 1;
    }
  };
  if (data.names.length === 0) return set('REPLY', text);
  if (data.exact) {
    data.names.forEach((name, i) => set(name, i === 0 ? text : ''));
    return;
  }
  const fields = divide(text, data.quoted, ifs, data.names.length);
  data.names.forEach((name, i) => set(name, fields[i] ?? ''));
}

/** Splits a line by IFS into at most `most` fields; the last one takes the rest. */
export function divide(text: string, quoted: readonly number[], ifs: string, most: number): string[] {
  const out: string[] = [];
  const isQuoted = new Set(quoted);
  const blank = (i: number): boolean => !isQuoted.has(i) && ifs.includes(text[i]!) && ' \t\n'.includes(text[i]!);
  const splits = (i: number): boolean => !isQuoted.has(i) && ifs.includes(text[i]!);
  let i = 0;
  while (i < text.length && blank(i)) i++;
  while (i < text.length) {
    if (out.length === most - 1) {
      let end = text.length;
      while (end > i && blank(end - 1)) end--;
      // One separator at the end goes, when there is only one field left.
      let field = i;
      while (field < text.length && !splits(field)) field++;
      let after = field;
      while (after < text.length && blank(after)) after++;
      if (after < text.length && splits(after)) after++;
      while (after < text.length && blank(after)) after++;
      out.push(text.slice(i, after >= text.length ? field : end));
      break;
    }
    const from = i;
    while (i < text.length && !splits(i)) i++;
    out.push(text.slice(from, i));
    while (i < text.length && blank(i)) i++;
    if (i < text.length && splits(i)) {
      i++;
      while (i < text.length && blank(i)) i++;
    }
  }
  return out;
}

export const inputBuiltins = { read };
