import type { Stat, Sys } from '@/lib/hosts/process/sys';
import type { Command } from '../command/command';
import { UsageError } from '../command/getopt';
import type { Options } from '../command/getopt';
import { quote } from '../command/quote';
import { type Io, isTerminal, strerror, type Task } from '../command/stdio';
import { baseName, join } from './paths';

export const rm: Command = {
  name: 'rm',
  options: 'f,force i I interactive:: r,R,recursive d,dir v,verbose one-file-system no-preserve-root preserve-root::',
  usage: 'Usage: rm [OPTION]... [FILE]...\nRemove (unlink) the FILE(s).\n',
  *run(io, options, sys) {
    const force = options.last('f', 'i', 'I', 'interactive') === 'f';
    if (options.operands.length === 0) {
      if (force) return 0;
      throw new UsageError('missing operand');
    }
    const recursive = options.has('r');
    if (options.last('f', 'i', 'I') === 'I' && (options.operands.length > 3 || recursive)) {
      const n = options.operands.length;
      if (!(yield* confirm(io, `remove ${n} argument${n === 1 ? '' : 's'}${recursive ? ' recursively' : ''}? `))) return 0;
    }
    let code = 0;
    for (const path of options.operands) {
      const base = baseName(path);
      if (base === '.' || base === '..') {
        yield* io.error(`refusing to remove '.' or '..' directory: skipping ${quote(path)}`);
        code = 1;
        continue;
      }
      if (recursive && /^\/+$/.test(path) && !options.has('no-preserve-root')) {
        yield* io.error(`it is dangerous to operate recursively on ${quote('/')}`);
        yield* io.error('use --no-preserve-root to override this failsafe');
        code = 1;
        continue;
      }
      if (!(yield* remove(io, sys, path, options, force))) code = 1;
    }
    return code;
  },
};

function* remove(io: Io, sys: Sys, path: string, options: Options, force: boolean): Task<boolean> {
  let stat: Stat;
  try {
    stat = sys.lstat(path);
  } catch (error) {
    const text = strerror(error);
    if (force && /No such file|Not a directory/.test(text)) return true;
    yield* io.error(`cannot remove ${quote(path)}: ${text}`);
    return false;
  }
  const ask = options.last('f', 'i', 'I') === 'i';
  if (stat.type === 'dir') {
    if (!options.has('r', 'd')) {
      yield* io.error(`cannot remove ${quote(path)}: Is a directory`);
      return false;
    }
    let clean = true;
    if (options.has('r')) {
      let names: readonly string[];
      try {
        names = sys.readdir(path);
      } catch (error) {
        yield* io.error(`cannot remove ${quote(path)}: ${strerror(error)}`);
        return false;
      }
      if (ask && names.length > 0 && !(yield* confirm(io, `descend into directory ${quote(path)}? `))) return true;
      for (const name of names) clean = (yield* remove(io, sys, join(path, name), options, force)) && clean;
    }
    if (ask && !(yield* confirm(io, `remove directory ${quote(path)}? `))) return true;
    if (!clean) return false;
    return yield* attempt(io, path, () => sys.rmdir(path), options.has('v') ? `removed directory ${quote(path)}\n` : '');
  }
  const writable = stat.type === 'link' || sys.access(path, 'w');
  const kind =
    stat.type === 'link'
      ? 'symbolic link'
      : stat.type === 'file'
        ? stat.size
          ? 'regular file'
          : 'regular empty file'
        : stat.type === 'fifo'
          ? 'fifo'
          : 'file';
  if (ask || (!force && !writable && isTerminal(sys, 0))) {
    if (!(yield* confirm(io, `remove ${writable ? '' : 'write-protected '}${kind} ${quote(path)}? `))) return true;
  }
  return yield* attempt(io, path, () => sys.unlink(path), options.has('v') ? `removed ${quote(path)}\n` : '');
}

function* attempt(io: Io, path: string, action: () => void, done: string): Task<boolean> {
  try {
    action();
  } catch (error) {
    yield* io.error(`cannot remove ${quote(path)}: ${strerror(error)}`);
    return false;
  }
  if (done) yield* io.print(done);
  return true;
}

/** Asks `name: question` on standard error; an answer that starts with y or Y says yes. */
export function* confirm(io: Io, question: string): Task<boolean> {
  yield* io.stderr(`${io.name}: ${question}`);
  let answer = '';
  while (!answer.includes('\n')) {
    const got = io.sys.read(0, 1);
    if (got === null) break;
    if (typeof got === 'string') answer += got;
    else {
      yield* io.flush();
      yield { channels: got.wait };
    }
  }
  return /^[yY]/.test(answer);
}
