import type { Step } from '@/lib/hosts/process/program';
import type { BuiltinFrame } from '../run/frame';
import type { Shell } from '../run/shell';
import { ShellError } from '../state/variables';
import { quoteBackslash } from '../words/quote';
import { IDENTIFIER, readOptions } from './arguments';
import type { Builtin } from './table';

const USAGE = 'mapfile: usage: mapfile [-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]';
const MOST_INPUT = 16 * 1024 * 1024;
const QUANTUM = 5000;

interface MapData {
  name: string;
  delimiter: string;
  trim: boolean;
  most: number;
  skip: number;
  origin?: number;
  fd: number;
  text: string;
  lines: string[];
  callback?: string;
  quantum: number;
  /** Next line to be assigned, once all are read. */
  at: number;
  /** The callback for the next line has run. */
  called: boolean;
}

function count(text: string | undefined, fallback: number, what: string, least = 0): number {
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text) || Number(text) < least) throw new ShellError(`${text}: invalid ${what}`);
  return Number(text);
}

const mapfile: Builtin = (shell, args) => {
  const { flags, rest } = readOptions(args, 'd:n:O:s:tu:C:c:', USAGE);
  const name = rest[0] ?? 'MAPFILE';
  const fd = count(flags.u, 0, 'file descriptor specification');
  const data: MapData = {
    name,
    delimiter: flags.d === undefined ? '\n' : (flags.d[0] ?? '\0'),
    trim: 't' in flags,
    most: count(flags.n, 0, 'line count') || Number.MAX_SAFE_INTEGER,
    skip: count(flags.s, 0, 'line count'),
    fd,
    text: '',
    lines: [],
    quantum: count(flags.c, QUANTUM, 'callback quantum', 1),
    at: 0,
    called: false,
    ...(flags.C === undefined ? {} : { callback: flags.C }),
    ...(flags.O === undefined ? {} : { origin: count(flags.O, 0, 'array origin') }),
  };
  if (!shell.isOpen(fd)) throw new ShellError(`${fd}: invalid file descriptor: Bad file descriptor`);
  if (!IDENTIFIER.test(name)) throw new ShellError(`\`${name}': not a valid identifier`);
  if (shell.variables.get(name)?.assoc) throw new ShellError(`${name}: not an indexed array`);
  shell.push({ k: 'builtin', s: -1, n: 0, name: 'mapfile', args: [], stage: 'read', data: data as unknown as Record<string, unknown> });
};

export function stepMapfile(shell: Shell, frame: BuiltinFrame): Step | void {
  const data = frame.data as unknown as MapData;
  if (frame.stage === 'assign') return assign(shell, data);
  const most = data.most + data.skip;
  const text = shell.sys.read(data.fd, data.most < Number.MAX_SAFE_INTEGER ? 1 : 65_536);
  if (text !== null && typeof text !== 'string') return { wait: { channels: [...text.wait, shell.sys.signalChannel()] } };
  data.text += text ?? '';
  if (data.text.length > MOST_INPUT) throw new ShellError('xrealloc: cannot allocate memory');
  let from = 0;
  for (let end = data.text.indexOf(data.delimiter); end >= 0 && data.lines.length < most; end = data.text.indexOf(data.delimiter, from)) {
    data.lines.push(data.text.slice(from, data.trim ? end : end + 1));
    from = end + 1;
  }
  data.text = data.text.slice(from);
  if (text !== null && data.lines.length < most) return;
  if (text === null && data.text !== '' && data.lines.length < most) data.lines.push(data.text);
  data.lines = data.lines.slice(data.skip);
  if (data.origin === undefined) shell.variables.put(data.name, { ...flagsOf(shell, data.name), array: new Map() });
  frame.stage = 'assign';
}

function flagsOf(shell: Shell, name: string): object {
  const { value: _, array: __, blank: ___, ...flags } = shell.variables.raw(name) ?? {};
  return flags;
}

/** Stores the lines; a callback is run before every quantum-th one. */
function assign(shell: Shell, data: MapData): void {
  const to =
    data.callback === undefined ? data.lines.length : Math.min(data.lines.length, nextCall(data) + (data.called ? data.quantum : 0));
  data.called = false;
  const array = new Map(shell.variables.get(data.name)?.array ?? []);
  for (; data.at < to; data.at++) array.set(data.at + (data.origin ?? 0), data.lines[data.at]!);
  shell.variables.put(data.name, { ...flagsOf(shell, data.name), array });
  if (data.at >= data.lines.length) {
    shell.pop();
    shell.state.status = 0;
    return;
  }
  const line = data.lines[data.at]!;
  const index = data.at + (data.origin ?? 0);
  data.called = true;
  const s = shell.addSource({ text: `${data.callback} ${index} ${quoteBackslash(line)}`, file: '', line: shell.state.line });
  shell.push({ k: 'read', s, n: 0, i: 0 });
}

/** Index of the line before which the callback runs next. */
function nextCall(data: MapData): number {
  return Math.ceil((data.at + 1) / data.quantum) * data.quantum - 1;
}

export const mapfileBuiltins = { mapfile, readarray: mapfile };
