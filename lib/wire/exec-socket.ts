import type { WebSocket } from 'ws';
import { fromBytes, toBytes } from '@/lib/hosts/text';
import type { ApiDoor, ExecFrame } from '@/lib/cluster/client/client';
import type { Sim } from '@/lib/sim/sim';
import type { StreamRef } from '@/lib/sim/http';

/** Subprotocols of exec and attach, best first (k8s.io/apimachinery/pkg/util/remotecommand). */
export const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;

const CHANNELS = ['stdin', 'stdout', 'stderr', 'status', 'resize'] as const;
const CLOSE = 255;
/** Bytes waiting in the socket above which we stop reading from the process. */
const HIGH_WATER = 1024 * 1024;

/** Carries an exec or attach stream over a WebSocket until either side ends. */
export function serveExec(socket: WebSocket, door: ApiDoor, sim: Sim, stream: StreamRef, wake: () => void): void {
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    stop();
    door.closeStream(stream.id);
    wake();
  };
  const flush = () => {
    if (over || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > HIGH_WATER) {
      setTimeout(flush, 10);
      return;
    }
    const { items, ended } = door.readStream(stream.id);
    for (const frame of items as ExecFrame[]) {
      const bytes = encode(frame);
      if (bytes) socket.send(bytes);
    }
    if (ended) {
      socket.close(1000);
      finish();
    }
  };
  const stop = sim.listen(stream.channel, () => setImmediate(flush));
  socket.on('message', (data: Buffer) => {
    const frame = decode(data);
    if (!frame || over) return;
    door.writeStream(stream.id, frame);
    wake();
    flush();
  });
  socket.on('close', finish);
  socket.on('error', finish);
  flush();
}

function encode(frame: ExecFrame): Buffer | undefined {
  if (frame.channel === 'stdin-closed') return undefined;
  const text = frame.channel === 'status' ? JSON.stringify(frame.status) : 'text' in frame ? frame.text : '';
  return Buffer.concat([Buffer.of(CHANNELS.indexOf(frame.channel)), toBytes(text)]);
}

function decode(data: Buffer): ExecFrame | undefined {
  const channel = data[0];
  if (channel === 0) return { channel: 'stdin', text: fromBytes(data.subarray(1)) };
  if (channel === CLOSE) return data[1] === 0 ? { channel: 'stdin-closed' } : undefined;
  if (channel !== 4) return undefined;
  try {
    const { Width, Height } = JSON.parse(data.subarray(1).toString('utf8')) as { Width: number; Height: number };
    const isSize = (size: unknown) => Number.isInteger(size) && (size as number) >= 0 && (size as number) < 65_536;
    return isSize(Width) && isSize(Height) ? { channel: 'resize', columns: Width, rows: Height } : undefined;
  } catch {
    return undefined;
  }
}
