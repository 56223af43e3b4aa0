import type { ForwardFrame } from '@/lib/cluster/client/client';
import { originOf } from '@/lib/hosts/net/connections';
import { Errno } from '@/lib/hosts/process/sys';
import type { StreamRead, StreamRef } from '@/lib/sim/http';
import type { Core } from '../core';
import type { ContainerRecord } from './node-state';
import { parseRequest, responseText } from './http-text';

interface Connection {
  readonly port: number;
  /** Bytes that are not a whole request yet. */
  input: string;
}

interface Forward {
  readonly node: string;
  /** A container of the pod, whose network it speaks from. */
  readonly container: ContainerRecord;
  readonly connections: Map<string, Connection>;
  frames: ForwardFrame[];
}

const MOST_FORWARDS = 64;
const MOST_INPUT = 16 * 1024 * 1024;

/**
 * Connections forwarded to ports of pods, as the kubelet's server and the container runtime would carry them. Services of
 * the simulation speak in requests and answers, so that what is carried has to be HTTP/1.x. A forward belongs to a client
 * outside the world and is no part of its state.
 */
export class PortForwards {
  private readonly open = new Map<string, Forward>();
  private next = 1;

  constructor(private readonly core: Core) {}

  start(node: string, container: ContainerRecord): StreamRef {
    if (this.open.size >= MOST_FORWARDS) throw new Error('too many forwarded ports');
    const id = `portforward/${this.next++}`;
    this.open.set(id, { node, container, connections: new Map(), frames: [] });
    return { id, channel: id };
  }

  has(id: string): boolean {
    return this.open.has(id);
  }

  read(id: string): StreamRead {
    const forward = this.open.get(id);
    if (!forward) return { items: [], ended: true };
    const items = forward.frames;
    forward.frames = [];
    const record = this.core.nodes.get(forward.node)?.containers.get(forward.container.id);
    return { items, ended: !record || record.finishedAt !== undefined };
  }

  write(id: string, frame: ForwardFrame): void {
    const forward = this.open.get(id);
    if (!forward) return;
    if (frame.type === 'open') this.connect(forward, frame.connection, frame.port);
    else if (frame.type === 'end') forward.connections.delete(frame.connection);
    else if (frame.type === 'data') this.take(forward, frame.connection, frame.bytes);
    this.core.sim.notify(id);
  }

  close(id: string): boolean {
    return this.open.delete(id);
  }

  private connect(forward: Forward, id: string, port: number): void {
    try {
      this.core.handlers.network.dial(this.origin(forward), '127.0.0.1', port, 'tcp');
      forward.connections.set(id, { port, input: '' });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const namespace = `/var/run/netns/cni-${forward.container.spec.sandboxId.slice(0, 8)}`;
      this.fail(
        forward,
        id,
        `error forwarding port ${port} to pod ${forward.container.spec.sandboxId}, uid : failed to execute portforward in network namespace "${namespace}": failed to connect to localhost:${port} inside namespace "${forward.container.spec.sandboxId}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found `,
      );
    }
  }

  private take(forward: Forward, id: string, bytes: string): void {
    const connection = forward.connections.get(id);
    if (!connection) return;
    connection.input += bytes;
    try {
      if (connection.input.length > MOST_INPUT) throw new Error('request too large');
      while (connection.input !== '') {
        const parsed = parseRequest(connection.input);
        if (!parsed) return;
        connection.input = parsed.rest;
        const { request } = parsed;
        const { port } = connection;
        const to = { scheme: 'http' as const, host: '127.0.0.1', port };
        const response = this.core.handlers.network.http(this.origin(forward), '127.0.0.1', to, request);
        forward.frames.push({ type: 'data', connection: id, bytes: responseText(response, request.method) });
        if (parsed.last) return this.end(forward, id);
      }
    } catch (error) {
      if (error instanceof Errno) return this.end(forward, id);
      const why = (error as Error).message;
      this.fail(forward, id, `only HTTP is simulated behind forwarded ports: ${why}`);
    }
  }

  private origin({ node, container }: Forward) {
    return originOf(this.core.kernel(node).state, { ns: container.id } as never);
  }

  private fail(forward: Forward, id: string, text: string): void {
    forward.frames.push({ type: 'error', connection: id, text });
    this.end(forward, id);
  }

  private end(forward: Forward, id: string): void {
    forward.connections.delete(id);
    forward.frames.push({ type: 'end', connection: id });
  }
}
