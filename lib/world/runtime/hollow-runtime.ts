import type {
  ContainerSpec,
  ContainerState,
  ContainerUsage,
  LogLine,
  NodeRuntime,
  NodeUsage,
  ProbeHandle,
  PullState,
  Sandbox,
  SandboxSpec,
} from '@/lib/cluster/kubelet/runtime';
import { AT_REST } from '@/lib/cluster/kubelet/fake-runtime';
import { digestOf, parseReference } from '@/lib/cluster/images';
import { failure } from '@/lib/api/status';
import type { Core } from '../core';
import { freeAddress } from './addresses';
import { logChannelOf } from './logs';
import type { ContainerRecord, NodeState } from './node-state';
import { stateOf } from './container-state';
import { newId } from './start-container';

const QUEUE = 'hollow-runtime';
const JOB_MS = 1_000;
const JOB_LABEL = 'batch.kubernetes.io/job-name';
/**
 * Annotations of a pod that say how it is to go: `run: "true"` keeps a Job's pod running, `exit: "42"` ends it with that code,
 * `notready: "true"` keeps it from being ready.
 */
const RUN = 'fake.kubelet/run';
const NOT_READY = 'fake.kubelet/notready';
const EXIT = 'fake.kubelet/exit';
/** Names that no registry has. */
const MISSING = /does-?not-?exist|no-?such|broken/;

/** Binds the queue on which the containers of Jobs succeed. */
export function bindHollowQueue(core: Core): void {
  core.sim.on(QUEUE, (key) => {
    const [node = '', id = ''] = key.split(' ');
    const state = core.nodes.get(node);
    if (state) end(core, state, id, state.containers.get(id)?.spec.init ? 0 : exitCodeOf(state, id));
  });
}

const exitCodeOf = (node: NodeState, id: string): number =>
  Number(node.sandboxes.get(node.containers.get(id)?.spec.sandboxId ?? '')?.spec.annotations[EXIT] ?? 0) || 0;

function end(core: Core, node: NodeState, id: string, exitCode = 0): void {
  const record = node.containers.get(id);
  if (!record || record.finishedAt !== undefined) return;
  node.containers.set(id, { ...record, finishedAt: core.sim.now(), exitCode });
  core.sim.enqueue(record.spec.wake.queue, record.spec.wake.key);
}

/** A node without a machine: images are there, containers run and pass their probes, those of Jobs succeed after a second. */
export class HollowRuntime implements NodeRuntime {
  constructor(
    private readonly core: Core,
    private readonly nodeName: string,
  ) {}

  private get node(): NodeState {
    return this.core.nodes.get(this.nodeName)!;
  }

  pull(image: string): PullState {
    const reference = parseReference(image);
    if (!reference || MISSING.test(image)) {
      const text = reference?.text ?? image;
      const error = `rpc error: code = NotFound desc = failed to pull and unpack image "${text}": failed to resolve reference "${text}": ${text}: not found`;
      return { state: 'failed', error };
    }
    const { text, repository } = reference;
    const digest = digestOf(text);
    this.node.images.set(text, { name: text, digest, imageId: `${repository}@${digest}`, sizeBytes: 0, elapsedMs: 0 });
    return { state: 'done', digest, sizeBytes: 0, elapsedMs: 0 };
  }

  imagePresent(image: string): boolean {
    return this.node.images.has(parseReference(image)?.text ?? '');
  }

  createSandbox(spec: SandboxSpec): Sandbox {
    const { node, core } = this;
    const id = newId(core);
    const ips = spec.hostNetwork ? [node.ip] : [this.address()];
    node.sandboxes.set(id, { id, spec, ips, createdAt: core.sim.now() });
    return { id, ips };
  }

  private address(): string {
    const { node } = this;
    const found = freeAddress(node.podPrefix, node.nextAddress, node.sandboxes.addresses);
    if (!found) throw new Error('failed to setup network for sandbox: no more IP addresses available in the node block');
    node.nextAddress = found.next;
    return found.ip;
  }

  stopSandbox(sandboxId: string): void {
    const sandbox = this.node.sandboxes.get(sandboxId);
    if (!sandbox) return;
    this.node.sandboxes.set(sandboxId, { ...sandbox, ips: [] });
  }

  removeSandbox(sandboxId: string): void {
    for (const { id, spec } of [...this.node.containers.values()]) if (spec.sandboxId === sandboxId) this.remove(id);
    this.node.sandboxes.delete(sandboxId);
  }

  start(spec: ContainerSpec): string {
    const { node, core } = this;
    const id = newId(core);
    const image = parseReference(spec.image)?.text ?? spec.image;
    const record: ContainerRecord = {
      id,
      spec,
      image,
      imageId: node.images.get(image)?.imageId ?? image,
      pid: 0,
      stopSignal: 'TERM',
      startedAt: core.sim.now(),
      logPath: '',
      imageBytes: 0,
    };
    node.containers.set(id, record);
    const { labels = {}, annotations = {} } = node.sandboxes.get(spec.sandboxId)?.spec ?? {};
    if (spec.init) core.sim.after(QUEUE, `${node.name} ${id}`, 0);
    else if ((JOB_LABEL in labels && annotations[RUN] !== 'true') || EXIT in annotations)
      core.sim.after(QUEUE, `${node.name} ${id}`, JOB_MS);
    return id;
  }

  inspect(containerId: string): ContainerState | undefined {
    const record = this.node.containers.get(containerId);
    if (!record) return undefined;
    const { annotations = {} } = this.node.sandboxes.get(record.spec.sandboxId)?.spec ?? {};
    return { ...stateOf(record), ...(annotations[NOT_READY] === 'true' && { unready: true }) };
  }

  list(): readonly ContainerState[] {
    return [...this.node.containers.values()].map(stateOf);
  }

  stop(containerId: string): void {
    end(this.core, this.node, containerId, 143);
  }

  update(containerId: string, resources: Partial<ContainerSpec>): void {
    const record = this.node.containers.get(containerId);
    if (record) this.node.containers.set(containerId, { ...record, spec: { ...record.spec, ...resources } });
  }

  /** Nothing is known of images here: none runs as root. */
  imageUser(): { uid: number } {
    return { uid: 1 };
  }

  images(): readonly [] {
    return [];
  }

  removeImage(): void {}

  emptyDirBytes(): number {
    return 0;
  }

  /** No machine, no memory of one: pressure is unknown here. */
  kept(): undefined {
    return undefined;
  }

  keep(): void {}

  runtimeDown(): undefined {
    return undefined;
  }

  remove(containerId: string): void {
    this.node.containers.delete(containerId);
  }

  execProbe(containerId: string): ProbeHandle {
    return { id: containerId };
  }

  probeResult(): { done: boolean; exitCode: number; output: string } {
    return { done: true, exitCode: 0, output: '' };
  }

  httpProbe(): { status: number; body: string } {
    return { status: 200, body: '' };
  }

  grpcProbe(): { status: string } {
    return { status: 'SERVING' };
  }

  tcpProbe(): Record<string, never> {
    return {};
  }

  usage(containerId: string): ContainerUsage | undefined {
    const record = this.node.containers.get(containerId);
    if (!record || record.finishedAt !== undefined) return undefined;
    const seconds = (this.core.sim.now() - record.startedAt) / 1000;
    const cpuNanoSeconds = Math.round(seconds * 1e6);
    const rest = { throttledNanoSeconds: 0, processes: 1, rootfsBytes: 0, logBytes: 0 };
    return { cpuNanoCores: 1e6, cpuNanoSeconds, memoryBytes: 8 * 2 ** 20, ...rest };
  }

  nodeUsage(): NodeUsage {
    return AT_REST;
  }

  logs(containerId: string): readonly LogLine[] {
    const record = this.node.containers.get(containerId);
    if (!record) return [];
    return [{ time: record.startedAt, stream: 'stdout', text: `hello from ${record.spec.pod}/${record.spec.name}` }];
  }

  logChannel(containerId: string): string {
    return logChannelOf(containerId);
  }

  /** Nothing runs here, and so does nothing that could be asked to run. */
  exec(): string {
    throw failure(500, 'InternalError', 'Internal error occurred: unable to upgrade connection: 404 page not found', {});
  }

  readNodeFile(): undefined {
    return undefined;
  }

  listNodeDir(path: string): readonly string[] {
    return path === '/etc/cni/net.d' ? ['10-hollow.conflist'] : [];
  }

  writeVolume(): void {}
}
