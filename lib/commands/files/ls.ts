import type { Stat, Sys } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { type Options, UsageError } from '../command/getopt';
import { humanSize } from '../command/numbers';
import { localeQuote, quote } from '../command/quote';
import { type Io, isTerminal, strerror, type Task } from '../command/stdio';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { compareText, compareVersions } from '../text/sort-key';
import { Accounts } from './accounts';
import { colorize } from './ls-colors';
import { columns, displayWidth } from './ls-columns';
import { join, modeText } from './paths';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
  /** Of a symbolic link: where it points, and what is there. */
  readonly link?: string;
  readonly target?: Stat;
}

interface How {
  readonly options: Options;
  readonly format: 'long' | 'columns' | 'single' | 'commas' | 'across';
  readonly color: boolean;
  readonly quoting: boolean;
  readonly width: number;
  readonly zone: string;
  readonly accounts: Accounts;
}

export const ls: Command = {
  name: 'ls',
  aliases: ['dir', 'vdir'],
  options:
    'a,all A,almost-all author b,escape block-size: B,ignore-backups c C color:: d,directory D,dired f F,classify:: file-type format: full-time g group-directories-first G,no-group h,human-readable si H,dereference-command-line hide: hyperlink:: indicator-style: i,inode I,ignore: k,kibibytes l L,dereference m n,numeric-uid-gid N,literal o p q,hide-control-chars Q,quote-name quoting-style: r,reverse R,recursive s,size S sort: time: time-style: t T,tabsize: u U v w,width: x X Z,context 1 zero',
  usage:
    'Usage: ls [OPTION]... [FILE]...\nList information about the FILEs (the current directory by default).\nSort entries alphabetically if none of -cftuvSUX nor --sort is specified.\n',
  usageStatus: 2,
  *run(io, options, sys) {
    const tty = isTerminal(sys, 1);
    const color = options.value('color') ?? (options.has('color') ? 'always' : 'never');
    if (!/^(always|yes|force|never|no|none|auto|tty|if-tty)$/.test(color)) {
      throw new UsageError(`invalid argument ${localeQuote(color)} for ${localeQuote('--color')}`);
    }
    const last = options.last('l', 'g', 'o', 'n', 'C', 'm', 'x', '1', 'full-time');
    const long = options.has('l', 'g', 'o', 'n', 'full-time') && !['C', 'm', 'x'].includes(last!);
    const how: How = {
      options,
      format: long
        ? 'long'
        : last === '1'
          ? 'single'
          : last === 'm'
            ? 'commas'
            : last === 'x'
              ? 'across'
              : last === 'C' || tty
                ? 'columns'
                : 'single',
      color: /^(always|yes|force)$/.test(color) || (/^(auto|tty|if-tty)$/.test(color) && tty),
      quoting: tty && !options.has('N'),
      width: Number(options.value('w') ?? (tty ? sys.ttySize(1).columns : (sys.env().COLUMNS ?? 80))) || 80,
      zone: timeZone(sys),
      accounts: new Accounts(sys),
    };
    let code = 0;
    const files: Entry[] = [];
    const directories: Entry[] = [];
    for (const path of options.operands.length ? options.operands : ['.']) {
      try {
        const entry = entryOf(sys, path, path, options.has('L', 'H') || (!long && !options.has('d', 'F')));
        const isDir = entry.stat.type === 'dir' || (entry.target?.type === 'dir' && !long && !options.has('d', 'F'));
        (isDir && !options.has('d') ? directories : files).push(entry);
      } catch (error) {
        yield* io.error(`cannot access ${quote(path)}: ${strerror(error)}`);
        code = 2;
      }
    }
    sortEntries(files, options);
    sortEntries(directories, options);
    yield* show(io, files, how);
    const titles = options.operands.length > 1 || options.has('R');
    let blank = files.length > 0;
    for (const directory of directories) {
      if (blank) yield* io.print('\n');
      blank = true;
      code = Math.max(code, yield* listDirectory(io, sys, directory.path, how, titles, true));
    }
    return code;
  },
};

function entryOf(sys: Sys, path: string, name: string, follow: boolean): Entry {
  const stat = sys.lstat(path);
  if (stat.type !== 'link') return { name, path, stat };
  let target: Stat | undefined;
  try {
    target = sys.stat(path);
  } catch {
    // a dangling link is shown as it is
  }
  if (follow && target) return { name, path, stat: target };
  return { name, path, stat, link: sys.readlink(path), target };
}

function* listDirectory(io: Io, sys: Sys, path: string, how: How, title: boolean, top: boolean): Task<number> {
  const { options } = how;
  let names: readonly string[];
  try {
    names = sys.readdir(path);
  } catch (error) {
    yield* io.error(`cannot open directory ${quote(path)}: ${strerror(error)}`);
    return top ? 2 : 1;
  }
  const all = options.has('a', 'f');
  const hidden = (name: string) => name.startsWith('.') && !all && !options.has('A');
  const patterns = [...options.values('I'), ...options.values('hide')].map(
    (p) =>
      new RegExp(
        `^${p
          .replace(/[.+^${}()|\\]/g, '\\$&')
          .replace(/\*/g, '.*')
          .replace(/\?/g, '.')}$`,
      ),
  );
  const shown = names.filter((name) => !hidden(name) && !(options.has('B') && name.endsWith('~')) && !patterns.some((p) => p.test(name)));
  let code = 0;
  const entries: Entry[] = [];
  for (const name of [...(all ? ['.', '..'] : []), ...shown]) {
    try {
      entries.push(entryOf(sys, join(path, name), name, options.has('L')));
    } catch (error) {
      yield* io.error(`cannot access ${quote(join(path, name))}: ${strerror(error)}`);
      code = 1;
    }
  }
  sortEntries(entries, options);
  if (title) yield* io.print(`${path}:\n`);
  if (how.format === 'long' || options.has('s')) {
    const blocks = entries.reduce((sum, e) => sum + blocksOf(e.stat), 0);
    yield* io.print(`total ${options.has('h') ? humanSize(blocks * 1024) : blocks}\n`);
  }
  yield* show(io, entries, how);
  if (!options.has('R')) return code;
  for (const entry of entries) {
    if (entry.stat.type !== 'dir' || entry.name === '.' || entry.name === '..') continue;
    yield* io.print('\n');
    code = Math.max(code, yield* listDirectory(io, sys, entry.path, how, true, false));
  }
  return code;
}

/** 1K blocks as ext4 would take: whole 4K blocks. */
export function blocksOf(stat: Stat): number {
  if (stat.type === 'dir') return 4;
  return stat.type === 'file' ? Math.ceil(stat.size / 4096) * 4 : 0;
}

/** Ignores case and punctuation first, as the collation of a UTF-8 locale other than C does; ls on servers runs with C.UTF-8. */
function sortEntries(entries: Entry[], options: Options): void {
  const word = options.value('sort');
  const by = options.last('t', 'S', 'U', 'v', 'X', 'f', 'sort');
  const key = by === 'sort' ? { time: 't', size: 'S', none: 'U', version: 'v', extension: 'X', name: '' }[word ?? ''] : by;
  if (by === 'sort' && key === undefined) throw new Fatal(`invalid argument ${localeQuote(word ?? '')} for ${localeQuote('--sort')}`, 2);
  if (key === 'U' || key === 'f') return;
  const byName = (a: Entry, b: Entry) => compareText(a.name, b.name);
  const extension = (e: Entry) => (e.name.lastIndexOf('.') > 0 ? e.name.slice(e.name.lastIndexOf('.')) : '');
  entries.sort((a, b) => {
    const first =
      key === 't'
        ? b.stat.mtime - a.stat.mtime
        : key === 'S'
          ? b.stat.size - a.stat.size
          : key === 'v'
            ? compareVersions(a.name, b.name)
            : key === 'X'
              ? compareText(extension(a), extension(b))
              : 0;
    return (first || byName(a, b)) * (options.has('r') ? -1 : 1);
  });
  if (options.has('group-directories-first')) entries.sort((a, b) => Number(b.stat.type === 'dir') - Number(a.stat.type === 'dir'));
}

function indicator(entry: Entry, options: Options): string {
  const classify = options.has('F') && options.value('F') !== 'never';
  if (!classify && !options.has('file-type', 'p')) return '';
  if (entry.stat.type === 'dir') return '/';
  if (options.last('F', 'file-type', 'p') === 'p') return '';
  if (entry.stat.type === 'link') return '@';
  if (entry.stat.type === 'fifo') return '|';
  if (entry.stat.type === 'socket') return '=';
  return classify && entry.stat.type === 'file' && entry.stat.mode & 0o111 ? '*' : '';
}

/** On a terminal names that the shell would split are quoted. */
function quoted(name: string, how: How): string {
  if (how.options.has('Q')) return `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
  if (how.options.has('b')) return name.replace(/[\\ ]/g, '\\$&').replaceAll('\n', '\\n');
  return how.quoting && /[\s'"$`\\!*?[()<>|&;^=:]|^[~#]/.test(name) && !/^[^\s'"$`\\!*?[()<>|&;^]+$/.test(name) ? quote(name) : name;
}

function* show(io: Io, entries: readonly Entry[], how: How): Task<void> {
  if (entries.length === 0) return;
  const { options } = how;
  if (how.format === 'long') return yield* showLong(io, entries, how);
  const inodes = options.has('i') ? Math.max(...entries.map((e) => String(e.stat.ino).length)) : 0;
  const sizes = options.has('s') ? Math.max(...entries.map((e) => String(blocksOf(e.stat)).length)) : 0;
  const cells = entries.map((e) => {
    const prefix =
      (inodes ? `${String(e.stat.ino).padStart(inodes)} ` : '') + (sizes ? `${String(blocksOf(e.stat)).padStart(sizes)} ` : '');
    const name = quoted(e.name, how);
    const tail = indicator(e, options);
    return {
      width: displayWidth(prefix + name + tail),
      text: prefix + (how.color ? colorize(name, e.stat, e.target, e.link) : name) + tail,
    };
  });
  if (how.format === 'single') for (const cell of cells) yield* io.print(`${cell.text}${options.has('zero') ? '\0' : '\n'}`);
  else if (how.format === 'commas') yield* io.print(`${cells.map((c) => c.text).join(', ')}\n`);
  else yield* io.print(columns(cells, how.width, how.format === 'across'));
}

function* showLong(io: Io, entries: readonly Entry[], how: How): Task<void> {
  const { options, accounts } = how;
  const names = !options.has('n');
  const rows = entries.map((e) => [
    ...(options.has('i') ? [String(e.stat.ino)] : []),
    ...(options.has('s') ? [String(blocksOf(e.stat))] : []),
    modeText(e.stat),
    String(e.stat.nlink),
    ...(options.has('g') ? [] : [names ? accounts.userName(e.stat.uid) : String(e.stat.uid)]),
    ...(options.has('o', 'G') ? [] : [names ? accounts.groupName(e.stat.gid) : String(e.stat.gid)]),
    options.has('h') ? humanSize(e.stat.size) : options.has('si') ? humanSize(e.stat.size, 1000) : String(e.stat.size),
    stamp(e.stat.mtime, io.sys.now(), how),
  ]);
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => displayWidth(row[i]!))));
  const right = (i: number, row: readonly string[]) => /^\d/.test(row[i]!) && i < row.length - 1;
  const ownerAt = options.has('i') ? 1 : 0;
  for (const [n, row] of rows.entries()) {
    const entry = entries[n]!;
    const cells = row.map((cell, i) => {
      const pad = ' '.repeat(widths[i]! - displayWidth(cell));
      const isOwner = i > ownerAt + 1 && i < row.length - 2;
      return right(i, row) && !(isOwner && names) ? pad + cell : cell + pad;
    });
    const name = quoted(entry.name, how);
    const shown = how.color ? colorize(name, entry.stat, entry.target, entry.link) : name;
    let arrow = '';
    if (entry.link !== undefined) {
      const target = quoted(entry.link, how);
      arrow = ` -> ${how.color && entry.target ? colorize(target, entry.target) : how.color ? colorize(target, entry.stat, undefined, '') : target}`;
    }
    yield* io.print(`${cells.join(' ')} ${shown}${arrow}${indicator(entry, options)}\n`);
  }
}

const HALF_A_YEAR = 31556952000 / 2;

function stamp(ms: number, now: number, how: How): string {
  const style = how.options.value('time-style') ?? (how.options.has('full-time') ? 'full-iso' : 'locale');
  const recent = ms <= now && ms > now - HALF_A_YEAR;
  if (style.startsWith('+')) return strftime(style.slice(1), ms, how.zone);
  if (style === 'full-iso') return strftime('%Y-%m-%d %H:%M:%S.%N %z', ms, how.zone);
  if (style === 'long-iso') return strftime('%Y-%m-%d %H:%M', ms, how.zone);
  if (style === 'iso') return strftime(recent ? '%m-%d %H:%M' : '%Y-%m-%d ', ms, how.zone);
  return strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', ms, how.zone);
}
