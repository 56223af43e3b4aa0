import { formatTime } from '@/lib/api/time';
import { badRequestStatus, failure } from '@/lib/api/status';
import type { KubeObject } from '@/lib/api/object';
import type { LayeredMap } from '@/lib/sim/layered-map';
import type { Sim } from '@/lib/sim/sim';
import type { StreamRead, StreamRef } from '@/lib/sim/http';
import type { ExecRequestOptions, LogOptions, NodeAnswer, NodeProxy } from '../apiserver/node-proxy';
import { mirrorHash } from './static-pods';
import type { PodRecord } from './pod-record';
import type { LogLine, NodeRuntime } from './runtime';

/** A followed log. Plain data. */
export interface LogStream {
  readonly node: string;
  readonly containerId: string;
  /** Lines that were read. */
  readonly position: number;
  readonly timestamps: boolean;
  readonly stream?: string;
}

/** What exec and attach sessions are read through: the world's. */
export interface Sessions {
  readStream(id: string): StreamRead;
  writeStream(id: string, item: unknown): void;
  closeStream(id: string): void;
}

export interface NodeServerOptions {
  readonly sim: Sim;
  runtime(node: string): NodeRuntime;
  record(node: string, uid: string): PodRecord | undefined;
  isUp(node: string): boolean;
  addressOf(node: string): string;
  readonly logStreams: LayeredMap<LogStream>;
  readonly sessions?: Sessions;
}

const MOST_STREAMS = 512;

/** The kubelets' servers as the API server reaches them. Models pkg/kubelet/server and kubelet_pods.go (GetKubeletContainerLogs). */
export function newNodeServer(options: NodeServerOptions): NodeProxy {
  const { logStreams } = options;

  function containerOf(pod: KubeObject, container: string, previous: boolean): { node: string; id: string } {
    const node = pod.spec.nodeName as string;
    if (!options.isUp(node)) {
      const url = `https://${options.addressOf(node)}:10250/containerLogs/${pod.metadata.namespace}/${pod.metadata.name}/${container}`;
      throw failure(500, 'InternalError', `Get "${url}": dial tcp ${options.addressOf(node)}:10250: connect: connection refused`);
    }
    const record = options.record(node, mirrorHash(pod) ?? pod.metadata.uid ?? '')?.containers[container];
    const ended = record?.waiting ? (record.terminated ?? record.last) : record?.last;
    const id = previous ? ended?.containerID?.replace('containerd://', '') : record?.id;
    if (previous && !id) throw badRequestStatus(`previous terminated container "${container}" in pod "${pod.metadata.name}" not found`);
    if (id) return { node, id };
    if (record?.waiting) {
      const { reason } = record.waiting;
      if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff') {
        throw badRequestStatus(
          `container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${reason === 'ErrImagePull' ? "image can't be pulled" : 'trying and failing to pull image'}`,
        );
      }
      throw badRequestStatus(`container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${reason}`);
    }
    const init = (pod.spec.initContainers ?? []).length > 0;
    throw badRequestStatus(
      `container "${container}" in pod "${pod.metadata.name}" is waiting to start: ${init ? 'PodInitializing' : 'ContainerCreating'}`,
    );
  }

  function session(pod: KubeObject, container: string, request: ExecRequestOptions): StreamRef {
    const { node, id } = containerOf(pod, container, false);
    const runtime = options.runtime(node);
    if (runtime.inspect(id)?.state !== 'running') {
      const why = request.command ? 'container not found' : 'container not found';
      throw failure(500, 'InternalError', `unable to upgrade connection: ${why} ("${container}")`);
    }
    const { command, stdin, stdout, stderr, tty } = request;
    const stream = runtime.exec({ containerId: id, ...(command ? { command } : {}), stdin, stdout, stderr, tty });
    return { id: stream, channel: `session/${stream}` };
  }

  return {
    log(pod, container, log): NodeAnswer {
      const { node, id } = containerOf(pod, container, log.previous);
      const runtime = options.runtime(node);
      const lines = runtime.logs(id);
      const wanted = select(lines, log, options.sim.now());
      let text = wanted.map((line) => lineText(line, log.timestamps)).join('');
      if (log.limitBytes !== undefined) text = Buffer.from(text).subarray(0, log.limitBytes).toString('utf8');
      if (!log.follow) return { text };
      if (logStreams.size >= MOST_STREAMS) throw failure(429, 'TooManyRequests', 'too many open log streams');
      const stream = `log/${options.sim.random.uuid()}`;
      logStreams.set(stream, {
        node,
        containerId: id,
        position: lines.length,
        timestamps: log.timestamps,
        ...(log.stream ? { stream: log.stream } : {}),
      });
      return { text, stream: { id: stream, channel: runtime.logChannel(id) } };
    },
    exec: session,
    attach: (pod, container, request) => session(pod, container, { ...request, command: undefined }),
    portForward() {
      throw failure(500, 'InternalError', 'port forwarding to a pod is not simulated at this door');
    },
    readStream(id) {
      const stream = logStreams.get(id);
      if (!stream) return options.sessions?.readStream(id) ?? { items: [], ended: true };
      const runtime = options.runtime(stream.node);
      const lines = runtime.logs(stream.containerId);
      const fresh = lines.slice(stream.position).filter((line) => matchesStream(line, stream.stream));
      const ended = runtime.inspect(stream.containerId)?.state !== 'running';
      if (ended) logStreams.delete(id);
      else if (lines.length !== stream.position) logStreams.set(id, { ...stream, position: lines.length });
      return { items: fresh.map((line) => lineText(line, stream.timestamps)), ended };
    },
    writeStream: (id, item) => options.sessions?.writeStream(id, item),
    closeStream(id) {
      if (!logStreams.delete(id)) options.sessions?.closeStream(id);
    },
  };
}

const matchesStream = (line: LogLine, stream: string | undefined): boolean =>
  !stream || stream === 'All' || stream.toLowerCase() === line.stream;

function select(lines: readonly LogLine[], log: LogOptions, now: number): readonly LogLine[] {
  const since = log.sinceTime ? Date.parse(log.sinceTime) : log.sinceSeconds !== undefined ? now - log.sinceSeconds * 1000 : -Infinity;
  const wanted = lines.filter((line) => line.time >= since && matchesStream(line, log.stream));
  return log.tailLines === undefined || log.tailLines < 0 ? wanted : log.tailLines === 0 ? [] : wanted.slice(-log.tailLines);
}

const lineText = (line: LogLine, timestamps: boolean): string =>
  `${timestamps ? `${formatTime(line.time).slice(0, -1)}.${String(line.time % 1000).padStart(3, '0')}000000Z ` : ''}${line.text}${line.partial ? '' : '\n'}`;
