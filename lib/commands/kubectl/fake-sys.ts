import { Errno, type Stat, type Sys } from '@/lib/hosts/process/sys';
import type { ApiDoor } from '@/lib/cluster/client/client';
import { kubectl } from './index';

/** A machine for tests: files in a map, a clock that stands, and a door (or nobody) at every address. */
export interface FakeMachine {
  readonly files: Map<string, string>;
  readonly env: Record<string, string>;
  readonly door?: ApiDoor;
  /** Lets the simulated world go on; called when kubectl waits. */
  settle?(until: number | undefined): void;
  now(): number;
  stdin?: string;
  /** Stands for any editor: changes a file's text. */
  editor?(text: string): string;
  cwd?: string;
}

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const noEntry = () => new Errno('ENOENT', 'No such file or directory');

/** Runs kubectl to its end. Throws when it waits for what never comes. */
export function runKubectl(machine: FakeMachine, ...args: string[]): Result {
  let stdout = '';
  let stderr = '';
  let stdin: string | null = machine.stdin ?? null;
  const cwd = machine.cwd ?? '/work';
  const full = (path: string) => {
    const parts: string[] = [];
    for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  };
  const isDir = (path: string) => path === '/' || [...machine.files.keys()].some((file) => file.startsWith(`${path}/`));
  const stat = (given: string): Stat => {
    const path = full(given);
    const text = machine.files.get(path);
    if (text === undefined && !isDir(path)) throw noEntry();
    const type = text === undefined ? 'dir' : 'file';
    return { ino: 1, type, mode: 0o644, uid: 0, gid: 0, size: text?.length ?? 0, nlink: 1, mtime: 0, ctime: 0, atime: 0, dev: 1 };
  };
  const opened = new Map<number, string | null>();
  const sys: Sys = {
    pid: 4242,
    ppid: 1,
    env: () => machine.env,
    cwd: () => cwd,
    now: machine.now,
    random: () => 0.5,
    addresses: () => ['172.30.1.2'],
    isatty: () => false,
    uid: () => 0,
    stat,
    lstat: stat,
    exists: (path: string) => machine.files.has(full(path)) || isDir(full(path)),
    readFile(path: string) {
      const text = machine.files.get(full(path));
      if (text === undefined) throw isDir(full(path)) ? new Errno('EISDIR', 'Is a directory') : noEntry();
      return text;
    },
    writeFile: (path: string, text: string) => void machine.files.set(full(path), text),
    unlink: (path: string) => void machine.files.delete(full(path)),
    mkdir: (path: string) => void machine.files.set(`${full(path)}/.keep`, ''),
    readdir(path: string) {
      const prefix = `${full(path)}/`.replace('//', '/');
      return [
        ...new Set(
          [...machine.files.keys()].filter((file) => file.startsWith(prefix)).map((file) => file.slice(prefix.length).split('/')[0]!),
        ),
      ].sort();
    },
    open(path: string) {
      const fd = 3 + opened.size;
      opened.set(fd, sys.readFile(path));
      return fd;
    },
    close: () => {},
    read(fd: number) {
      const text = fd === 0 ? stdin : (opened.get(fd) ?? null);
      if (fd === 0) stdin = null;
      else opened.set(fd, null);
      return text;
    },
    write(fd: number, text: string) {
      if (fd === 1) stdout += text;
      else stderr += text;
      return text.length;
    },
    spawn({ argv }: { argv: readonly string[] }) {
      const path = argv.at(-1)!.replace(/^.* "?|"$/g, '');
      machine.files.set(path, (machine.editor ?? ((text) => text))(machine.files.get(path) ?? ''));
      return 7;
    },
    waitpid: () => ({ pid: 7, code: 0, state: 'exited' }),
    http(target: { host: string; port: number; clientCertificate?: string }, request: object) {
      if (!machine.door) throw new Errno('ECONNREFUSED', 'Connection refused');
      const peer = { ip: '172.30.1.2', ...(target.clientCertificate !== undefined && { clientCertificate: target.clientCertificate }) };
      return machine.door.handle({ ...request, peer } as Parameters<ApiDoor['handle']>[0]);
    },
    streamRead: (id: string) => machine.door!.readStream(id),
    streamWrite: (id: string, item: unknown) => machine.door!.writeStream(id, item),
    streamClose: (id: string) => machine.door!.closeStream(id),
  } as unknown as Sys;
  const process = kubectl(sys, ['kubectl', ...args]);
  for (let i = 0; i < 10_000; i++) {
    const step = process.next();
    if (step.done) return { stdout, stderr, exit: step.value };
    if (!machine.settle) throw new Error(`kubectl ${args.join(' ')} waits: ${JSON.stringify(step.value)}`);
    machine.settle(step.value.until);
  }
  throw new Error(`kubectl ${args.join(' ')} does not end`);
}
