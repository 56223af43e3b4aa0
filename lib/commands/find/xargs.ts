import { Errno } from '@/lib/hosts/process/sys';
import { waitFor } from '../command/child';
import { Fatal, type Command } from '../command/command';

export const xargs: Command = {
  name: 'xargs',
  options:
    '0,null a,arg-file: d,delimiter: E: e:: I: i:: L,max-lines: l:: n,max-args: o,open-tty P,max-procs: p,interactive r,no-run-if-empty s,max-chars: t,verbose x,exit',
  settings: { stopAtOperand: true },
  usage:
    'Usage: xargs [OPTION]... COMMAND [INITIAL-ARGS]...\nRun COMMAND with arguments INITIAL-ARGS and more arguments read from input.\n',
  version: 'xargs (GNU findutils) 4.9.0',
  *run(io, options, sys) {
    const command = options.operands.length ? [...options.operands] : ['echo'];
    const input = io.open(options.value('a') ?? '-');
    const text = yield* input.rest();
    const replace = options.has('i') ? (options.value('i') ?? '{}') : options.value('I');
    const delimiter = options.has('0') ? '\0' : options.value('d')?.replace(/^\\n$/, '\n').replace(/^\\t$/, '\t').replace(/^\\0$/, '\0');
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
    } else if (options.has('L')) {
      const lines = text.split('\n').filter((line) => line.trim());
      groups = chunk(lines, Number(options.value('L'))).map((some) => some.flatMap(words));
    } else groups = chunk(words(text), Number(options.value('n') ?? 0));
    if (groups.length === 0 && !options.has('r') && replace === undefined) groups = [[]];
    let code = 0;
    for (const group of groups) {
      const argv = replace !== undefined ? command.map((word) => word.replaceAll(replace, group[0]!)) : [...command, ...group];
      if (options.has('t')) yield* io.stderr(`${argv.join(' ')}\n`);
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
