import { Errno } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import { Exit, Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { Input, strerror, type Io, type Task } from '../command/stdio';

export const xargs: Command = {
  name: 'xargs',
  options:
    '0,null a,arg-file: d,delimiter: E: e,eof:: I: i,replace:: L: l,max-lines:: n,max-args: o,open-tty P,max-procs: p,interactive r,no-run-if-empty s,max-chars: show-limits t,verbose x,exit process-slot-var:',
  settings: { stopAtOperand: true },
  usage:
    'Usage: xargs [OPTION]... COMMAND [INITIAL-ARGS]...\nRun COMMAND with arguments INITIAL-ARGS and more arguments read from input.\n',
  version: 'xargs (GNU findutils) 4.9.0',
  *run(io, options, sys) {
    const command = options.operands.length ? [...options.operands] : ['echo'];
    for (const letter of ['n', 'L', 'P', 's'] as const) checkNumber(letter, options.value(letter), letter === 'P' ? 0 : 1);
    checkNumber('l', options.value('l'), 1);
    const delimiter = options.has('0') ? '\0' : options.has('d') ? delimiterOf(options.value('d')!) : undefined;
    const argFile = options.value('a') ?? '-';
    let input: Input;
    try {
      input = io.open(argFile);
    } catch (error) {
      throw new Fatal(`Cannot open input file ${localeQuote(argFile)}: ${strerror(error)}`);
    }
    let text = yield* input.rest();
    const last = options.last('E', 'e');
    const end = last === undefined ? undefined : options.value(last);
    if (end !== undefined && end !== '' && delimiter === undefined) text = untilEnd(text, end);
    const replace = options.has('i') ? (options.value('i') ?? '{}') : options.value('I');
    let groups: string[][];
    if (delimiter !== undefined) {
      const items = text.split(delimiter);
      if (items.at(-1) === '') items.pop();
      groups = replace !== undefined ? items.map((i) => [i]) : chunk(items, Number(options.value('n') ?? 0));
    } else if (replace !== undefined) {
      groups = text
        .split('\n')
        .map((line) => line.replace(/^[ \t]+/, ''))
        .filter(Boolean)
        .map((line) => [words(line).join(' ')]);
    } else if (options.has('L', 'l')) {
      const most = Number(options.value(options.last('L', 'l')!) ?? 1);
      groups = chunk(logicalLines(text), most).map((some) => some.flatMap(words));
    } else groups = chunk(words(text), Number(options.value('n') ?? 0));
    if (groups.length === 0 && !options.has('r') && replace === undefined) groups = [[]];
    let code = 0;
    for (const group of groups) {
      const argv = replace !== undefined ? command.map((word) => word.replaceAll(replace, group[0]!)) : [...command, ...group];
      if (options.has('p')) {
        yield* io.stderr(`${argv.join(' ')}?...`);
        if (!(yield* agreed(io))) continue;
      } else if (options.has('t')) yield* io.stderr(`${argv.join(' ')}\n`);
      yield* io.flush();
      let pid: number;
      const devNull = sys.exists('/dev/null') ? sys.open('/dev/null', { read: true }) : 0;
      try {
        pid = sys.spawn({ argv, fds: { 0: devNull, 1: 1, 2: 2 } });
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        throw new Fatal(`${argv[0]}: ${error.message}`, error.code === 'ENOENT' ? 127 : 126);
      } finally {
        if (devNull > 2) sys.close(devNull);
      }
      const status = yield* waitFor(io, pid);
      if (status.signal) throw new Fatal(`${argv[0]}: terminated by signal ${status.code - 128}`, 125);
      if (status.code === 255) throw new Fatal(`${argv[0]}: exited with status 255; aborting`, 124);
      if (status.code !== 0) code = 123;
    }
    return code;
  },
};

function chunk<T>(items: readonly T[], size: number): T[][] {
  if (items.length === 0) return [];
  const most = size > 0 ? size : 5000;
  const out: T[][] = [];
  for (let at = 0; at < items.length; at += most) out.push(items.slice(at, at + most));
  return out;
}

/** Lines as -L counts them: without empty ones, and one that ends in a blank goes on in the next. */
function logicalLines(text: string): string[] {
  const out: string[] = [];
  let open = false;
  for (const line of text.split('\n')) {
    if (!line.trim() && !open) continue;
    if (open) out[out.length - 1] += ` ${line}`;
    else out.push(line);
    open = /[ \t]$/.test(line);
  }
  return out;
}

/** What stands before the logical end of the input. */
function untilEnd(text: string, end: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.trim() === end);
  return at < 0 ? text : lines.slice(0, at).join('\n');
}

function checkNumber(letter: string, text: string | undefined, least: number): void {
  if (text === undefined) return;
  if (!/^[-+]?\d+$/.test(text)) throw new UsageError(`invalid number "${text}" for -${letter} option`);
  if (Number(text) < least) throw new UsageError(`value ${Number(text)} for -${letter} option should be >= ${least}`);
}

const ESCAPES: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

function delimiterOf(text: string): string {
  if ([...text].length === 1) return text;
  const [, hex, octal, letter] = /^\\(?:x([\da-fA-F]{1,2})|([0-7]{1,3})|(.))$/.exec(text) ?? [];
  if (hex !== undefined) return String.fromCharCode(parseInt(hex, 16));
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
  if (letter !== undefined && ESCAPES[letter]) return ESCAPES[letter];
  throw new Fatal(
    `Invalid input delimiter specification ${text}: the delimiter must be either a single character or an escape sequence starting with \\.`,
  );
}

/** Asks the terminal whether to run a command. */
function* agreed(io: Io): Task<boolean> {
  let tty: Input;
  try {
    tty = new Input(io, io.sys.open('/dev/tty', { read: true }));
  } catch (error) {
    yield* io.error(`failed to open /dev/tty for reading: ${strerror(error)}`);
    throw new Exit(1);
  }
  const answer = yield* tty.line();
  tty.close();
  return /^[yY]/.test(answer ?? '');
}

/** Splits at blanks and newlines, with quotes and backslashes as xargs reads them. */
function words(text: string): string[] {
  const out: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === "'" || c === '"') {
      const end = text.indexOf(c, i + 1);
      const line = text.indexOf('\n', i);
      if (end < 0 || (line >= 0 && line < end)) {
        throw new Fatal(
          `unmatched ${c === "'" ? 'single' : 'double'} quote; by default quotes are special to xargs unless you use the -0 option`,
        );
      }
      word = (word ?? '') + text.slice(i + 1, end);
      i = end;
    } else if (c === '\\') word = (word ?? '') + (text[++i] ?? '');
    else if (/\s/.test(c)) {
      if (word !== undefined) out.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (word !== undefined) out.push(word);
  return out;
}
