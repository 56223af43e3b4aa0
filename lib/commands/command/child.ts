import { Errno, type ChildStatus, type SpawnOptions } from '@/lib/hosts/process/sys';
import { Input, type Io, type Task } from './stdio';

/** Waits for a child to end. */
export function* waitFor(io: Io, pid: number): Task<ChildStatus> {
  for (;;) {
    const status = io.sys.waitpid(pid);
    if (!('wait' in status)) {
      if (status.state === 'exited') return status;
      continue;
    }
    yield { channels: status.wait };
  }
}

/**
 * Runs a command and comes to its exit code; a command that cannot be executed gives 127 (not found) or 126 after a message
 * made by `complain`.
 */
export function* runChild(io: Io, options: SpawnOptions, complain: (argv0: string, reason: string) => string): Task<number> {
  yield* io.flush();
  let pid: number;
  try {
    pid = io.sys.spawn(options);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* io.error(complain(options.argv[0] ?? '', error.message));
    return error.code === 'ENOENT' ? 127 : 126;
  }
  return (yield* waitFor(io, pid)).code;
}

/** What a command line of the shell prints. Standard error stays the caller's. */
export function* outputOf(io: Io, command: string): Task<string> {
  yield* io.flush();
  const [read, write] = io.sys.pipe();
  const pid = io.sys.spawn({ argv: ['/bin/sh', '-c', command], fds: { 0: 0, 1: write, 2: 2 } });
  io.sys.close(write);
  const input = new Input(io, read);
  const text = yield* input.rest();
  input.close();
  yield* waitFor(io, pid);
  return text;
}

/** Becomes another program; comes back only with 126 or 127 after a message. */
export function* become(
  io: Io,
  argv: readonly string[],
  env: Readonly<Record<string, string>> | undefined,
  complain: (argv0: string, reason: string) => string,
): Task<number> {
  yield* io.flush();
  try {
    io.sys.exec({ argv, env });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* io.error(complain(argv[0] ?? '', error.message));
    return error.code === 'ENOENT' ? 127 : 126;
  }
}
