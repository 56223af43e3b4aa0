import type { ForwardFrame } from '@/lib/cluster/client/client';
import { originOf } from '@/lib/hosts/net/connections';
import type { Origin } from '@/lib/hosts/net/network';
import { Errno } from '@/lib/hosts/process/sys';
import type { HttpRequest, StreamRead, StreamRef } from '@/lib/sim/http';
import type { Core } from '../core';
import type { ContainerRecord } from './node-state';
import { parseRequest, responseText } from './http-text';

interface Connection {
  readonly port: number;
  /** Bytes that are not a whole request yet. */
  readonly input: string;
}

/** Ports of a pod that a client holds open. Immutable data; replaced when it changes. */
export interface Forward {
  readonly id: string;
  readonly node: string;
  /** The pod's sandbox, whose network it speaks from: containers may end and start meanwhile. */
  readonly sandboxId: string;
  readonly podUid: string;
  readonly connections: Readonly<Record<string, Connection>>;
  readonly frames: readonly ForwardFrame[];
}

const MOST_FORWARDS = 64;
const MOST_INPUT = 16 * 1024 * 1024;

/**
 * Connections forwarded to ports of pods, as the kubelet's server and the container runtime would carry them. Clients outside
 * of the world send bytes, which have to be HTTP/1.x as the services of the simulation speak in requests and answers; those
 * inside send their requests as they are, of whatever protocol.
 */
export class PortForwards {
  constructor(private readonly core: Core) {}

  start(node: string, container: ContainerRecord): StreamRef {
    const { core } = this;
    if (core.forwards.size >= MOST_FORWARDS) throw new Error('too many forwarded ports');
    const id = `portforward/${core.nextSession++}`;
    core.forwards.set(id, { id, node, sandboxId: container.spec.sandboxId, podUid: container.spec.podUid, connections: {}, frames: [] });
    return { id, channel: id };
  }

  has(id: string): boolean {
    return this.core.forwards.has(id);
  }

  read(id: string): StreamRead {
    const forward = this.core.forwards.get(id);
    if (!forward) return { items: [], ended: true };
    if (forward.frames.length > 0) this.core.forwards.set(id, { ...forward, frames: [] });
    return { items: forward.frames, ended: false };
  }

  write(id: string, frame: ForwardFrame): void {
    const forward = this.core.forwards.get(id);
    if (!forward) return;
    if (frame.type === 'open') this.connect(forward, frame.connection, frame.port);
    else if (frame.type === 'end') this.core.forwards.set(id, { ...forward, connections: without(forward, frame.connection) });
    else if (frame.type === 'data') this.take(forward, frame.connection, frame.bytes);
    else if (frame.type === 'request') this.ask(forward, frame.connection, frame.request);
    this.core.sim.notify(id);
  }

  close(id: string): boolean {
    return this.core.forwards.delete(id);
  }

  /** A container that runs in the pod. */
  private container({ node, sandboxId }: Forward): ContainerRecord | undefined {
    const records = [...(this.core.nodes.get(node)?.containers.values() ?? [])];
    return records.find(({ spec, finishedAt }) => spec.sandboxId === sandboxId && finishedAt === undefined);
  }

  private connect(forward: Forward, id: string, port: number): void {
    const { sandboxId, podUid } = forward;
    const origin = this.origin(forward);
    const forwarding = `error forwarding port ${port} to pod ${sandboxId}, uid ${podUid}: `;
    if (!origin) return this.fail(forward, id, `${forwarding}failed to find sandbox "${sandboxId}" in store: not found`);
    try {
      this.core.handlers.network.dial(origin, '127.0.0.1', port, 'tcp');
      this.core.forwards.set(forward.id, { ...forward, connections: { ...forward.connections, [id]: { port, input: '' } } });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const namespace = `/var/run/netns/cni-${sandboxId.slice(0, 8)}`;
      this.fail(
        forward,
        id,
        `${forwarding}failed to execute portforward in network namespace "${namespace}": failed to connect to localhost:${port} inside namespace "${sandboxId}", IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused IPv6 dial tcp6: address localhost: no suitable address found `,
      );
    }
  }

  /** Answers a request that came as one. */
  private ask(forward: Forward, id: string, request: Omit<HttpRequest, 'peer'>): void {
    const connection = forward.connections[id];
    const origin = this.origin(forward);
    if (!connection) return;
    if (!origin) return this.end(forward, id);
    try {
      const to = { scheme: 'http' as const, host: '127.0.0.1', port: connection.port };
      const response = this.core.handlers.network.http(origin, '127.0.0.1', to, request);
      this.add(forward, [{ type: 'response', connection: id, response }]);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      this.end(forward, id);
    }
  }

  private take(forward: Forward, id: string, bytes: string): void {
    const connection = forward.connections[id];
    const origin = this.origin(forward);
    if (!connection) return;
    if (!origin) return this.end(forward, id);
    let input = connection.input + bytes;
    const frames: ForwardFrame[] = [];
    const kept = () => this.add(forward, frames, { ...forward.connections, [id]: { ...connection, input } });
    try {
      if (input.length > MOST_INPUT) throw new Error('request too large');
      while (input !== '') {
        const parsed = parseRequest(input);
        if (!parsed) break;
        input = parsed.rest;
        const { request } = parsed;
        const to = { scheme: 'http' as const, host: '127.0.0.1', port: connection.port };
        const response = this.core.handlers.network.http(origin, '127.0.0.1', to, request);
        frames.push({ type: 'data', connection: id, bytes: responseText(response, request.method) });
        if (parsed.last) return this.end(kept(), id);
      }
      kept();
    } catch (error) {
      if (error instanceof Errno) return this.end(kept(), id);
      this.fail(kept(), id, `only HTTP is simulated behind forwarded ports: ${(error as Error).message}`);
    }
  }

  private origin(forward: Forward): Origin | undefined {
    const container = this.container(forward);
    return container && originOf(this.core.kernel(forward.node).state, { ns: container.id } as never);
  }

  private add(forward: Forward, frames: readonly ForwardFrame[], connections = forward.connections): Forward {
    const next = { ...forward, connections, frames: [...forward.frames, ...frames] };
    this.core.forwards.set(forward.id, next);
    return next;
  }

  private fail(forward: Forward, id: string, text: string): void {
    this.end(this.add(forward, [{ type: 'error', connection: id, text }]), id);
  }

  private end(forward: Forward, id: string): void {
    this.add(forward, [{ type: 'end', connection: id }], without(forward, id));
  }
}

function without({ connections }: Forward, id: string): Forward['connections'] {
  const { [id]: _, ...rest } = connections;
  return rest;
}
