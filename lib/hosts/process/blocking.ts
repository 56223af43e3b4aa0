import type { StreamRead } from '@/lib/sim/http';
import type { Wait } from './program';
import type { ChildStatus, Sys } from './sys';

/** A part of a generator program that may block: `yield*` it. */
export type Task<T> = Generator<Wait, T, void>;

/** Reads what there is, waiting for it; null at the end. */
export function* read(sys: Sys, fd: number, max?: number): Task<string | null> {
  for (;;) {
    const got = sys.read(fd, max);
    if (got === null || typeof got === 'string') return got;
    yield { channels: got.wait };
  }
}

/** Reads to the end. */
export function* readAll(sys: Sys, fd: number): Task<string> {
  let text = '';
  for (;;) {
    const got = yield* read(sys, fd);
    if (got === null) return text;
    text += got;
  }
}

/**
 * Hands each line to `each` as it comes, without its newline; the last one may lack it (`ended` false). Stops early when
 * `each` returns true. Call it with `yield*`; `each` itself may block.
 */
export function* lines(sys: Sys, fd: number, each: (line: string, ended: boolean) => Task<boolean | void> | boolean | void): Task<void> {
  let rest = '';
  for (;;) {
    const got = yield* read(sys, fd);
    const parts = (rest + (got ?? '')).split('\n');
    rest = parts.pop()!;
    for (const line of parts) if (yield* run(each(line, true))) return;
    if (got === null) {
      if (rest !== '') yield* run(each(rest, false));
      return;
    }
  }
}

function* run(result: Task<boolean | void> | boolean | void): Task<boolean> {
  if (typeof result === 'object') return (yield* result) === true;
  return result === true;
}

/** Writes all of it, waiting while a pipe is full. Throws EPIPE if SIGPIPE is ignored. */
export function* write(sys: Sys, fd: number, text: string): Task<void> {
  let rest = text;
  while (rest !== '') {
    const taken = sys.write(fd, rest);
    if (typeof taken === 'number') rest = rest.slice(taken);
    else yield { channels: taken.wait };
  }
}

/** Writes to standard output. */
export const print = (sys: Sys, text: string): Task<void> => write(sys, 1, text);

/** Writes to standard error. */
export const printError = (sys: Sys, text: string): Task<void> => write(sys, 2, text);

/** Waits for virtual time to pass. */
export function* sleep(sys: Sys, ms: number): Task<void> {
  const until = sys.now() + ms;
  do yield { channels: [], until };
  while (sys.now() < until);
}

/** Waits for a child to end (or stop, when `stopped` is asked for). */
export function* waitFor(sys: Sys, pid: number, options: { stopped?: boolean } = {}): Task<ChildStatus> {
  for (;;) {
    const status = sys.waitpid(pid);
    if ('wait' in status) yield { channels: status.wait };
    else if (status.state === 'exited' || (options.stopped && status.state === 'stopped')) return status;
  }
}

/** Reads a stream opened by `sys.http` or a host call, waiting until it has something or has ended. */
export function* readStream(sys: Sys, id: string, channel: string, until?: number): Task<StreamRead> {
  for (;;) {
    const got = sys.streamRead(id);
    if (got.items.length > 0 || got.ended || (until !== undefined && sys.now() >= until)) return got;
    yield { channels: [channel], until };
  }
}
