import type { Task } from '@/lib/hosts/process/blocking';
import type { Sys } from '@/lib/hosts/process/sys';
import type { StreamRef } from '@/lib/sim/http';

export interface SessionOptions<F> {
  /** The terminal is handed over as it is: keys go through unread, and its size is told. */
  readonly raw: boolean;
  /** Standard input is carried; without it the other side is told that it has ended. */
  readonly stdin: boolean;
  /** Takes a frame from the other side; an exit code ends the session. */
  frame(frame: F): Task<number | undefined>;
}

/**
 * Carries a stream of an exec, attach or login between the other side and this process's own streams, until the other side
 * ends it. Undefined when it ended without an exit code.
 */
export function* carrySession<F>(sys: Sys, stream: StreamRef, { raw, stdin, frame }: SessionOptions<F>): Task<number | undefined> {
  const before = raw ? sys.ttyMode(0) : undefined;
  const tellSize = () => sys.streamWrite(stream.id, { channel: 'resize', ...sys.ttySize(0) });
  if (raw) {
    sys.ttyMode(0, { canonical: false, echo: false, signals: false });
    sys.handleSignal('WINCH', 'handle');
    tellSize();
  }
  let open = stdin;
  if (!open) sys.streamWrite(stream.id, { channel: 'stdin-closed' });
  try {
    for (;;) {
      const { items, ended } = sys.streamRead(stream.id);
      for (const item of items as readonly F[]) {
        const code = yield* frame(item);
        if (code !== undefined) return code;
      }
      if (ended) return undefined;
      const channels = [stream.channel];
      if (raw) {
        if (sys.takeSignals().includes('WINCH')) tellSize();
        channels.push(sys.signalChannel());
      }
      let busy = items.length > 0;
      if (open) {
        const read = sys.read(0);
        if (read === null) {
          open = false;
          sys.streamWrite(stream.id, { channel: 'stdin-closed' });
        } else if (typeof read === 'string') {
          sys.streamWrite(stream.id, { channel: 'stdin', text: read });
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
