import type { ExecFrame } from '@/lib/cluster/client/client';
import type { HttpResponse } from '@/lib/sim/http';
import { carrySession } from '../../command/session';
import { CommandError, Fatal } from '../errors';
import type { Invocation, Task } from '../invocation';

export interface SessionOptions {
  readonly stdin: boolean;
  readonly tty: boolean;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- a Status as it came */
/** Carries an exec or attach stream between the server and this process's own streams; returns the exit code. */
export function* runSession(k: Invocation, response: HttpResponse, { stdin, tty }: SessionOptions): Task<number> {
  const { sys } = k;
  const { stream } = response;
  if (!stream) throw new CommandError('unable to upgrade connection: the server sent no stream');
  function* frame(item: ExecFrame): Task<number | undefined> {
    if (item.channel === 'stdout') k.out(item.text);
    else if (item.channel === 'stderr') k.err(item.text);
    else if (item.channel === 'status') return yield* finish(k, item.status);
    yield* k.flush();
    return undefined;
  }
  return (yield* carrySession(sys, stream, { raw: tty && stdin && sys.isatty(0), stdin, frame })) ?? 0;
}

function* finish(k: Invocation, status: any): Task<number> {
  yield* k.flush();
  if (status.status === 'Success') return 0;
  if (status.reason === 'NonZeroExitCode') {
    const code = Number(status.details?.causes?.find((cause: any) => cause.reason === 'ExitCode')?.message ?? 1);
    throw new Fatal(`command terminated with exit code ${code}`, code);
  }
  throw new CommandError(status.message ?? 'command failed');
}
