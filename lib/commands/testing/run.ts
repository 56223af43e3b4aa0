import type { Program } from '@/lib/hosts/process/program';
import { Errno, type OpenFlags, type Stat, type Sys } from '@/lib/hosts/process/sys';
import { byteLength } from '@/lib/hosts/text';

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: number;
}

/**
 * Runs a filter (a program that only reads and writes flat files and its standard streams) without a machine, for
 * differential tests by the hundred. Programs that need more are tested on a real simulated machine.
 */
export function runFilter(run: Program, argv: readonly string[], options: RunOptions = {}): Ran {
  const files = new Map(Object.entries(options.files ?? {}));
  const out = { 1: '', 2: '' } as Record<number, string>;
  const open = new Map<number, { path: string; at: number }>();
  let nextFd = 3;
  let now = options.now ?? 1_700_000_000_000;
  let stdinAt = 0;
  const stdin = options.stdin ?? '';
  const enoent = () => new Errno('ENOENT', 'No such file or directory');
  const isDir = (path: string) => path === '.' || path === '/' || path === '/tmp';
  const stat = (path: string): Stat => {
    if (!files.has(path) && !isDir(path)) throw enoent();
    const size = byteLength(files.get(path) ?? '');
    return {
      ino: 1,
      dev: 1,
      type: isDir(path) ? 'dir' : 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      size,
      nlink: 1,
      mtime: now,
      ctime: now,
      atime: now,
    };
  };
  const sys: Partial<Sys> = {
    pid: 100,
    ppid: 1,
    uid: () => 0,
    gid: () => 0,
    now: () => now,
    random: () => 0.5,
    env: () => options.env ?? {},
    cwd: () => '/',
    isatty: () => false,
    umask: () => 0o022,
    open(path: string, flags: OpenFlags) {
      if (isDir(path) && flags.write) throw new Errno('EISDIR', 'Is a directory');
      if (!files.has(path) && !isDir(path)) {
        if (!flags.create) throw enoent();
        files.set(path, '');
      }
      if (flags.truncate) files.set(path, '');
      open.set(nextFd, { path, at: flags.append ? files.get(path)!.length : 0 });
      return nextFd++;
    },
    close: (fd: number) => void open.delete(fd),
    seek: () => {
      throw new Errno('EINVAL', 'Illegal seek');
    },
    read(fd: number, max = 4096) {
      if (fd === 0) {
        if (stdinAt >= stdin.length) return null;
        const text = stdin.slice(stdinAt, stdinAt + max);
        stdinAt += text.length;
        return text;
      }
      const file = open.get(fd)!;
      if (isDir(file.path)) throw new Errno('EISDIR', 'Is a directory');
      const text = files.get(file.path)!.slice(file.at, file.at + max);
      file.at += text.length;
      return text || null;
    },
    write(fd: number, text: string) {
      if (fd <= 2) out[fd] += text;
      else {
        const file = open.get(fd)!;
        const old = files.get(file.path)!;
        files.set(file.path, old.slice(0, file.at) + text + old.slice(file.at + text.length));
        file.at += text.length;
      }
      return text.length;
    },
    stat,
    lstat: stat,
    fdStat: (fd: number) => (fd <= 2 ? { ...stat('/'), type: 'fifo' as const } : stat(open.get(fd)!.path)),
    exists: (path: string) => files.has(path) || isDir(path),
    readdir: () => [...files.keys()].sort(),
    readFile(path: string) {
      if (!files.has(path)) throw enoent();
      return files.get(path)!;
    },
    writeFile: (path: string, text: string) => void files.set(path, text),
    unlink: (path: string) => void files.delete(path),
    rename(from: string, to: string) {
      files.set(to, files.get(from)!);
      files.delete(from);
    },
    chmod: () => undefined,
    access: () => true,
    chown: () => undefined,
  };
  const loud = new Proxy(sys as Sys, {
    get(target, name) {
      const value = (target as unknown as Record<string | symbol, unknown>)[name];
      if (value === undefined) throw new Error(`runFilter has no sys.${String(name)}`);
      return value;
    },
  });
  const task = run(loud, argv);
  for (let steps = 0; ; steps++) {
    if (steps > 100_000) throw new Error('too many waits');
    const { value, done } = task.next();
    if (done) return { code: value as number, stdout: out[1]!, stderr: out[2]!, files: Object.fromEntries(files) };
    const wait = value as { until?: number };
    if (wait.until !== undefined) now = Math.max(now, wait.until);
  }
}
