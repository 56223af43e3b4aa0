import { Fatal, type Command } from '../command/command';
import { choose } from '../command/choice';
import { type Options, UsageError } from '../command/getopt';
import { localeQuote } from '../command/quote';
import { isTerminal, strerror, type Io, type Task } from '../command/stdio';
import { baseName, isDirectory, join, statOrUndefined } from '../files/paths';
import { byteLength } from '@/lib/hosts/text';
import { globPattern } from '../find/glob';
import { colorsOf, type Colors } from './colors';
import { Matcher } from './matcher';

interface How {
  readonly matcher: Matcher;
  readonly invert: boolean;
  readonly count: boolean;
  readonly list: 'with' | 'without' | undefined;
  readonly only: boolean;
  readonly quiet: boolean;
  readonly numbers: boolean;
  readonly offsets: boolean;
  readonly names: boolean;
  readonly most: number;
  readonly before: number;
  readonly after: number;
  /** Codes by capability of GREP_COLORS; undefined: no colour. */
  readonly color: Colors | undefined;
  readonly grouped: boolean;
  readonly skipBinary: boolean;
  readonly tabbed: boolean;
  readonly end: string;
  readonly text: boolean;
  readonly silent: boolean;
  readonly label: string;
  readonly nul: boolean;
  readonly separator: string | undefined;
}

const OPTIONS =
  'E,extended-regexp F,fixed-strings G,basic-regexp P,perl-regexp e,regexp: f,file: i,y,ignore-case no-ignore-case w,word-regexp x,line-regexp z,null-data s,no-messages v,invert-match V m,max-count: b,byte-offset n,line-number line-buffered H,with-filename h,no-filename label: o,only-matching q,quiet,silent binary-files: a,text I d,directories: D,devices: r,recursive R,dereference-recursive u,unix-byte-offsets include: exclude: exclude-from: exclude-dir: L,files-without-match l,files-with-matches c,count T,initial-tab Z,null B,before-context: A,after-context: C,context: group-separator: no-group-separator color,colour:: U,binary';

const USAGE =
  "Usage: grep [OPTION]... PATTERNS [FILE]...\nSearch for PATTERNS in each FILE.\nExample: grep -i 'hello world' menu.h main.c\nPATTERNS can contain multiple patterns separated by newlines.\n";

/** grep under one of its names. */
function grepCommand(name: string, dialect?: 'E' | 'F'): Command {
  return {
    name,
    options: OPTIONS,
    usage: USAGE,
    version: `grep (GNU grep) 3.11`,
    usageStatus: 2,
    refusal: `Usage: ${name} [OPTION]... PATTERNS [FILE]...\nTry '${name} --help' for more information.\n`,
    prepare: (args) => args.flatMap((a) => (/^-\d+$/.test(a) ? ['-C', a.slice(1)] : [a])),
    *run(io, options) {
      if (options.has('V')) {
        yield* io.print(`${io.name} (GNU grep) 3.11\n`);
        return 0;
      }
      const operands = [...options.operands];
      if (options.has('u')) yield* io.error('warning: --unix-byte-offsets (-u) is obsolete');
      const patterns = yield* patternsOf(io, options, operands);
      if (!patterns) return yield* refuseUsage(io);
      const how = settings(io, options, patterns, dialect, operands);
      if (options.has('d')) choose(options.value('d')!, '--directories', [['read'], ['recurse'], ['skip']]);
      const recursive = options.has('r', 'R') || options.value('d') === 'recurse';
      if ((dialect === 'E' || options.last('E', 'F', 'G', 'P') === 'E') && patterns.some((p) => /^[*+?]/.test(p))) {
        yield* io.error(`warning: ${patterns.find((p) => /^[*+?]/.test(p))![0]} at start of expression`);
      }
      const files = operands.length ? operands : [recursive ? '.' : '-'];
      let matched = false;
      let failed = false;
      for (const file of files) {
        const result = yield* searchPath(io, file, how, options, recursive, operands.length === 0 && recursive);
        matched ||= result.matched;
        failed ||= result.failed;
        if (how.quiet && matched) return 0;
      }
      return failed ? 2 : matched ? 0 : 1;
    },
  };
}

function* refuseUsage(io: Io): Task<number> {
  yield* io.stderr(`Usage: ${io.name} [OPTION]... PATTERNS [FILE]...\nTry '${io.name} --help' for more information.\n`);
  return 2;
}

function* patternsOf(io: Io, options: Options, operands: string[]): Task<string[] | undefined> {
  const patterns: string[] = [];
  let given = false;
  for (const option of options.given) {
    if (option.name === 'e') {
      given = true;
      patterns.push(...option.value!.split('\n'));
    } else if (option.name === 'f') {
      given = true;
      const input = yield* io.tryOpen(option.value!);
      if (!input) throw new Fatal('', 2);
      const text = yield* input.rest();
      if (text) patterns.push(...text.replace(/\n$/, '').split('\n'));
    }
  }
  if (given) return patterns;
  const first = operands.shift();
  return first === undefined ? undefined : first.split('\n');
}

function settings(io: Io, options: Options, patterns: readonly string[], dialect: 'E' | 'F' | undefined, files: readonly string[]): How {
  const count = (name: string, what: string, fallback: number) => {
    const text = options.value(name);
    if (text === undefined) return fallback;
    if (!/^\d+$/.test(text)) throw new Fatal(what === 'max' ? 'invalid max count' : `${text}: invalid context length argument`, 2);
    return Number(text);
  };
  const context = count('C', 'context', 0);
  const color = options.has('color') ? (options.value('color') ?? 'always') : 'never';
  if (!/^(always|yes|force|never|no|none|auto|tty|if-tty)$/.test(color))
    throw new UsageError(`invalid argument ${localeQuote(color)} for ${localeQuote('--color')}`);
  const binary = options.last('binary-files', 'a', 'I') === 'binary-files' ? options.value('binary-files')! : 'binary';
  if (!/^(text|binary|without-match)$/.test(binary)) throw new Fatal('unknown binary-files type', 2);
  const matchers = new Set(options.given.map(({ name }) => name).filter((name) => 'EFGP'.includes(name)));
  if (matchers.size > 1) throw new Fatal('conflicting matchers specified', 2);
  const recursive = options.has('r', 'R') || options.value('d') === 'recurse';
  const last = options.last('H', 'h');
  const syntax = (options.last('E', 'F', 'G', 'P') as 'E' | 'F' | 'G' | 'P' | undefined) ?? dialect ?? 'G';
  const list = options.last('l', 'L');
  return {
    matcher: new Matcher(patterns, syntax, {
      ignoreCase: options.last('i', 'no-ignore-case') === 'i',
      words: options.has('w'),
      lines: options.has('x'),
    }),
    invert: options.has('v'),
    count: options.has('c'),
    list: list === 'l' ? 'with' : list === 'L' ? 'without' : undefined,
    only: options.has('o'),
    quiet: options.has('q'),
    numbers: options.has('n'),
    offsets: options.has('b'),
    names:
      last === 'H' ||
      (last !== 'h' && (files.length > 1 || (recursive && (files.length === 0 || files.some((file) => isDirectory(io.sys, file)))))),
    most: count('m', 'max', Infinity),
    before: count('B', 'context', context),
    after: count('A', 'context', context),
    color:
      /^(always|yes|force)$/.test(color) || (/^(auto|tty|if-tty)$/.test(color) && isTerminal(io.sys, 1))
        ? colorsOf(io.sys.env().GREP_COLORS ?? '')
        : undefined,
    grouped: options.has('A', 'B', 'C'),
    skipBinary: options.last('I', 'binary-files', 'a') === 'I' || binary === 'without-match',
    tabbed: options.has('T'),
    end: options.has('z') ? '\0' : '\n',
    text: options.has('a') || options.value('binary-files') === 'text',
    silent: options.has('s'),
    label: options.value('label') ?? '(standard input)',
    nul: options.has('Z'),
    separator: options.has('no-group-separator') ? undefined : (options.value('group-separator') ?? '--'),
  };
}

interface Found {
  matched: boolean;
  failed: boolean;
}

function* searchPath(io: Io, path: string, how: How, options: Options, recursive: boolean, bare: boolean): Task<Found> {
  const { sys } = io;
  if (path !== '-' && isDirectory(sys, path)) {
    if (recursive) return yield* searchTree(io, path, how, options, bare);
    if (options.value('d') === 'skip') return { matched: false, failed: false };
    if (!how.silent) yield* io.error(`${path}: Is a directory`);
    return { matched: false, failed: true };
  }
  const includes = options.values('include');
  if (path !== '-' && includes.length && !matchesAny(baseName(path), includes)) return { matched: false, failed: false };
  return yield* searchFile(io, path, how);
}

const matchesAny = (name: string, globs: readonly string[]) => globs.some((g) => globPattern(g).test(name));

function* searchTree(io: Io, dir: string, how: How, options: Options, bare: boolean): Task<Found> {
  const { sys } = io;
  const found: Found = { matched: false, failed: false };
  const stack = [dir];
  for (let seen = 0; stack.length > 0 && seen < 100_000; seen++) {
    const current = stack.pop()!;
    let names: readonly string[];
    try {
      names = sys.readdir(current);
    } catch (error) {
      if (!how.silent) yield* io.error(`${current}: ${strerror(error)}`);
      found.failed = true;
      continue;
    }
    const directories: string[] = [];
    for (const name of names) {
      const path = bare && current === '.' ? name : join(current, name);
      const stat = options.has('R') ? statOrUndefined(sys, path) : sys.lstat(path);
      if (!stat) {
        if (!how.silent) yield* io.error(`${path}: No such file or directory`);
        found.failed = true;
        continue;
      }
      if (stat.type === 'dir') {
        if (!matchesAny(name, options.values('exclude-dir'))) directories.push(path);
        continue;
      }
      if (stat.type !== 'file') continue;
      const includes = options.values('include');
      if (includes.length && !matchesAny(name, includes)) continue;
      if (matchesAny(name, options.values('exclude'))) continue;
      const result = yield* searchFile(io, path, how);
      found.matched ||= result.matched;
      found.failed ||= result.failed;
      if (how.quiet && found.matched) return found;
    }
    stack.push(...directories.reverse());
  }
  return found;
}

const paint = (how: How, part: keyof Colors, text: string) => {
  const code = how.color?.[part];
  return code ? `\x1b[${code}m\x1b[K${text}\x1b[m\x1b[K` : text;
};

function* searchFile(io: Io, path: string, how: How): Task<Found> {
  let input;
  try {
    input = io.open(path);
  } catch (error) {
    if (!how.silent) yield* io.error(`${path}: ${strerror(error)}`);
    return { matched: false, failed: true };
  }
  const name = path === '-' ? how.label : path;
  const print = new LinePrinter(io, name, how);
  let hits = 0;
  let binary = false;
  try {
    let after = 0;
    let lastShown = 0;
    let offset = 0;
    const held: { line: string; number: number; offset: number }[] = [];
    for (let number = 1; ; number++) {
      if (hits >= how.most && after === 0) {
        input.giveBack();
        break;
      }
      const line = yield* input.line(how.end);
      if (line === null) break;
      if (!how.text && how.end === '\n' && line.includes('\0')) {
        if (how.skipBinary) return { matched: false, failed: false };
        binary = true;
      }
      const start = offset;
      offset += how.offsets ? byteLength(line) + 1 : 0;
      const hit = hits < how.most && how.matcher.test(line) !== how.invert;
      if (hit) {
        hits++;
        if (how.quiet) return { matched: true, failed: false };
        if (how.list) break;
        if (how.count) continue;
        if (binary) {
          yield* io.flush();
          yield* io.error(`${name}: binary file matches`);
          break;
        }
        const from = held.length ? held[0]!.number : number;
        if (lastShown && from > lastShown + 1 && how.grouped && how.separator !== undefined)
          yield* io.print(`${paint(how, 'se', how.separator)}\n`);
        for (const h of held.splice(0)) if (!how.only) yield* print.line(h.line, h.number, h.offset, '-');
        yield* print.line(line, number, start, ':');
        lastShown = number;
        after = how.after;
      } else if (after > 0) {
        after--;
        if (!how.only) yield* print.line(line, number, start, '-');
        lastShown = number;
      } else if (how.before > 0) {
        held.push({ line, number, offset: start });
        if (held.length > how.before) held.shift();
      }
    }
  } catch (error) {
    if (!how.silent) yield* io.error(`${path}: ${strerror(error)}`);
    input.close();
    return { matched: false, failed: true };
  }
  input.close();
  const shownName = paint(how, 'fn', name);
  if (how.list === 'with' && hits > 0) yield* io.print(shownName + (how.nul ? '\0' : '\n'));
  else if (how.list === 'without' && hits === 0) yield* io.print(shownName + (how.nul ? '\0' : '\n'));
  else if (how.count && !how.list && !how.quiet)
    yield* io.print(`${how.names ? shownName + (how.nul ? '\0' : paint(how, 'se', ':')) : ''}${hits}\n`);
  return { matched: hits > 0, failed: false };
}

class LinePrinter {
  constructor(
    private readonly io: Io,
    private readonly name: string,
    private readonly how: How,
  ) {}

  *line(line: string, number: number, offset: number, mark: ':' | '-'): Task<void> {
    const { how } = this;
    const prefix = (at: number) => {
      let out = '';
      if (how.names) out += paint(how, 'fn', this.name) + (how.nul ? '\0' : paint(how, 'se', mark));
      if (how.numbers) out += paint(how, 'ln', String(number)) + paint(how, 'se', mark);
      if (how.offsets) out += paint(how, 'bn', String(at)) + paint(how, 'se', mark);
      if (how.tabbed && out) out += '\t';
      return out;
    };
    if (how.only) {
      if (how.invert) return;
      for (const [from, to] of how.matcher.all(line)) {
        if (to > from)
          yield* this.io.print(`${prefix(offset + byteLength(line.slice(0, from)))}${paint(how, 'ms', line.slice(from, to))}${how.end}`);
      }
      return;
    }
    let shown = line;
    if (how.color && mark === ':' && !how.invert) {
      shown = '';
      let at = 0;
      for (const [from, to] of how.matcher.all(line)) {
        if (to === from) continue;
        shown += line.slice(at, from) + paint(how, 'ms', line.slice(from, to));
        at = to;
      }
      shown += line.slice(at);
    }
    yield* this.io.print(prefix(offset) + shown + how.end);
  }
}

export const grepCommands: readonly Command[] = [grepCommand('grep'), grepCommand('egrep', 'E'), grepCommand('fgrep', 'F')];
