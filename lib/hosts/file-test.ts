import { Errno, type Stat, type Sys } from './process/sys';

/**
 * The file operators of `test`, `[` and `[[` (`-f path`, `-r path` …) for a process. Undefined: the operator is none of them.
 * A path that cannot be looked up is a file that is not there.
 */
export function fileTest(sys: Sys, operator: string, path: string): boolean | undefined {
  const stat = () => statOf(sys, path);
  switch (operator) {
    case '-a':
    case '-e':
      return stat() !== undefined;
    case '-f':
      return stat()?.type === 'file';
    case '-d':
      return stat()?.type === 'dir';
    case '-h':
    case '-L':
      return statOf(sys, path, false)?.type === 'link';
    case '-p':
      return stat()?.type === 'fifo';
    case '-S':
      return stat()?.type === 'socket';
    case '-b':
      return stat()?.type === 'block';
    case '-c':
      return stat()?.type === 'char';
    case '-s':
      return (stat()?.size ?? 0) > 0;
    case '-r':
    case '-w':
    case '-x':
      return stat() !== undefined && sys.access(path, operator[1] as 'r' | 'w' | 'x');
    case '-u':
      return ((stat()?.mode ?? 0) & 0o4000) !== 0;
    case '-g':
      return ((stat()?.mode ?? 0) & 0o2000) !== 0;
    case '-k':
      return ((stat()?.mode ?? 0) & 0o1000) !== 0;
    case '-O':
      return stat()?.uid === sys.uid();
    case '-G':
      return stat()?.gid === sys.gid();
    case '-N': {
      const found = stat();
      return found !== undefined && found.mtime > found.atime;
    }
    default:
      return undefined;
  }
}

function statOf(sys: Sys, path: string, follow = true): Stat | undefined {
  if (path === '') return undefined;
  try {
    return follow ? sys.stat(path) : sys.lstat(path);
  } catch (error) {
    if (error instanceof Errno) return undefined;
    throw error;
  }
}
