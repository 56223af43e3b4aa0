import { isTerminal, type Input, type Io, type Task } from '../command/stdio';

/**
 * Models misc_conv of PAM: asks on standard error and reads standard input; on a terminal what is typed is not shown. Null at the end of
 * the input.
 */
export function* converse(io: Io, input: Input, prompt: string): Task<string | null> {
  yield* io.flush();
  yield* io.stderr(prompt);
  if (!isTerminal(io.sys, 0)) return yield* input.line();
  const before = io.sys.ttyMode(0, { canonical: true, echo: false, signals: true });
  try {
    return yield* input.line();
  } finally {
    io.sys.ttyMode(0, before);
    yield* io.stderr('\n');
  }
}

/** Who has called a setuid program: its parent's user. */
export function callerOf(io: Io): number {
  const { ppid } = io.sys;
  return io.sys.uid() === 0 ? (io.sys.processes().find(({ pid }) => pid === ppid)?.uid ?? 0) : io.sys.uid();
}
