import type {
  ContainerSpec,
  ContainerState,
  ContainerUsage,
  ExecOptions,
  KubeletMemory,
  LogLine,
  NodeRuntime,
  NodeUsage,
  ProbeHandle,
  PullState,
  RegistryCredential,
  Sandbox,
  SandboxSpec,
  VolumeFile,
  VolumeSetUp,
} from '@/lib/cluster/kubelet/runtime';
import { lookUpImage, parseReference } from '@/lib/cluster/images';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { originOf } from '@/lib/hosts/net/connections';
import { Errno } from '@/lib/hosts/process/sys';
import { setLoad } from '@/lib/hosts/process/usage';

import type { Core } from '../core';
import { bootsOf } from '../hosts/boots';
import { KUBELET_PID, KUBELET_VERSION, serverErrorOf } from '../hosts/kubelet-access';
import { klogHead } from '../programs/daemon';
import { watchMemory } from './memory';
import { execInContainer } from './exec';
import { logChannelOf } from './logs';
import { stateOf } from './container-state';
import { imageOn, imagesIn, KUBERNETES } from './node-images';
import { pushedImage, refusedBy } from './pushed-images';
import type { NodeState } from './node-state';
import { attach, configuredNetwork, detach } from './pod-network';
import { containerEnded, newId, pauseOf, startContainer } from './start-container';
import { containerUsage, nodeUsage } from './usage';
import { diskStore } from './disks';
import { filesStore, setUpVolume, tearDownVolumes, writeFiles } from './volumes';

const RUNTIME_QUEUE = 'runtime';
/** Runtimes that containerd is configured with. */
const KNOWN_HANDLERS = new Set(['runc', '']);
const MOST_IMAGES_PULLED = 200;

/** Binds the queue on which containers are killed after their grace, and probes end. */
export function bindRuntimeQueue(core: Core): void {
  core.sim.on(RUNTIME_QUEUE, (key) => {
    const [what, nodeName = '', id = ''] = key.split(' ');
    const node = core.nodes.get(nodeName);
    if (!node) return;
    const kernel = core.kernel(nodeName);
    if (what === 'oom') watchMemory(core, kernel, node, id);
    else if (what === 'kill') {
      const record = node.containers.get(id);
      const process = record && kernel.state.process(record.pid);
      if (process && record.finishedAt === undefined) kernel.kill(process, 'KILL');
    } else if (what === 'probe') {
      const probe = node.probes.get(id);
      if (!probe || probe.done) return;
      node.probes.set(id, { ...probe, done: true, error: 'timeout' });
      const process = probe.pid === undefined ? undefined : kernel.state.process(probe.pid);
      if (process) kernel.kill(process, 'KILL');
      wake(core, node, probe.containerId);
    }
  });
}

function wake(core: Core, node: NodeState, containerId: string): void {
  const record = node.containers.get(containerId);
  if (record) core.sim.enqueue(record.spec.wake.queue, record.spec.wake.key);
}

/** The container runtime of one node, over its simulated host. */
export class HostRuntime implements NodeRuntime {
  constructor(
    private readonly core: Core,
    private readonly nodeName: string,
  ) {}

  private get node(): NodeState {
    return this.core.nodes.get(this.nodeName)!;
  }

  private get kernel(): Kernel {
    return this.core.kernel(this.nodeName);
  }

  pull(image: string, credentials: readonly RegistryCredential[] = [], namespace = KUBERNETES): PullState {
    const { node, core } = this;
    const images = imagesIn(node, namespace);
    const pushed = pushedImage(core, parseReference(image)?.text ?? '');
    if (pushed) {
      const refused = refusedBy(image, credentials);
      if (refused !== undefined) return { state: 'failed', error: `rpc error: code = Unknown desc = ${refused}` };
      images.set(pushed.name, pushed);
      return { state: 'done', digest: pushed.digest, sizeBytes: pushed.sizeBytes, elapsedMs: 400 };
    }
    const lookup = lookUpImage(image, credentials);
    if (!('found' in lookup)) return { state: 'failed', error: `rpc error: code = ${lookup.code} desc = ${lookup.error}` };
    const { found } = lookup;
    const { text } = found.reference;
    const now = core.sim.now();
    const key = namespace === KUBERNETES ? text : `${namespace} ${text}`;
    const done = images.get(text);
    const pull = node.pulls.get(key);
    if (done && !pull) return { state: 'done', digest: done.digest, sizeBytes: done.sizeBytes, elapsedMs: 400 };
    if (!pull) {
      const doneAt = now + found.pullMs;
      node.pulls.set(key, { startedAt: now, doneAt });
      return { state: 'pulling', doneAt };
    }
    if (now < pull.doneAt) return { state: 'pulling', doneAt: pull.doneAt };
    node.pulls.delete(key);
    if (images.size >= MOST_IMAGES_PULLED) return { state: 'failed', error: 'rpc error: code = Unknown desc = no space left on device' };
    const elapsedMs = pull.doneAt - pull.startedAt;
    images.set(text, {
      name: text,
      digest: found.digest,
      imageId: `${found.reference.repository}@${found.digest}`,
      sizeBytes: found.sizeBytes,
      elapsedMs,
    });
    return { state: 'done', digest: found.digest, sizeBytes: found.sizeBytes, elapsedMs };
  }

  imagePresent(image: string): boolean {
    const reference = parseReference(image);
    return reference !== undefined && this.node.images.has(reference.text);
  }

  createSandbox(spec: SandboxSpec): Sandbox {
    const { node, core, kernel } = this;
    const id = newId(core);
    const handler = spec.runtimeHandler;
    if (handler !== undefined && !KNOWN_HANDLERS.has(handler))
      throw new Error(`rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "${handler}" is configured`);
    const ips = spec.hostNetwork ? [node.ip] : [attach(core, node.name, id, spec)];
    if (!spec.hostNetwork) kernel.setNet({ id, addresses: ips });
    node.sandboxes.set(id, { id, spec, ips, createdAt: core.sim.now() });
    return { id, ips };
  }

  sandboxReady(sandboxId: string): boolean {
    const sandbox = this.node.sandboxes.get(sandboxId);
    return sandbox !== undefined && !sandbox.lost;
  }

  bootId(): string | undefined {
    const boots = bootsOf(this.kernel);
    return boots.length > 1 ? boots.at(-1)!.id : undefined;
  }

  networkReady(): boolean {
    return configuredNetwork(this.kernel) !== undefined;
  }

  stopSandbox(sandboxId: string): void {
    const sandbox = this.node.sandboxes.get(sandboxId);
    if (!sandbox || sandbox.ips.length === 0) return;
    this.node.sandboxes.set(sandboxId, { ...sandbox, ips: [] });
    this.kernel.state.nets.delete(sandboxId);
    detach(this.core, this.nodeName, sandboxId);
    this.endPause(sandboxId);
  }

  private endPause(sandboxId: string): void {
    const { kernel } = this;
    const ns = pauseOf(sandboxId);
    for (const process of [...kernel.state.processes.values()]) if (process.ns === ns) kernel.kill(process, 'KILL');
    kernel.state.namespaces.delete(ns);
    kernel.state.stores.delete(`container/${ns}`);
  }

  removeSandbox(sandboxId: string): void {
    const { node, kernel } = this;
    const sandbox = node.sandboxes.get(sandboxId);
    if (!sandbox) return;
    for (const record of [...node.containers.values()]) if (record.spec.sandboxId === sandboxId) this.remove(record.id);
    node.sandboxes.delete(sandboxId);
    kernel.state.nets.delete(sandboxId);
    this.endPause(sandboxId);
    for (const store of [...kernel.state.stores.keys()]) {
      if (store.startsWith(`files/${sandboxId}/`)) kernel.state.stores.delete(store);
    }
  }

  start(spec: ContainerSpec): string {
    return startContainer(this.core, this.node, spec).id;
  }

  inspect(containerId: string): ContainerState | undefined {
    const record = this.node.containers.get(containerId);
    return record && stateOf(record);
  }

  list(): readonly ContainerState[] {
    return [...this.node.containers.values()].filter(({ spec }) => spec.containerdNamespace === undefined).map(stateOf);
  }

  stop(containerId: string, graceSeconds: number): void {
    const { core, kernel, node } = this;
    const record = node.containers.get(containerId);
    if (!record || record.finishedAt !== undefined) return;
    const process = kernel.state.process(record.pid);
    if (!process) return;
    if (graceSeconds <= 0) return kernel.kill(process, 'KILL');
    kernel.kill(process, record.stopSignal);
    if (process.status !== 'zombie') core.sim.after(RUNTIME_QUEUE, `kill ${node.name} ${containerId}`, graceSeconds * 1000);
  }

  update(containerId: string, resources: Partial<Pick<ContainerSpec, 'cpuLimitMillis' | 'cpuRequestMillis' | 'memoryLimitBytes'>>): void {
    const { kernel, node } = this;
    const record = node.containers.get(containerId);
    const ns = kernel.state.namespaces.get(containerId);
    if (!record || !ns) return;
    node.containers.set(containerId, { ...record, spec: { ...record.spec, ...resources } });
    // What has been used until now was used under the old quota.
    for (const process of kernel.state.processes.values()) {
      if (process.ns === containerId && process.load) setLoad(kernel.state, process, process.load.millicores);
    }
    kernel.setNamespaces({ ...ns, ...resources });
  }

  imageUser(image: string): { uid?: number; name?: string } | undefined {
    const found = imageOn(this.node, image);
    if (!found) return undefined;
    const user = (found.image.user ?? '0').split(':')[0]!;
    return /^\d+$/.test(user) ? { uid: Number(user) } : user === 'root' ? { uid: 0 } : { name: user };
  }

  images(): readonly { names: readonly string[]; sizeBytes: number }[] {
    return [...this.node.images.values()]
      .map(({ name, imageId, sizeBytes }) => ({ names: [imageId, name], sizeBytes }))
      .sort((a, b) => b.sizeBytes - a.sizeBytes);
  }

  removeImage(name: string): void {
    this.node.images.delete(name);
  }

  emptyDirBytes(podUid: string, volume: string): number {
    return (this.kernel.state.stores.get(`emptydir/${podUid}/${volume}`) as FileSystem | undefined)?.usedBytes ?? 0;
  }

  kept(): KubeletMemory | undefined {
    return this.node.kubelet;
  }

  keep(memory: KubeletMemory): void {
    this.node.kubelet = memory;
  }

  log(level: 'I' | 'W' | 'E', source: string, text: string): void {
    const { state } = this.kernel;
    const pid = this.core.units.get(this.nodeName)?.get('kubelet.service')?.pid ?? KUBELET_PID;
    const line = `${klogHead(state.sim.now(), pid, level)}${source}] ${text}`;
    // A pod that is looked at twice in one instant is told of once.
    if (state.journal[state.journal.length - 1]?.text !== line) state.writeJournal('kubelet', pid, line);
  }

  serverError(verb: string, path: string): string | undefined {
    return serverErrorOf(this.kernel, verb, path);
  }

  kubeletVersion(): string | undefined {
    return this.kernel.state.settings.get(KUBELET_VERSION);
  }

  serverListens(): boolean {
    const text = this.kernel.tree().tryFind('/etc/kubernetes/kubelet.conf')?.inode.text ?? '';
    const port = Number(/^\s*server:\s*https:\/\/[^:\s]+:(\d+)/m.exec(text)?.[1] ?? 443);
    for (const { state } of this.core.kernels.values()) {
      if (state.listeners.some((one) => one.handler === 'kube-apiserver' && one.port === port)) return true;
    }
    return false;
  }

  hasNodeDir(path: string): boolean {
    return this.kernel.tree().tryFind(path)?.inode.type === 'dir';
  }

  runtimeDown(): string | undefined {
    const unit = this.core.units.get(this.nodeName)?.get('containerd.service');
    return !unit || unit.active === 'active' ? undefined : 'container runtime is down';
  }

  remove(containerId: string): void {
    const { core, kernel, node } = this;
    const record = node.containers.get(containerId);
    if (!record) return;
    const process = kernel.state.process(record.pid);
    if (process) {
      core.owners.delete(`${node.name}/${record.pid}`);
      kernel.kill(process, 'KILL');
    }
    core.sim.cancel(RUNTIME_QUEUE, `kill ${node.name} ${containerId}`);
    node.containers.delete(containerId);
    node.logs.delete(containerId);
    if (record.tty) kernel.closeTty(record.tty);
    kernel.state.namespaces.delete(containerId);
    kernel.state.spent.delete(containerId);
    node.samples.delete(containerId);
    for (const store of [`container/${containerId}`, `dev/${containerId}`]) kernel.state.stores.delete(store);
    const tree = kernel.tree();
    for (const path of [
      `/var/log/containers/${record.spec.pod}_${record.spec.namespace}_${record.spec.name}-${containerId}.log`,
      record.logPath,
    ]) {
      if (tree.tryFind(path, false)) tree.unlink(path);
    }
  }

  execProbe(containerId: string, command: readonly string[], timeoutMs: number): ProbeHandle {
    const { core, node, kernel } = this;
    const id = newId(core).slice(0, 16);
    const record = node.containers.get(containerId);
    if (!record || record.finishedAt !== undefined) {
      node.probes.set(id, { id, containerId, output: '', done: true, error: `container not running (${containerId})` });
      return { id };
    }
    const main = kernel.state.process(record.pid)!;
    const sink = kernel.sink(`probe:${id}`);
    try {
      const process = kernel.launch({
        argv: command,
        ns: containerId,
        who: main,
        env: main.env,
        cwd: main.cwd,
        background: false,
        files: { 1: sink, 2: kernel.sink(`probe:${id}`) },
      });
      node.probes.set(id, { id, containerId, output: '', done: false, pid: process.pid });
      core.own(node.name, process.pid, { kind: 'probe', id });
      core.sim.after(RUNTIME_QUEUE, `probe ${node.name} ${id}`, timeoutMs, { background: true });
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const missing = error.code === 'ENOENT' && !command[0]!.includes('/');
      const why = missing
        ? 'executable file not found in $PATH'
        : error.code === 'ENOENT'
          ? `stat ${command[0]}: no such file or directory`
          : error.message.toLowerCase();
      node.probes.set(id, {
        id,
        containerId,
        output: '',
        done: true,
        error: `rpc error: code = Unknown desc = failed to exec in container: failed to start exec "${newId(core)}": OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": ${why}: unknown`,
      });
    }
    return { id };
  }

  probeResult(handle: ProbeHandle): { done: boolean; exitCode?: number; output?: string; error?: string } {
    const probe = this.node.probes.get(handle.id);
    if (!probe) return { done: true, error: 'probe is gone' };
    if (!probe.done) return { done: false };
    this.node.probes.delete(handle.id);
    return { done: true, exitCode: probe.exitCode, output: probe.output, error: probe.error };
  }

  httpProbe(target: { host: string; port: number; scheme: 'HTTP' | 'HTTPS'; path: string; headers: Readonly<Record<string, string>> }): {
    status?: number;
    body?: string;
    error?: string;
    location?: string;
  } {
    const { host, port, path } = target;
    const scheme = target.scheme === 'HTTPS' ? 'https' : 'http';
    const url = `${scheme}://${host}:${port}${path}`;
    const [bare = '/', search] = path.split('?');
    const query: Record<string, string[]> = {};
    for (const [name, value] of new URLSearchParams(search ?? '')) (query[name] ??= []).push(value);
    try {
      const response = this.core.handlers.network.http(
        this.origin(),
        host,
        { scheme, host, port },
        {
          method: 'GET',
          path: bare,
          query,
          headers: { host: `${host}:${port}`, 'user-agent': 'kube-probe/1.36', accept: '*/*', connection: 'close', ...target.headers },
        },
      );
      const location = response.headers.location;
      return {
        ...(location ? { location } : {}),
        status: response.status,
        body: typeof response.body === 'string' ? response.body : JSON.stringify(response.body ?? ''),
      };
    } catch (error) {
      return { error: `Get "${url}": ${dialError(host, port, error)}` };
    }
  }

  grpcProbe(host: string, port: number, service: string): { status?: string; error?: string } {
    const path = '/grpc.health.v1.Health/Check';
    const headers = { 'content-type': 'application/grpc', te: 'trailers', 'grpc-service': service };
    try {
      const response = this.core.handlers.network.http(
        this.origin(),
        host,
        { scheme: 'http', host, port },
        { method: 'POST', path, query: {}, headers: { host: `${host}:${port}`, ...headers } },
      );
      return { status: response.headers['grpc-health'] ?? 'UNIMPLEMENTED' };
    } catch (error) {
      return { error: dialError(host, port, error) };
    }
  }

  tcpProbe(host: string, port: number): { error?: string } {
    try {
      this.core.handlers.network.dial(this.origin(), host, port, 'tcp');
      return {};
    } catch (error) {
      return { error: dialError(host, port, error) };
    }
  }

  private origin() {
    return originOf(this.kernel.state, { ns: HOST } as never);
  }

  usage(containerId: string): ContainerUsage | undefined {
    return containerUsage(this.kernel, this.node, containerId);
  }

  nodeUsage(): NodeUsage {
    return nodeUsage(this.kernel, this.node);
  }

  logs(containerId: string): readonly LogLine[] {
    const record = this.node.containers.get(containerId);
    if (record?.tty) {
      const { text } = this.kernel.readTty(record.tty, 0);
      return text
        .replace(/\r\n$/, '')
        .split('\r\n')
        .map((line) => ({ time: record.startedAt, stream: 'stdout' as const, text: line }));
    }
    return this.node.logs.get(containerId) ?? [];
  }

  logChannel(containerId: string): string {
    const record = this.node.containers.get(containerId);
    return record?.tty ? this.kernel.state.ttyOutput(record.tty) : logChannelOf(containerId);
  }

  exec(options: ExecOptions): string {
    return execInContainer(this.core, this.node, options).id;
  }

  readNodeFile(path: string): string | undefined {
    return this.kernel.tree().tryFind(path)?.inode.text;
  }

  listNodeDir(path: string): readonly string[] {
    const tree = this.kernel.tree();
    return tree.tryFind(path)?.inode.type === 'dir' ? tree.readdir(path) : [];
  }

  setUpVolume(volume: VolumeSetUp): void {
    setUpVolume(this.core, this.kernel, volume);
  }

  tearDownVolumes(podUid: string): void {
    tearDownVolumes(this.kernel, podUid);
  }

  expandVolume(disk: string, bytes: number): boolean {
    const id = diskStore(disk);
    const isMounted = this.kernel.state.ns(HOST).mounts.some(({ fs }) => fs === id);
    if (isMounted) this.core.disks.get(id)?.grow(bytes);
    return isMounted;
  }

  writeVolume(sandboxId: string, volume: string, files: readonly VolumeFile[]): void {
    writeFiles(this.kernel, filesStore(sandboxId, volume), files);
  }
}

/** Go's words for a failed dial, as probes report it. */
function dialError(host: string, port: number, error: unknown): string {
  if (!(error instanceof Errno)) throw error;
  if (error.code === 'ETIMEDOUT') return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
  if (error.code === 'ECONNRESET') return 'EOF';
  return `dial tcp ${host}:${port}: connect: ${error.message.toLowerCase()}`;
}

export { containerEnded };
