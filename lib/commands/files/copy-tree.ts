import type { Stat } from '@/lib/hosts/process/sys';
import { quote } from '../command/quote';
import { type Io, strerror, type Task, writeAll } from '../command/stdio';
import { join, lstatOrUndefined, statOrUndefined } from './paths';
import { confirm } from './rm';

export interface CopyHow {
  readonly recursive: boolean;
  /** Symbolic links are copied as links below the operands ('below'), never followed ('never'), or always followed. */
  readonly follow: 'always' | 'operands' | 'never';
  readonly preserve: { readonly mode: boolean; readonly owner: boolean; readonly times: boolean };
  readonly clobber: 'force' | 'ask' | 'never' | 'plain' | 'update';
  readonly verbose: boolean;
  readonly link: 'none' | 'hard' | 'symbolic';
  /** Suffix that an existing target is renamed with first. */
  readonly backup?: string;
}

/** Copies one file or tree as cp does; false after a message. */
export function* copyTree(io: Io, from: string, to: string, how: CopyHow, top = true, created = new Set<string>()): Task<boolean> {
  const { sys } = io;
  const follow = how.follow === 'always' || (how.follow === 'operands' && top);
  let stat: Stat;
  try {
    stat = follow ? sys.stat(from) : sys.lstat(from);
  } catch (error) {
    yield* io.error(`cannot stat ${quote(from)}: ${strerror(error)}`);
    return false;
  }
  if (stat.type === 'dir') return yield* copyDirectory(io, from, to, stat, how, created);
  const target = lstatOrUndefined(sys, to);
  if (target) {
    const there = statOrUndefined(sys, to) ?? target;
    if (there.ino === stat.ino && there.dev === stat.dev && how.link === 'none') {
      yield* io.error(`${quote(from)} and ${quote(to)} are the same file`);
      return false;
    }
    if (there.type === 'dir') {
      yield* io.error(`cannot overwrite directory ${quote(to)} with non-directory${io.name === 'cp' ? '' : ` ${quote(from)}`}`);
      return false;
    }
    if (how.clobber === 'never') return true;
    if (how.clobber === 'update' && there.mtime >= stat.mtime) return true;
    if (how.clobber === 'ask' && !(yield* confirm(io, `overwrite ${quote(to)}? `))) return false;
    if (how.backup !== undefined) sys.rename(to, to + how.backup);
  }
  if (how.verbose) yield* io.print(`${quote(from)} -> ${quote(to)}\n`);
  try {
    if (how.link === 'hard' || how.link === 'symbolic') {
      if (target && how.clobber === 'force') sys.unlink(to);
      if (how.link === 'hard') sys.link(from, to);
      else sys.symlink(from, to);
      return true;
    }
    if (stat.type === 'link') {
      if (target) sys.unlink(to);
      sys.symlink(sys.readlink(from), to);
      return true;
    }
    if (stat.type === 'fifo') {
      sys.mkfifo(to, stat.mode);
      return true;
    }
  } catch (error) {
    yield* io.error(
      `cannot create ${how.link === 'hard' ? 'hard link' : stat.type === 'fifo' ? 'fifo' : 'symbolic link'} ${quote(to)}: ${strerror(error)}`,
    );
    return false;
  }
  return yield* copyFile(io, from, to, stat, how);
}

function* copyFile(io: Io, from: string, to: string, stat: Stat, how: CopyHow): Task<boolean> {
  const { sys } = io;
  let input: number;
  try {
    input = sys.open(from, { read: true });
  } catch (error) {
    yield* io.error(`cannot open ${quote(from)} for reading: ${strerror(error)}`);
    return false;
  }
  let output: number;
  try {
    output = sys.open(to, { write: true, create: true, truncate: true }, stat.mode & 0o777);
  } catch (error) {
    if (how.clobber === 'force' && lstatOrUndefined(sys, to)) {
      try {
        sys.unlink(to);
        output = sys.open(to, { write: true, create: true, truncate: true }, stat.mode & 0o777);
      } catch (again) {
        yield* io.error(`cannot create regular file ${quote(to)}: ${strerror(again)}`);
        return false;
      }
    } else {
      yield* io.error(`cannot create regular file ${quote(to)}: ${strerror(error)}`);
      return false;
    }
  }
  for (;;) {
    const got = sys.read(input);
    if (got === null) break;
    if (typeof got === 'string') yield* writeAll(sys, output, got);
    else yield { channels: got.wait };
  }
  sys.close(input);
  sys.close(output);
  return yield* keepAttributes(io, to, stat, how);
}

function* copyDirectory(io: Io, from: string, to: string, stat: Stat, how: CopyHow, created: Set<string>): Task<boolean> {
  const { sys } = io;
  if (!how.recursive) {
    yield* io.error(`-r not specified; omitting directory ${quote(from)}`);
    return false;
  }
  const target = statOrUndefined(sys, to);
  if (target && target.type !== 'dir') {
    yield* io.error(`cannot overwrite non-directory ${quote(to)} with directory ${quote(from)}`);
    return false;
  }
  if (target && created.has(`${stat.dev}:${stat.ino}`)) {
    yield* io.error(`cannot copy a directory, ${quote(from)}, into itself, ${quote(to)}`);
    return false;
  }
  if (!target) {
    try {
      sys.mkdir(to, (stat.mode & 0o777) | 0o700);
    } catch (error) {
      yield* io.error(`cannot create directory ${quote(to)}: ${strerror(error)}`);
      return false;
    }
    if (how.verbose) yield* io.print(`${quote(from)} -> ${quote(to)}\n`);
  }
  const made = sys.stat(to);
  created.add(`${made.dev}:${made.ino}`);
  let names: readonly string[];
  try {
    names = sys.readdir(from);
  } catch (error) {
    yield* io.error(`cannot access ${quote(from)}: ${strerror(error)}`);
    return false;
  }
  let clean = true;
  for (const name of names) {
    const child = join(from, name);
    const childStat = lstatOrUndefined(sys, child);
    if (childStat?.type === 'dir' && created.has(`${childStat.dev}:${childStat.ino}`)) {
      yield* io.error(`cannot copy a directory, ${quote(from)}, into itself, ${quote(to)}`);
      clean = false;
      continue;
    }
    clean = (yield* copyTree(io, child, join(to, name), how, false, created)) && clean;
  }
  if (!target) clean = (yield* keepAttributes(io, to, stat, how)) && clean;
  return clean;
}

function* keepAttributes(io: Io, to: string, stat: Stat, how: CopyHow): Task<boolean> {
  const { sys } = io;
  try {
    if (how.preserve.owner && (sys.uid() === 0 || (stat.uid === sys.uid() && sys.groups().includes(stat.gid))))
      sys.chown(to, stat.uid, stat.gid);
    if (how.preserve.mode) sys.chmod(to, stat.mode);
    if (how.preserve.times) sys.utimes(to, stat.mtime);
    return true;
  } catch (error) {
    yield* io.error(`failed to preserve attributes for ${quote(to)}: ${strerror(error)}`);
    return false;
  }
}
