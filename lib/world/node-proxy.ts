import type { KubeObject } from '@/lib/api/object';
import { failure } from '@/lib/api/status';
import type { ExecRequestOptions, LogOptions, NodeAnswer, NodeProxy } from '@/lib/cluster/apiserver/node-proxy';
import type { ForwardFrame } from '@/lib/cluster/client/client';
import type { LogLine } from '@/lib/cluster/kubelet/runtime';
import type { StreamRead, StreamRef } from '@/lib/sim/http';
import { byteLength } from '@/lib/hosts/text';
import type { Core } from './core';
import { execInContainer } from './runtime/exec';
import { logChannelOf } from './runtime/logs';
import type { ContainerRecord, NodeState } from './runtime/node-state';
import { PortForwards } from './runtime/port-forward';
import { HostRuntime } from './runtime/node-runtime';
import { closeSession, readSession, writeSession } from './runtime/sessions';

/** A followed log: how far it has been read. Plain data. */
export interface LogFollow {
  readonly node: string;
  readonly containerId: string;
  readonly options: LogOptions;
  /** Lines given out so far. */
  readonly given: number;
}

const MOST_FOLLOWS = 256;

/** The API server's way to the nodes: logs and sessions of containers. */
export class WorldNodeProxy implements NodeProxy {
  private readonly forwards: PortForwards;

  constructor(
    private readonly core: Core,
    readonly follows: Map<string, LogFollow> = new Map(),
  ) {
    this.forwards = new PortForwards(core);
  }

  log(pod: KubeObject, container: string, options: LogOptions): NodeAnswer {
    const { node, record } = this.find(pod, container, options.previous);
    const lines = this.lines(node.name, record.id);
    const text = format(lines, options, this.core.sim.now());
    if (!options.follow || record.finishedAt !== undefined) return { text };
    if (this.follows.size >= MOST_FOLLOWS) throw failure(429, 'TooManyRequests', 'too many followed logs', {});
    const id = `log/${this.core.nextSession++}`;
    this.follows.set(id, { node: node.name, containerId: record.id, options, given: lines.filter((line) => !line.partial).length });
    const channel = new HostRuntime(this.core, node.name).logChannel(record.id);
    return { text, stream: { id, channel } };
  }

  exec(pod: KubeObject, container: string, options: ExecRequestOptions): StreamRef {
    const { node, record } = this.running(pod, container);
    return execInContainer(this.core, node, { containerId: record.id, ...options });
  }

  attach(pod: KubeObject, container: string, options: ExecRequestOptions): StreamRef {
    const { node, record } = this.running(pod, container);
    return execInContainer(this.core, node, {
      containerId: record.id,
      stdin: options.stdin,
      stdout: options.stdout,
      stderr: options.stderr,
      tty: options.tty,
    });
  }

  portForward(pod: KubeObject): StreamRef {
    const first = (pod.spec?.containers as readonly { name: string }[])[0]!.name;
    const { node, record } = this.running(pod, first);
    return this.forwards.start(node.name, record);
  }

  readStream(id: string): StreamRead {
    if (this.forwards.has(id)) return this.forwards.read(id);
    const follow = this.follows.get(id);
    if (!follow) return readSession(this.core, id);
    const record = this.core.nodes.get(follow.node)?.containers.get(follow.containerId);
    const lines = this.lines(follow.node, follow.containerId).filter((line) => !line.partial);
    const fresh = lines.slice(follow.given);
    const ended = !record || record.finishedAt !== undefined;
    if (ended) this.follows.delete(id);
    else this.follows.set(id, { ...follow, given: lines.length });
    const text = fresh.map((line) => render(line, follow.options)).join('');
    return { items: text ? [text] : [], ended };
  }

  writeStream(id: string, item: unknown): void {
    if (this.forwards.has(id)) this.forwards.write(id, item as ForwardFrame);
    else writeSession(this.core, id, item);
  }

  closeStream(id: string): void {
    if (!this.forwards.close(id) && !this.follows.delete(id)) closeSession(this.core, id);
  }

  private lines(node: string, containerId: string): readonly LogLine[] {
    return new HostRuntime(this.core, node).logs(containerId);
  }

  private running(pod: KubeObject, container: string): { node: NodeState; record: ContainerRecord } {
    const found = this.find(pod, container, false);
    if (found.record.finishedAt === undefined) return found;
    throw failure(500, 'InternalError', `Internal error occurred: unable to upgrade connection: container not found ("${container}")`, {});
  }

  private find(pod: KubeObject, container: string, previous: boolean): { node: NodeState; record: ContainerRecord } {
    const { name, namespace, uid, annotations } = pod.metadata;
    const node = this.core.nodes.get(pod.spec?.nodeName as string);
    const uids = [uid, annotations?.['kubernetes.io/config.hash'], annotations?.['kubernetes.io/config.mirror']];
    const attempts = [...(node?.containers.values() ?? [])]
      .filter(
        ({ spec }) =>
          spec.name === container &&
          spec.pod === name &&
          spec.namespace === namespace &&
          (uids.includes(spec.podUid) || uids[1] !== undefined),
      )
      .sort((a, b) => b.spec.attempt - a.spec.attempt);
    const record = attempts[previous ? 1 : 0];
    if (node && record) return { node, record };
    const statuses = [
      ...(pod.status?.containerStatuses ?? []),
      ...(pod.status?.initContainerStatuses ?? []),
    ] as readonly KubeObject['status'][];
    const state = statuses.find((status) => status.name === container)?.state;
    const reason = state?.waiting?.reason as string | undefined;
    if (previous) throw failure(400, 'BadRequest', `previous terminated container "${container}" in pod "${name}" not found`, {});
    if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff') {
      throw failure(
        400,
        'BadRequest',
        `container "${container}" in pod "${name}" is waiting to start: trying and failing to pull image`,
        {},
      );
    }
    throw failure(400, 'BadRequest', `container "${container}" in pod "${name}" is waiting to start: ${reason ?? 'ContainerCreating'}`, {});
  }
}

function format(all: readonly LogLine[], options: LogOptions, now: number): string {
  let lines = all;
  if (options.stream && options.stream !== 'All') lines = lines.filter(({ stream }) => stream === options.stream!.toLowerCase());
  const since = options.sinceTime
    ? Date.parse(options.sinceTime)
    : options.sinceSeconds === undefined
      ? undefined
      : now - options.sinceSeconds * 1000;
  if (since !== undefined) lines = lines.filter(({ time }) => time >= since);
  if (options.tailLines !== undefined) lines = options.tailLines === 0 ? [] : lines.slice(-options.tailLines);
  const text = lines.map((line) => render(line, options)).join('');
  if (options.limitBytes === undefined || byteLength(text) <= options.limitBytes) return text;
  return text.slice(0, options.limitBytes);
}

const render = (line: LogLine, options: LogOptions): string =>
  `${options.timestamps ? `${new Date(line.time).toISOString().replace('Z', '000000Z')} ` : ''}${line.text}${line.partial ? '' : '\n'}`;

export { logChannelOf };
