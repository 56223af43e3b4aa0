import type { ExecFrame } from '@/lib/cluster/client/client';
import { fromBytes } from '@/lib/hosts/text';
import { Fatal, ServerError } from '../errors';
import { defaultContainer } from '../exec/pods';
import type { Invocation, Task } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- pods and Statuses as they came */
export interface RemoteCommand {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly stdin?: Uint8Array;
  /** Takes what the command writes; true ends the reading, as a pipe would that nobody reads any more. */
  readonly stdout?: (text: string) => boolean;
  /** What the command complains of goes to standard output, as kubectl cp has it. */
  readonly stderrToOutput?: boolean;
  /** Nothing is told: neither which container is meant nor what the command complains of. */
  readonly quiet?: boolean;
}

const CHUNK = 32 * 1024;

/** Runs a command in a container; throws what `kubectl exec` would say of its failure. */
export function* runRemote(k: Invocation, remote: RemoteCommand): Task<void> {
  const { namespace, quiet = false } = remote;
  const pod: any = k.rest.get(`/api/v1/namespaces/${namespace}/pods/${encodeURIComponent(remote.pod)}`);
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed')
    throw new Fatal(`error: cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  const container = remote.container || defaultContainer(k, pod, quiet);
  const { stream } = k.rest.send('GET', `/api/v1/namespaces/${namespace}/pods/${remote.pod}/exec`, {
    query: { command: remote.command, container, stdin: remote.stdin ? 'true' : undefined, stdout: 'true', stderr: 'true' },
    headers: { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-protocol': 'v5.channel.k8s.io' },
  });
  if (!stream) throw new Fatal('error: unable to upgrade connection: the server sent no stream');
  const { sys } = k;
  const input = remote.stdin ?? new Uint8Array();
  let sent = 0;
  try {
    for (;;) {
      const { items, ended } = sys.streamRead(stream.id);
      for (const frame of items as readonly ExecFrame[]) {
        if (frame.channel === 'stderr' && !quiet) k[remote.stderrToOutput ? 'out' : 'err'](frame.text);
        else if (frame.channel === 'stdout' && remote.stdout?.(frame.text)) return;
        else if (frame.channel === 'status') return finish(frame.status);
      }
      if (ended) return;
      if (sent < input.length) {
        sys.streamWrite(stream.id, { channel: 'stdin', text: fromBytes(input.subarray(sent, sent + CHUNK)) });
        sent += CHUNK;
        if (sent >= input.length) sys.streamWrite(stream.id, { channel: 'stdin-closed' });
        yield* k.wait([stream.channel], sys.now() + 1);
      } else if (items.length === 0) yield* k.wait([stream.channel]);
    }
  } finally {
    sys.streamClose(stream.id);
  }
}

function finish(status: any): void {
  if (status.status === 'Success') return;
  if (status.reason !== 'NonZeroExitCode') throw new ServerError(status);
  const code = Number(status.details?.causes?.find((cause: any) => cause.reason === 'ExitCode')?.message ?? 1);
  throw new Fatal(`command terminated with exit code ${code}`, code);
}
