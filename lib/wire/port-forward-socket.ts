import type { WebSocket } from 'ws';
import type { ApiDoor, ForwardFrame } from '@/lib/cluster/client/client';
import type { Sim } from '@/lib/sim/sim';
import type { StreamRef } from '@/lib/sim/http';
import { dataFrames, FrameReader, pingFrame, replyFrame, type Frame } from './spdy/frames';
import { HeaderBlocks } from './spdy/header-block';

/** Subprotocol of port forwarding: SPDY inside WebSocket messages (k8s.io/apimachinery/pkg/util/portforward). */
export const PORT_FORWARD_PROTOCOL = 'SPDY/3.1+portforward.k8s.io';

/** The same without the slash, which `ws` takes for no part of a name: requests are read, and answers written, with the real one. */
export const PORT_FORWARD_ALIAS = PORT_FORWARD_PROTOCOL.replace('/', '-');

const MOST_CONNECTIONS = 64;

interface Connection {
  readonly port: number;
  error?: number;
  data?: number;
}

/** Carries forwarded connections between a client's SPDY streams and the pod until either side ends. */
export function servePortForward(socket: WebSocket, door: ApiDoor, sim: Sim, stream: StreamRef, wake: () => void): void {
  const reader = new FrameReader();
  const blocks = new HeaderBlocks();
  const connections = new Map<string, Connection>();
  let over = false;
  let turn: Promise<void> = Promise.resolve();
  const finish = () => {
    if (over) return;
    over = true;
    stop();
    door.closeStream(stream.id);
    wake();
  };
  const send = (bytes: Buffer) => socket.readyState === socket.OPEN && socket.send(bytes);
  const tell = (frame: ForwardFrame) => {
    door.writeStream(stream.id, frame);
    wake();
    flush();
  };

  function flush(): void {
    if (over) return;
    const { items, ended } = door.readStream(stream.id);
    for (const frame of items as readonly ForwardFrame[]) answer(frame);
    if (ended) {
      socket.close(1000);
      finish();
    }
  }

  function answer(frame: ForwardFrame): void {
    const connection = connections.get(frame.connection);
    if (!connection) return;
    if (frame.type === 'data' && connection.data) send(dataFrames(connection.data, Buffer.from(frame.bytes, 'latin1'), false));
    if (frame.type === 'error' && connection.error) send(dataFrames(connection.error, Buffer.from(frame.text, 'utf8'), false));
    if (frame.type !== 'end') return;
    for (const id of [connection.error, connection.data]) if (id) send(dataFrames(id, Buffer.alloc(0), true));
    connections.delete(frame.connection);
  }

  async function take(frame: Frame): Promise<void> {
    if (frame.type === 'ping') send(pingFrame(frame.id));
    else if (frame.type === 'away') socket.close(1000);
    else if (frame.type === 'open') await open(frame);
    else if (frame.type === 'data' || frame.type === 'reset') {
      const [id] = [...connections].find(([, connection]) => connection.data === frame.stream) ?? [];
      if (id === undefined) return;
      if (frame.type === 'data' && frame.data.length > 0) tell({ type: 'data', connection: id, bytes: frame.data.toString('latin1') });
      if (frame.type === 'reset' || frame.fin) tell({ type: 'end', connection: id });
    }
  }

  async function open(frame: Frame & { type: 'open' }): Promise<void> {
    const headers = await blocks.read(frame.block);
    send(replyFrame(frame.stream, await blocks.writeEmpty()));
    const id = headers.get('requestid') ?? '';
    const connection: Connection = connections.get(id) ?? { port: Number(headers.get('port')) };
    if (!connections.has(id) && connections.size >= MOST_CONNECTIONS) throw new Error('too many connections');
    connections.set(id, connection);
    if (headers.get('streamtype') === 'error') connection.error = frame.stream;
    else if (headers.get('streamtype') === 'data') connection.data = frame.stream;
    if (connection.error && connection.data) tell({ type: 'open', connection: id, port: connection.port });
  }

  const stop = sim.listen(stream.channel, () => setImmediate(flush));
  socket.on('message', (bytes: Buffer) => {
    // Header blocks are expanded one after the other: they share a dictionary that grows.
    turn = turn
      .then(async () => {
        for (const frame of over ? [] : reader.push(bytes)) await take(frame);
      })
      .catch(() => socket.close(1002));
  });
  socket.on('close', finish);
  socket.on('error', finish);
}
