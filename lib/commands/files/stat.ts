import type { Stat } from '@/lib/hosts/process/sys';
import { Fatal, type Command } from '../command/command';
import { UsageError } from '../command/getopt';
import { parseSize } from '../command/numbers';
import { localeQuote, quote, quotef } from '../command/quote';
import { strerror } from '../command/stdio';
import { strftime } from '../time/strftime';
import { timeZone } from '../time/zone';
import { Accounts } from './accounts';
import { relativeTo } from './ln';
import { blocksOf } from './ls';
import { isDirectory, join, modeText } from './paths';

const KINDS = {
  file: 'regular file',
  dir: 'directory',
  link: 'symbolic link',
  fifo: 'fifo',
  char: 'character special file',
  block: 'block special file',
  socket: 'socket',
} as const;
const kindOf = (stat: Stat) => (stat.type === 'file' && stat.size === 0 ? 'regular empty file' : KINDS[stat.type]);

export const stat: Command = {
  name: 'stat',
  options: 'L,dereference f,file-system c,format: printf: t,terse cached:',
  usage: 'Usage: stat [OPTION]... FILE...\nDisplay file or file system status.\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    if (options.has('f')) throw new Fatal('file system status is not simulated here');
    const accounts = new Accounts(sys);
    const zone = timeZone(sys);
    const time = (ms: number) => strftime('%Y-%m-%d %H:%M:%S.%N %z', ms, zone);
    let code = 0;
    for (const path of options.operands) {
      let s: Stat;
      try {
        s = options.has('L') ? sys.stat(path) : sys.lstat(path);
      } catch (error) {
        yield* io.error(`cannot statx ${quote(path)}: ${strerror(error)}`);
        code = 1;
        continue;
      }
      const octal = s.mode.toString(8).padStart(4, '0');
      const shown = s.type === 'link' ? `${path} -> ${sys.readlink(path)}` : path;
      const format = options.value('printf') ?? options.value('c');
      if (format !== undefined) {
        const values: Record<string, string> = {
          n: path,
          N: s.type === 'link' ? `${quote(path)} -> ${quote(sys.readlink(path))}` : quote(path),
          s: String(s.size),
          a: s.mode.toString(8),
          A: modeText(s),
          u: String(s.uid),
          U: accounts.userName(s.uid),
          g: String(s.gid),
          G: accounts.groupName(s.gid),
          F: kindOf(s),
          i: String(s.ino),
          h: String(s.nlink),
          y: time(s.mtime),
          Y: String(Math.floor(s.mtime / 1000)),
          x: time(s.atime),
          X: String(Math.floor(s.atime / 1000)),
          z: time(s.ctime),
          Z: String(Math.floor(s.ctime / 1000)),
          w: '-',
          W: '0',
          b: String(blocksOf(s) * 2),
          B: '512',
          o: '4096',
          d: String(s.dev),
          '%': '%',
          f: s.mode.toString(16),
        };
        const text = format.replace(/%(-?\d*)([a-zA-Z%])/g, (_, width: string, letter: string) =>
          (values[letter] ?? '?').padStart(Number(width || 0)),
        );
        yield* io.print(options.has('printf') ? text.replace(/\\n/g, '\n').replace(/\\t/g, '\t') : `${text}\n`);
        continue;
      }
      yield* io.print(
        `  File: ${shown}\n  Size: ${String(s.size).padEnd(10)}\tBlocks: ${String(blocksOf(s) * 2).padEnd(10)} IO Block: 4096   ${kindOf(s)}\n` +
          `Device: ${`${s.dev >> 8},${s.dev & 255}`}\tInode: ${String(s.ino).padEnd(11)} Links: ${s.nlink}\n` +
          `Access: (${octal}/${modeText(s)})  Uid: (${String(s.uid).padStart(5)}/${accounts.userName(s.uid).padStart(8)})   Gid: (${String(s.gid).padStart(5)}/${accounts.groupName(s.gid).padStart(8)})\n` +
          `Access: ${time(s.atime)}\nModify: ${time(s.mtime)}\nChange: ${time(s.ctime)}\n Birth: -\n`,
      );
    }
    return code;
  },
};

export const readlink: Command = {
  name: 'readlink',
  options: 'f,canonicalize e,canonicalize-existing m,canonicalize-missing n,no-newline q,quiet,silent s v,verbose z,zero',
  usage: 'Usage: readlink [OPTION]... FILE...\nPrint value of a symbolic link or canonical file name\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    let code = 0;
    for (const path of options.operands) {
      try {
        const text = options.has('f', 'e', 'm')
          ? canonical((p) => sys.realpath(p), path, sys.cwd(), options.has('e') ? 'all' : options.has('m') ? 'none' : 'parent')
          : sys.readlink(path);
        yield* io.print(text + (options.has('n') ? '' : options.has('z') ? '\0' : '\n'));
      } catch (error) {
        if (options.has('v')) yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        else strerror(error);
        code = 1;
      }
    }
    return code;
  },
};

/** A path without links and dots; the last (or every) component may be missing. */
function canonical(realpath: (path: string) => string, path: string, cwd: string, must: 'all' | 'parent' | 'none'): string {
  try {
    return realpath(path);
  } catch (error) {
    if (must === 'all' || !/No such file/.test(strerror(error))) throw error;
    const absolute = (path.startsWith('/') ? path : `${cwd}/${path}`).replace(/\/+$/, '');
    const at = absolute.lastIndexOf('/');
    const parent = absolute.slice(0, at) || '/';
    return join(must === 'parent' ? realpath(parent) : canonical(realpath, parent, cwd, 'none'), absolute.slice(at + 1));
  }
}

export const realpath: Command = {
  name: 'realpath',
  options:
    'e,canonicalize-existing m,canonicalize-missing L,logical P,physical q,quiet relative-to: relative-base: s,strip,no-symlinks z,zero',
  usage: 'Usage: realpath [OPTION]... FILE...\nPrint the resolved absolute file name;\n',
  *run(io, options, sys) {
    if (options.operands.length === 0) throw new UsageError('missing operand');
    let code = 0;
    for (const path of options.operands) {
      try {
        const text = canonical((p) => sys.realpath(p), path, sys.cwd(), options.has('e') ? 'all' : options.has('m') ? 'none' : 'parent');
        const base = options.value('relative-to');
        yield* io.print(`${base === undefined ? text : relativeTo(sys.realpath(base), text)}\n`);
      } catch (error) {
        if (!options.has('q')) yield* io.error(`${quotef(path)}: ${strerror(error)}`);
        code = 1;
      }
    }
    return code;
  },
};

export const mktemp: Command = {
  name: 'mktemp',
  options: 'd,directory u,dry-run q,quiet p,tmpdir:: suffix: t',
  usage: 'Usage: mktemp [OPTION]... [TEMPLATE]\nCreate a temporary file or directory, safely, and print its name.\n',
  prepare: (args) => args.flatMap((a, i) => (args[i - 1] === '-p' ? [] : a === '-p' ? [`--tmpdir=${args[i + 1] ?? ''}`] : [a])),
  *run(io, options, sys) {
    const template = options.operands[0] ?? 'tmp.XXXXXXXXXX';
    const m = /^(.*?)(X{3,})([^X/]*)$/.exec(template);
    if (!m) throw new Fatal(`too few X's in template ${localeQuote(template)}`);
    const dir = options.has('p', 't') || options.operands.length === 0 ? options.value('p') || sys.env().TMPDIR || '/tmp' : '';
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
    for (let attempt = 0; attempt < 100; attempt++) {
      let name = m[1]!;
      for (let i = 0; i < m[2]!.length; i++) name += letters[Math.floor(sys.random() * letters.length)];
      name += m[3]! + (options.value('suffix') ?? '');
      const path = dir ? join(dir, name) : name;
      if (sys.exists(path)) continue;
      try {
        if (!options.has('u')) {
          if (options.has('d')) sys.mkdir(path, 0o700);
          else sys.close(sys.open(path, { write: true, create: true, exclusive: true }, 0o600));
        }
      } catch (error) {
        throw new Fatal(
          `failed to create ${options.has('d') ? 'directory' : 'file'} via template ${localeQuote(dir ? join(dir, template) : template)}: ${strerror(error)}`,
        );
      }
      yield* io.print(`${path}\n`);
      return 0;
    }
    throw new Fatal(`failed to create file via template ${localeQuote(template)}: File exists`);
  },
};

export const truncate: Command = {
  name: 'truncate',
  options: 'c,no-create o,io-blocks r,reference: s,size:',
  usage: 'Usage: truncate OPTION... FILE...\nShrink or extend the size of each FILE to the specified size\n',
  *run(io, options, sys) {
    const text = options.value('s');
    if (text === undefined && !options.has('r'))
      throw new UsageError(`you must specify either ${localeQuote('--size')} or ${localeQuote('--reference')}`);
    const amount = text === undefined ? sys.stat(options.value('r')!).size : parseSize(text.replace(/^[-+]/, ''));
    if (amount === undefined) throw new Fatal(`Invalid number: ${localeQuote(text!)}`);
    if (options.operands.length === 0) throw new UsageError('missing file operand');
    for (const path of options.operands) {
      try {
        if (!sys.exists(path) && options.has('c')) continue;
        const old = sys.exists(path) ? Buffer.from(sys.readFile(path)) : Buffer.alloc(0);
        const size = text?.startsWith('+') ? old.length + amount : text?.startsWith('-') ? Math.max(0, old.length - amount) : amount;
        if (size > 256 * 1024 * 1024) throw new Fatal(`failed to truncate ${quote(path)} at ${size} bytes: File too large`);
        sys.writeFile(path, size <= old.length ? old.subarray(0, size).toString() : old.toString() + '\0'.repeat(size - old.length));
      } catch (error) {
        if (error instanceof Fatal) throw error;
        throw new Fatal(`cannot open ${quote(path)} for writing: ${strerror(error)}`);
      }
    }
    return 0;
  },
};

export const du: Command = {
  name: 'du',
  options: 'a,all b,bytes c,total d,max-depth: h,human-readable k m s,summarize x,one-file-system S apparent-size B,block-size:',
  usage: 'Usage: du [OPTION]... [FILE]...\nSummarize device usage of the set of FILEs, recursively for directories.\n',
  *run(io, options, sys) {
    let code = 0;
    const unit = (kb: number) => {
      if (options.has('h'))
        return kb < 1024 ? `${kb}K` : `${kb / 1024 < 10 ? (Math.ceil((kb / 1024) * 10) / 10).toFixed(1) : Math.ceil(kb / 1024)}M`;
      return String(options.has('b') ? kb : options.has('m') ? Math.ceil(kb / 1024) : kb);
    };
    const most = options.has('s') ? 0 : Number(options.value('d') ?? Infinity);
    const lines: string[] = [];
    const measure = (path: string, depth: number): number => {
      const s = sys.lstat(path);
      let sum = options.has('b') ? (s.type === 'dir' ? 4096 : s.size) : blocksOf(s);
      if (s.type === 'dir') for (const name of sys.readdir(path)) sum += measure(join(path, name), depth + 1);
      if (depth <= most && (s.type === 'dir' || options.has('a') || depth === 0)) lines.push(`${unit(sum)}\t${path}\n`);
      return sum;
    };
    let total = 0;
    for (const path of options.operands.length ? options.operands : ['.']) {
      try {
        total += measure(path, 0);
      } catch (error) {
        yield* io.error(`cannot access ${quote(path)}: ${strerror(error)}`);
        code = 1;
      }
    }
    if (options.has('c')) lines.push(`${unit(total)}\ttotal\n`);
    for (const line of lines) yield* io.print(line);
    return code;
  },
};

export const install: Command = {
  name: 'install',
  options: 'd,directory m,mode: o,owner: g,group: D t,target-directory: v,verbose T b c p s',
  usage:
    'Usage: install [OPTION]... [-T] SOURCE DEST\n  or:  install [OPTION]... SOURCE... DIRECTORY\n  or:  install [OPTION]... -d DIRECTORY...\n',
  *run(_io, options, sys) {
    const mode = parseInt(options.value('m') ?? '755', 8);
    const make = (path: string) => {
      const parts = path.split('/');
      for (let i = 1; i <= parts.length; i++) {
        const prefix = parts.slice(0, i).join('/');
        if (prefix && !isDirectory(sys, prefix)) sys.mkdir(prefix, 0o755);
      }
    };
    const { operands } = options;
    if (operands.length === 0) throw new UsageError('missing file operand');
    const accounts = new Accounts(sys);
    const [owner, group] = [options.value('o'), options.value('g')];
    const number = (name: string, known: number | undefined, what: string) => {
      if (known === undefined && !/^\d+$/.test(name)) throw new Fatal(`invalid ${what} ${localeQuote(name)}`);
      return known ?? Number(name);
    };
    const uid = owner === undefined ? undefined : number(owner, accounts.user(owner)?.uid, 'user');
    const gid = group === undefined ? undefined : number(group, accounts.group(group)?.gid, 'group');
    const own = (path: string) => {
      if (uid !== undefined || gid !== undefined) sys.chown(path, uid ?? sys.uid(), gid ?? sys.gid());
    };
    if (options.has('d')) {
      for (const path of operands) {
        make(path);
        sys.chmod(path, mode);
        own(path);
      }
      return 0;
    }
    const target = options.value('t') ?? operands.at(-1)!;
    const sources = options.has('t') ? operands : operands.slice(0, -1);
    if (sources.length === 0) throw new UsageError(`missing destination file operand after ${quote(target)}`);
    if (options.has('D') && !options.has('t') && target.includes('/')) make(target.slice(0, target.lastIndexOf('/')) || '/');
    for (const source of sources) {
      const to = isDirectory(sys, target) ? join(target, source.split('/').pop()!) : target;
      try {
        sys.writeFile(to, sys.readFile(source));
      } catch (error) {
        throw new Fatal(
          sys.exists(source)
            ? `cannot create regular file ${quote(to)}: ${strerror(error)}`
            : `cannot stat ${quote(source)}: ${strerror(error)}`,
        );
      }
      sys.chmod(to, mode);
      own(to);
    }
    return 0;
  },
};

export const statCommands: readonly Command[] = [stat, readlink, realpath, mktemp, truncate, du, install];
