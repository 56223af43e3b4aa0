import type { Stat } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { humanSize } from '../command/numbers';
import { isTerminal, type Io, type Task } from '../command/stdio';
import { globPattern } from '../find/glob';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { Accounts } from './accounts';
import { colorize } from './ls-colors';
import { join, statOrUndefined } from './paths';

const USAGE =
  'usage: tree [-acdfghilnpqrstuvxACDFQNSUX] [-L level [-R]] [-H  baseHREF]\n\t[-T title] [-o filename] [-P pattern] [-I pattern] [--gitignore]\n\t[--gitfile[=]file] [--matchdirs] [--metafirst] [--ignore-case]\n\t[--nolinks] [--hintro[=]file] [--houtro[=]file] [--inodes] [--device]\n\t[--sort[=]<name>] [--dirsfirst] [--filesfirst] [--filelimit #] [--si]\n\t[--du] [--prune] [--charset X] [--timefmt[=]format] [--fromfile]\n\t[--fromtabfile] [--fflinks] [--info] [--infofile[=]file] [--noreport]\n\t[--version] [--help] [--] [directory ...]\n';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
  readonly target?: string;
  readonly isDirectory: boolean;
  children: Entry[];
}

export const tree: Command = {
  name: 'tree',
  options:
    'a d f F g h i l n p q r s t u v x A C D J L: P: I: N Q S U X c o: R ignore-case matchdirs dirsfirst filesfirst noreport prune du si inodes sort: filelimit: charset: timefmt: nolinks',
  version: 'tree v2.1.1 © 1996 - 2023 by Steve Baker, Thomas Moore, Francesc Rocher, Florian Sesser, Kyosuke Tokoro',
  usage: USAGE,
  *run(io, options, sys) {
    const depthText = options.value('L');
    if (depthText !== undefined && !(Number(depthText) >= 1)) throw new Fatal('Invalid level, must be greater than 0.');
    const depth = Number(depthText ?? Infinity);
    const ignoreCase = options.has('ignore-case');
    const globs = (name: string) =>
      options
        .values(name)
        .flatMap((list) => list.split('|'))
        .map((glob) => globPattern(glob, ignoreCase));
    const wanted = globs('P');
    const unwanted = globs('I');
    const limit = Number(options.value('filelimit') ?? Infinity);
    const count = { directories: 0, files: 0, bytes: 0 };
    let seen = 0;
    const childrenOf = (path: string, level: number): Entry[] | undefined => {
      let names: readonly string[];
      try {
        names = sys.readdir(path);
      } catch {
        return undefined;
      }
      const out: Entry[] = [];
      for (const name of names) {
        if (name.startsWith('.') && !options.has('a')) continue;
        if (unwanted.some((glob) => glob.test(name))) continue;
        if (++seen > 200_000) break;
        const full = join(path, name);
        const stat = sys.lstat(full);
        const target = stat.type === 'link' ? sys.readlink(full) : undefined;
        const real = stat.type === 'link' ? statOrUndefined(sys, full) : stat;
        const isDirectory = real?.type === 'dir';
        if (options.has('d') && !isDirectory) continue;
        if (!isDirectory && wanted.length && !wanted.some((glob) => glob.test(name))) continue;
        const enters = stat.type === 'dir' || (isDirectory && options.has('l') && level < 40);
        const children = enters && level < depth ? (childrenOf(full, level + 1) ?? []) : [];
        if (options.has('prune') && isDirectory && children.length === 0 && level < depth) continue;
        out.push({ name, path: full, stat, ...(target === undefined ? {} : { target }), isDirectory, children });
      }
      return out.sort(orderOf((...n) => options.has(...n), options.value('sort')));
    };
    const roots = options.operands.length ? options.operands : ['.'];
    const paint = options.has('C') || (isTerminal(sys, 1) && !options.has('n'));
    const accounts = new Accounts(sys);
    const marks =
      options.value('charset') !== undefined && !/utf/i.test(options.value('charset')!)
        ? ['|-- ', '`-- ', '|   ']
        : ['├── ', '└── ', '│\u00a0\u00a0 '];
    const shown = (entry: Entry, whole: boolean): string => {
      const base = whole ? entry.path : entry.name;
      const quoted = options.has('Q') ? `"${base}"` : base;
      const colored = paint
        ? colorize(quoted, entry.stat, entry.target === undefined ? undefined : statOrUndefined(sys, entry.path))
        : quoted;
      const mark = options.has('F')
        ? entry.target !== undefined
          ? ''
          : entry.isDirectory
            ? '/'
            : entry.stat.type === 'fifo'
              ? '|'
              : entry.stat.mode & 0o111
                ? '*'
                : ''
        : '';
      const notes = notesOf(entry);
      return `${notes ? `[${notes}]  ` : ''}${colored}${mark}${entry.target === undefined ? '' : ` -> ${entry.target}`}`;
    };
    const notesOf = ({ stat }: Entry): string => {
      const parts: string[] = [];
      if (options.has('inodes')) parts.push(String(stat.ino).padStart(7));
      if (options.has('p')) parts.push(modeText(stat));
      if (options.has('u')) parts.push((accounts.userName(stat.uid) ?? String(stat.uid)).padEnd(8));
      if (options.has('g')) parts.push((accounts.groupName(stat.gid) ?? String(stat.gid)).padEnd(8));
      if (options.has('h') || options.has('si')) parts.push(humanSize(stat.size, options.has('si') ? 1000 : 1024).padStart(4));
      else if (options.has('s')) parts.push(String(stat.size).padStart(11));
      if (options.has('D')) parts.push(strftime(options.value('timefmt') ?? '%b %e %H:%M', stat.mtime, timeZone(sys)));
      return parts.join(' ');
    };
    const draw = function* (entries: readonly Entry[], indent: string): Task<void> {
      for (const [i, entry] of entries.entries()) {
        const last = i === entries.length - 1;
        if (entry.isDirectory) count.directories++;
        else count.files++;
        count.bytes += entry.stat.size;
        const lead = options.has('i') ? '' : indent + marks[last ? 1 : 0];
        const many = entry.children.length > limit ? `  [${entry.children.length} entries exceeds filelimit, not opening dir]` : '';
        yield* io.print(`${lead}${shown(entry, options.has('f'))}${many}\n`);
        if (!many) yield* draw(entry.children, `${indent}${last ? '    ' : marks[2]}`);
      }
    };
    let failed = false;
    if (options.has('J')) {
      const all: object[] = [];
      for (const root of roots)
        all.push({ type: 'directory', name: root, contents: (childrenOf(root, 1) ?? []).map((one) => json(one, count)) });
      yield* printJson(io, all, options.has('noreport') ? undefined : count);
      return 0;
    }
    for (const root of roots) {
      const stat = statOrUndefined(sys, root);
      const children = stat?.type === 'dir' ? childrenOf(root, 1) : undefined;
      if (!children) {
        failed = true;
        yield* io.print(`${root}  [error opening dir]\n`);
        continue;
      }
      yield* io.print(`${shown({ name: root, path: root, stat: stat!, isDirectory: true, children }, false)}\n`);
      yield* draw(children, '');
    }
    // The directories that were named count, but for the current one's own line.
    const directories = count.directories + (failed && count.directories === 0 ? 0 : roots.length);
    if (!options.has('noreport')) {
      const text = `${directories} director${directories === 1 ? 'y' : 'ies'}`;
      yield* io.print(`\n${text}${options.has('d') ? '' : `, ${count.files} file${count.files === 1 ? '' : 's'}`}\n`);
    }
    return failed ? 2 : 0;
  },
};

function modeText({ type, mode }: Stat): string {
  const letters = [...'rwxrwxrwx'].map((letter, i) => (mode & (0o400 >> i) ? letter : '-'));
  if (mode & 0o4000) letters[2] = letters[2] === 'x' ? 's' : 'S';
  if (mode & 0o2000) letters[5] = letters[5] === 'x' ? 's' : 'S';
  if (mode & 0o1000) letters[8] = letters[8] === 'x' ? 't' : 'T';
  return { file: '-', dir: 'd', link: 'l', fifo: 'p', char: 'c', block: 'b', socket: 's' }[type] + letters.join('');
}

function orderOf(has: (...names: string[]) => boolean, sort: string | undefined): (a: Entry, b: Entry) => number {
  const by = has('U') ? 'none' : has('t') ? 'mtime' : has('c') ? 'ctime' : (sort ?? 'name');
  const first = has('dirsfirst') ? -1 : has('filesfirst') ? 1 : 0;
  return (a, b) => {
    if (first && a.isDirectory !== b.isDirectory) return a.isDirectory ? first : -first;
    const names = a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
    const result =
      by === 'none'
        ? 0
        : by === 'mtime'
          ? a.stat.mtime - b.stat.mtime || names
          : by === 'ctime'
            ? a.stat.ctime - b.stat.ctime || names
            : by === 'size'
              ? b.stat.size - a.stat.size || names
              : names;
    return has('r') ? -result : result;
  };
}

function json(entry: Entry, count: { directories: number; files: number }): object {
  if (entry.isDirectory) count.directories++;
  else count.files++;
  const type = entry.target !== undefined ? 'link' : entry.isDirectory ? 'directory' : entry.stat.type;
  const target = entry.target === undefined ? {} : { target: entry.target };
  return {
    type,
    name: entry.name,
    ...target,
    ...(type === 'directory' ? { contents: entry.children.map((one) => json(one, count)) } : {}),
  };
}

function* printJson(io: Io, roots: readonly object[], count: { directories: number; files: number } | undefined): Task<void> {
  const lines = (node: Record<string, unknown>, indent: string): string => {
    const head = `${indent}{${['type', 'name', 'target']
      .filter((key) => key in node)
      .map((key) => `"${key}":${JSON.stringify(node[key])}`)
      .join(',')}`;
    const contents = node.contents as Record<string, unknown>[] | undefined;
    if (!contents) return `${head}}`;
    if (contents.length === 0) return `${head},"contents":[\n${indent}]}`;
    return `${head},"contents":[\n${contents.map((one) => lines(one, `${indent}  `)).join(',\n')}\n${indent}]}`;
  };
  const report = count ? `\n,\n  {"type":"report","directories":${count.directories + 1},"files":${count.files}}` : '';
  yield* io.print(`[\n${roots.map((one) => lines(one as Record<string, unknown>, '  ')).join(',\n')}${report}\n]\n`);
}
