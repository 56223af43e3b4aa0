import { Errno } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { quote } from '../command/quote';
import { strerror, type Io, type Task } from '../command/stdio';
import { type CopyHow, copyTree } from './copy-tree';
import { destinations } from './destination';
import { join, lstatOrUndefined } from './paths';
import { confirm } from './rm';

const MOVED: CopyHow = {
  recursive: true,
  follow: 'never',
  preserve: { mode: true, owner: true, times: true },
  clobber: 'force',
  verbose: false,
  link: 'none',
};

export const mv: Command = {
  name: 'mv',
  options:
    'b backup:: f,force i,interactive n,no-clobber S,suffix: t,target-directory: T,no-target-directory u,update v,verbose Z strip-trailing-slashes',
  usage:
    'Usage: mv [OPTION]... [-T] SOURCE DEST\n  or:  mv [OPTION]... SOURCE... DIRECTORY\n  or:  mv [OPTION]... -t DIRECTORY SOURCE...\nRename SOURCE to DEST, or move SOURCE(s) to DIRECTORY.\n',
  *run(io, options, sys) {
    let code = 0;
    const mode = options.last('f', 'i', 'n');
    for (const { from, to } of destinations(io, options)) {
      const source = lstatOrUndefined(sys, from);
      if (!source) {
        code = 1;
        try {
          sys.lstat(from);
        } catch (error) {
          yield* io.error(`cannot stat ${quote(from)}: ${strerror(error)}`);
        }
        continue;
      }
      const target = lstatOrUndefined(sys, to);
      if (target) {
        if (target.ino === source.ino && target.dev === source.dev) {
          yield* io.error(`${quote(from)} and ${quote(to)} are the same file`);
          code = 1;
          continue;
        }
        if (mode === 'n') continue;
        if (options.has('u') && target.mtime >= source.mtime) continue;
        if (mode === 'i' && !(yield* confirm(io, `overwrite ${quote(to)}? `))) continue;
        const wrong =
          target.type === 'dir' && source.type !== 'dir'
            ? `cannot overwrite directory ${quote(to)} with non-directory`
            : target.type !== 'dir' && source.type === 'dir'
              ? `cannot overwrite non-directory ${quote(to)} with directory ${quote(from)}`
              : undefined;
        if (wrong) {
          yield* io.error(wrong);
          code = 1;
          continue;
        }
        if (options.has('b', 'backup')) sys.rename(to, to + (options.value('S') ?? '~'));
      }
      if (!(yield* move(io, from, to))) code = 1;
      else if (options.has('v')) yield* io.print(`renamed ${quote(from)} -> ${quote(to)}\n`);
    }
    return code;
  },
};

function* move(io: Io, from: string, to: string): Task<boolean> {
  try {
    io.sys.rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Errno && error.code === 'EXDEV') {
      if (!(yield* copyTree(io, from, to, MOVED))) return false;
      removeTree(io, from);
      return true;
    }
    if (error instanceof Errno && error.code === 'EINVAL') {
      yield* io.error(`cannot move ${quote(from)} to a subdirectory of itself, ${quote(to)}`);
    } else yield* io.error(`cannot move ${quote(from)} to ${quote(to)}: ${strerror(error)}`);
    return false;
  }
}

/** Unlinks a whole tree. Throws Errno. */
export function removeTree(io: Io, path: string): void {
  if (io.sys.lstat(path).type !== 'dir') return io.sys.unlink(path);
  for (const name of io.sys.readdir(path)) removeTree(io, join(path, name));
  io.sys.rmdir(path);
}
