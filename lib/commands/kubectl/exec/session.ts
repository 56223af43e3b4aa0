import type { ExecFrame } from '@/lib/cluster/client/client';
import type { HttpResponse } from '@/lib/sim/http';
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
  const raw = tty && stdin && sys.isatty(0);
  const before = raw ? sys.ttyMode(0) : undefined;
  if (raw) {
    sys.ttyMode(0, { canonical: false, echo: false, signals: false });
    sys.handleSignal('WINCH', 'handle');
    sys.streamWrite(stream.id, { channel: 'resize', ...sys.ttySize(0) } satisfies ExecFrame);
  }
  let open = stdin;
  try {
    for (;;) {
      const { items, ended } = sys.streamRead(stream.id);
      for (const item of items as readonly ExecFrame[]) {
        if (item.channel === 'stdout') k.out(item.text);
        else if (item.channel === 'stderr') k.err(item.text);
        else if (item.channel === 'status') return yield* finish(k, item.status);
      }
      yield* k.flush();
      if (ended) return 0;
      const channels = [stream.channel];
      let busy = items.length > 0;
      if (raw) {
        channels.push(sys.signalChannel());
        for (const signal of sys.takeSignals())
          if (signal === 'WINCH') sys.streamWrite(stream.id, { channel: 'resize', ...sys.ttySize(0) } satisfies ExecFrame);
      }
      if (open) {
        const read = sys.read(0);
        if (read === null) {
          open = false;
          sys.streamWrite(stream.id, { channel: 'stdin-closed' } satisfies ExecFrame);
        } else if (typeof read === 'string') {
          sys.streamWrite(stream.id, { channel: 'stdin', text: read } satisfies ExecFrame);
          busy = true;
        } else channels.push(...read.wait);
      }
      if (!busy) yield { channels };
    }
  } finally {
    if (before) sys.ttyMode(0, before);
    sys.streamClose(stream.id);
  }
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
