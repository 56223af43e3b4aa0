import type { Stat } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { type Options, UsageError } from '../command/getopt';
import { strerror, type Io, type Task } from '../command/stdio';
import { baseName, join } from '../files/paths';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { changesOf, type Change } from './diff-lines';

interface Side {
  readonly path: string;
  readonly lines: readonly string[];
  /** Whether the last line has its newline. */
  readonly ended: boolean;
  readonly mtime: number;
}

export const diff: Command = {
  name: 'diff',
  options:
    'u U,unified: c C,context: q,brief s,report-identical-files i,ignore-case w,ignore-all-space b,ignore-space-change B,ignore-blank-lines Z,ignore-trailing-space r,recursive N,new-file a,text y,side-by-side color:: L,label: x,exclude: d,minimal normal p,show-c-function t,expand-tabs strip-trailing-cr W,width: suppress-common-lines',
  version: 'diff (GNU diffutils) 3.10',
  usage: 'Usage: diff [OPTION]... FILES\nCompare FILES line by line.\n',
  usageStatus: 2,
  refusal: "diff: Try 'diff --help' for more information.\n",
  prepare: (args) => args.map((a) => (a === '--unified' ? '-u' : a === '--context' ? '-c' : a)),
  *run(io, options) {
    const [a, b, extra] = options.operands;
    if (a === undefined) throw new UsageError(`missing operand after 'diff'`);
    if (b === undefined) throw new UsageError(`missing operand after '${a}'`);
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
    if (options.has('c', 'C', 'y')) {
      yield* io.error('context and side-by-side formats are not simulated here (use -u)');
      return 2;
    }
    return yield* compare(io, options, a, b, false);
  },
};

function* statOf(io: Io, options: Options, path: string): Task<Stat | 'stdin' | 'absent' | undefined> {
  if (path === '-') return 'stdin';
  try {
    return io.sys.stat(path);
  } catch (error) {
    if (options.has('N')) return 'absent';
    yield* io.error(`${path}: ${strerror(error)}`);
    return undefined;
  }
}

const isDir = (stat: Stat | 'stdin' | 'absent') => typeof stat === 'object' && stat.type === 'dir';

function* compare(io: Io, options: Options, a: string, b: string, nested: boolean): Task<number> {
  const statA = yield* statOf(io, options, a);
  const statB = yield* statOf(io, options, b);
  if (!statA || !statB) return 2;
  if (isDir(statA) && isDir(statB)) return yield* compareDirectories(io, options, a, b);
  if (isDir(statA) !== isDir(statB) && statA !== 'absent' && statB !== 'absent') {
    if (nested) {
      const kind = (s: typeof statA) => (isDir(s) ? 'directory' : 'regular file');
      yield* io.print(`File ${a} is a ${kind(statA)} while file ${b} is a ${kind(statB)}\n`);
      return 1;
    }
    return yield* isDir(statA)
      ? compare(io, options, join(a, baseName(b)), b, nested)
      : compare(io, options, a, join(b, baseName(a)), nested);
  }
  const sides: Side[] = [];
  const texts: string[] = [];
  for (const [path, stat] of [
    [a, statA],
    [b, statB],
  ] as const) {
    let text = '';
    try {
      if (stat !== 'absent') text = yield* io.open(path).rest();
    } catch (error) {
      yield* io.error(`${path}: ${strerror(error)}`);
      return 2;
    }
    texts.push(text);
    const ended = text === '' || text.endsWith('\n');
    const lines = text === '' ? [] : (ended ? text.slice(0, -1) : text).split('\n');
    sides.push({ path, lines, ended, mtime: typeof stat === 'object' ? stat.mtime : stat === 'stdin' ? io.sys.now() : 0 });
  }
  const [left, right] = sides as [Side, Side];
  if (texts.some((text) => text.includes('\0')) && !options.has('a')) {
    if (texts[0] === texts[1]) return 0;
    yield* io.print(`Binary files ${a} and ${b} differ\n`);
    return 1;
  }
  const key = keyOf(options);
  // A last line without its newline differs from the same line with one.
  const keys = (side: Side) =>
    side.lines.map((line, i) => key(line) + (i === side.lines.length - 1 && !side.ended && !options.has('w', 'b', 'Z') ? '\0' : ''));
  let changes = changesOf(keys(left), keys(right));
  if (options.has('B'))
    changes = changes.filter((c) =>
      [...left.lines.slice(c.aFrom, c.aTo), ...right.lines.slice(c.bFrom, c.bTo)].some((line) => line !== ''),
    );
  if (changes.length === 0) {
    if (options.has('s')) yield* io.print(`Files ${a} and ${b} are identical\n`);
    return 0;
  }
  if (options.has('q')) {
    yield* io.print(`Files ${a} and ${b} differ\n`);
    return 1;
  }
  if (nested)
    yield* io.print(
      `diff ${options.given
        .filter((g) => g.name.length === 1 && g.name !== 'x')
        .map((g) => `-${g.name}${g.value ?? ''}`)
        .join(' ')} ${a} ${b}\n`,
    );
  yield* io.print(options.has('u', 'U') ? unified(io, options, left, right, changes) : normal(left, right, changes));
  return 1;
}

function keyOf(options: Options): (line: string) => string {
  return (line) => {
    let text = options.has('strip-trailing-cr') ? line.replace(/\r$/, '') : line;
    if (options.has('w')) text = text.replace(/\s+/g, '');
    else if (options.has('b')) text = text.replace(/\s+$/, '').replace(/\s+/g, ' ');
    else if (options.has('Z')) text = text.replace(/\s+$/, '');
    return options.has('i') ? text.toLowerCase() : text;
  };
}

const NO_NEWLINE = '\\ No newline at end of file\n';

function lineText(side: Side, i: number, mark: string): string {
  return `${mark}${side.lines[i]}\n${i === side.lines.length - 1 && !side.ended ? NO_NEWLINE : ''}`;
}

function normal(a: Side, b: Side, changes: readonly Change[]): string {
  let out = '';
  const span = (from: number, to: number) => (to - from > 1 ? `${from + 1},${to}` : to === from ? String(from) : String(from + 1));
  for (const c of changes) {
    const letter = c.aFrom === c.aTo ? 'a' : c.bFrom === c.bTo ? 'd' : 'c';
    out += `${span(c.aFrom, c.aTo)}${letter}${span(c.bFrom, c.bTo)}\n`;
    for (let i = c.aFrom; i < c.aTo; i++) out += lineText(a, i, '< ');
    if (letter === 'c') out += '---\n';
    for (let i = c.bFrom; i < c.bTo; i++) out += lineText(b, i, '> ');
  }
  return out;
}

function unified(io: Io, options: Options, a: Side, b: Side, changes: readonly Change[]): string {
  const around = Number(options.value('U') ?? 3);
  const labels = options.values('L');
  const head = (side: Side, label: string | undefined) =>
    label ?? `${side.path}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', side.mtime, timeZone(io.sys))}`;
  let out = `--- ${head(a, labels[0])}\n+++ ${head(b, labels[1])}\n`;
  const span = (from: number, count: number) => (count === 1 ? String(from + 1) : `${count === 0 ? from : from + 1},${count}`);
  for (let n = 0; n < changes.length;) {
    const group = [changes[n++]!];
    while (n < changes.length && changes[n]!.aFrom - group.at(-1)!.aTo <= 2 * around) group.push(changes[n++]!);
    const first = group[0]!;
    const last = group.at(-1)!;
    const lead = Math.min(around, first.aFrom);
    const trail = Math.min(around, a.lines.length - last.aTo);
    const [aStart, bStart] = [first.aFrom - lead, first.bFrom - lead];
    out += `@@ -${span(aStart, last.aTo + trail - aStart)} +${span(bStart, last.bTo + trail - bStart)} @@\n`;
    let at = aStart;
    for (const c of group) {
      for (; at < c.aFrom; at++) out += lineText(a, at, ' ');
      for (; at < c.aTo; at++) out += lineText(a, at, '-');
      for (let j = c.bFrom; j < c.bTo; j++) out += lineText(b, j, '+');
    }
    for (; at < last.aTo + trail; at++) out += lineText(a, at, ' ');
  }
  return out;
}

function* compareDirectories(io: Io, options: Options, a: string, b: string): Task<number> {
  const excluded = options.values('x').map(
    (p) =>
      new RegExp(
        `^${p
          .replace(/[.+^${}()|\\]/g, '\\$&')
          .replace(/\*/g, '.*')
          .replace(/\?/g, '.')}$`,
      ),
  );
  const names = (dir: string) => io.sys.readdir(dir).filter((name) => !excluded.some((p) => p.test(name)));
  const [left, right] = [new Set(names(a)), new Set(names(b))];
  let code = 0;
  for (const name of [...new Set([...left, ...right])].sort()) {
    if (left.has(name) && right.has(name)) {
      const [x, y] = [join(a, name), join(b, name)];
      if (!options.has('r') && io.sys.stat(x).type === 'dir' && io.sys.stat(y).type === 'dir')
        yield* io.print(`Common subdirectories: ${x} and ${y}\n`);
      else code = Math.max(code, yield* compare(io, options, x, y, true));
    } else if (options.has('N')) code = Math.max(code, yield* compare(io, options, join(a, name), join(b, name), true));
    else {
      yield* io.print(`Only in ${left.has(name) ? a : b}: ${name}\n`);
      code = Math.max(code, 1);
    }
  }
  return code;
}
