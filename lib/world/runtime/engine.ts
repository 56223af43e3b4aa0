import { parseReference } from '@/lib/cluster/images';
import { StartError, type ContainerSpec } from '@/lib/cluster/kubelet/runtime';
import type { EngineContainer, EngineImage, ImageContent, LayerEntry } from '@/lib/commands/containers/image-content';
import { treeOf } from '@/lib/hosts/base-system';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import type { HostCall } from '@/lib/hosts/process/sys';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import { imageFileSystem } from './image-files';
import { changedSince, entriesBelow } from './layer-entries';
import { contentOf, imageOn, imagesIn, KUBERNETES, recordOf } from './node-images';
import { HostRuntime } from './node-runtime';
import type { ContainerRecord, NodeState, SandboxRecord } from './node-state';
import { push } from './pushed-images';
import { newId, startContainer } from './start-container';

const MOST_CONTAINERS = 200;
const MOST_IMAGES = 200;
const RESTART_AFTER_MS = 1000;
/** Queue of containers that an engine restarts or removes when they end. */
export const ENGINE_QUEUE = 'engine';

/** A refusal in the daemon's words. */
export interface Refusal {
  readonly error: string;
  readonly code: number;
}

const refusal = (error: string, code = 125): Refusal => ({ error, code });

/** What a container of an engine is besides what the runtime keeps of every one; in its sandbox's annotations. */
const NAME = 'engine/name';
const IMAGE = 'engine/image';
const RESTART = 'engine/restart';
const REMOVE = 'engine/remove';
const STOPPED = 'engine/stopped';
const CREATED = 'engine/created';

/** The container engine of one machine (docker, podman, nerdctl, ctr), each kind in a namespace of its own. */
export class Engine {
  constructor(
    private readonly core: Core,
    private readonly node: NodeState,
    private readonly kernel: Kernel,
    private readonly namespace: string,
  ) {}

  images(): EngineImage[] {
    return [...imagesIn(this.node, this.namespace).values()].flatMap((pulled) => {
      const found = imageOn(this.node, pulled.name, this.namespace);
      if (!found) return [];
      const createdAt = pulled.createdAt ?? IMAGES_BUILT;
      return [{ name: pulled.name, id: pulled.digest, sizeBytes: pulled.sizeBytes, createdAt, content: contentOf(found) }];
    });
  }

  /** Makes an image of another, of a container's files and of entries. Returns its id. */
  commit(call: {
    from?: string;
    container?: string;
    entries?: readonly LayerEntry[];
    content?: ImageContent;
    createdBy?: string;
    name?: string;
  }): string | Refusal {
    const images = imagesIn(this.node, this.namespace);
    if (images.size >= MOST_IMAGES) return refusal('write /var/lib: no space left on device');
    const now = this.core.sim.now();
    const entries = [...(call.entries ?? [])];
    let content = call.content;
    if (!content) return refusal('nothing to commit');
    if (call.container !== undefined) {
      const record = this.node.containers.get(call.container);
      const found = record && imageOn(this.node, record.spec.image, this.namespace);
      if (!record || !found) return refusal(`No such container: ${call.container}`);
      const fs = this.kernel.state.stores.get(`container/${record.id}`) as FileSystem;
      entries.push(...changedSince(imageFileSystem(found, this.core.programs), fs));
    }
    if (call.createdBy !== undefined)
      content = { ...content, layers: [...content.layers, { createdBy: call.createdBy, createdAt: now, entries }] };
    const record = recordOf(content, now, call.name === undefined ? undefined : parseReference(call.name)?.text);
    if (call.name !== undefined) this.untagged(record.name, record.digest);
    images.set(record.name, record);
    return record.digest;
  }

  /** Files of an image or container below a path, as entries with paths relative to it. */
  files(call: { image?: string; container?: string; path: string }): readonly LayerEntry[] | undefined {
    const found = call.image === undefined ? undefined : imageOn(this.node, call.image, this.namespace);
    if (found) return entriesBelow(treeOf(imageFileSystem(found, this.core.programs), this.core.sim.now()), call.path);
    return call.container === undefined ? undefined : entriesBelow(this.kernel.tree(call.container), call.path);
  }

  tag(from: string, to: string): Refusal | undefined {
    const images = imagesIn(this.node, this.namespace);
    const target = parseReference(to);
    const pulled = images.get(from);
    const found = pulled && imageOn(this.node, from, this.namespace);
    if (!pulled || !found) return refusal(`No such image: ${from}`, 1);
    if (!target) return refusal('invalid reference format', 1);
    this.untagged(target.text, pulled.digest);
    images.set(target.text, {
      ...pulled,
      name: target.text,
      imageId: `${target.repository}@${pulled.digest}`,
      content: contentOf(found),
      createdAt: pulled.createdAt ?? IMAGES_BUILT,
    });
    // What had no name of its own has one now.
    if (from.startsWith('sha256:')) images.delete(from);
    return undefined;
  }

  /** A name that goes to another image leaves the one that had it without a name. */
  private untagged(name: string, digest: string): void {
    const images = imagesIn(this.node, this.namespace);
    const before = images.get(name);
    if (!before?.content || before.digest === digest || this.namespace === KUBERNETES) return;
    if (![...images.values()].some((one) => one.name !== name && one.digest === before.digest))
      images.set(before.digest, { ...before, name: before.digest, imageId: before.digest });
  }

  removeImage(name: string): boolean {
    return imagesIn(this.node, this.namespace).delete(name);
  }

  push(name: string, credentials: readonly { registry: string; username: string; password: string }[]): Refusal | { digest: string } {
    const pulled = imagesIn(this.node, this.namespace).get(name);
    const found = pulled && imageOn(this.node, name, this.namespace);
    if (!pulled || !found) return refusal(`An image does not exist locally with the tag: ${name}`, 1);
    return push(this.core, this.kernel, { ...pulled, content: contentOf(found) }, credentials);
  }

  private records(): ContainerRecord[] {
    const own = this.namespace === KUBERNETES ? undefined : this.namespace;
    return [...this.node.containers.values()].filter(({ spec }) => spec.containerdNamespace === own);
  }

  containers(): EngineContainer[] {
    return this.records().map((record) => {
      const { id, spec } = record;
      const sandbox = this.node.sandboxes.get(spec.sandboxId);
      const annotations = sandbox?.spec.annotations ?? {};
      const found = imageOn(this.node, spec.image, this.namespace);
      const config = found && contentOf(found).config;
      return {
        id,
        name: annotations[NAME] ?? spec.name,
        image: annotations[IMAGE] ?? spec.image,
        imageId: record.imageId.slice(record.imageId.indexOf('@') + 1),
        command: spec.command?.length
          ? [...spec.command, ...(spec.args ?? [])]
          : [...(config?.entrypoint ?? []), ...(spec.args?.length ? spec.args : (config?.cmd ?? []))],
        createdAt: Number(annotations[CREATED] ?? sandbox?.createdAt ?? record.startedAt),
        startedAt: record.startedAt,
        ...(record.finishedAt === undefined ? {} : { finishedAt: record.finishedAt, exitCode: record.exitCode ?? 0 }),
        pid: record.pid,
        ...(sandbox?.ips[0] && !sandbox.spec.hostNetwork ? { ip: sandbox.ips[0] } : {}),
        ports: sandbox?.spec.hostPorts ?? [],
        env: { ...config?.env, ...spec.env },
        labels: sandbox?.spec.labels ?? {},
        mounts: spec.mounts.map(({ path, readOnly, source }) => ({
          path,
          readOnly,
          source: source.type === 'hostPath' ? source.path : '',
        })),
        tty: spec.tty,
        restart: annotations[RESTART] ?? 'no',
        ...(spec.workingDir ? { workingDir: spec.workingDir } : {}),
        ...(record.user ? { user: String(record.user.uid) } : {}),
      };
    });
  }

  /** Starts a new container. Returns its id. */
  run(call: RunCall): { readonly id: string } | Refusal {
    if (this.records().length >= MOST_CONTAINERS) return refusal('too many containers');
    const id = newId(this.core);
    const host = call.network === 'host';
    const taken = call.ports.find(({ hostPort, protocol }) => this.portTaken(hostPort, protocol));
    if (taken)
      return refusal(
        `failed to set up container networking: driver failed programming external connectivity on endpoint ${call.name} (${newId(this.core)}): Bind for 0.0.0.0:${taken.hostPort} failed: port is already allocated`,
      );
    const ips = host ? [this.node.ip] : [this.address()];
    const namespace = this.namespace;
    const now = this.core.sim.now();
    const hosts = /^nameserver\s+(\S+)/gm;
    const resolv = this.kernel.tree().tryFind('/etc/resolv.conf')?.inode.text ?? '';
    const sandbox: SandboxRecord = {
      id,
      ips,
      createdAt: now,
      spec: {
        podUid: id,
        containerdNamespace: namespace,
        namespace,
        name: call.name,
        hostNetwork: host,
        hostname: call.hostname ?? id.slice(0, 12),
        dns: { nameservers: [...resolv.matchAll(hosts)].map((one) => one[1]!), searches: [], options: [] },
        hostPorts: call.ports,
        hostAliases: call.hosts,
        labels: call.labels,
        annotations: {
          [NAME]: call.name,
          [IMAGE]: call.image,
          [RESTART]: call.restart,
          [CREATED]: String(now),
          ...(call.remove ? { [REMOVE]: 'true' } : {}),
        },
      },
    };
    this.node.sandboxes.set(id, sandbox);
    if (!host) this.kernel.setNet({ id, addresses: ips });
    try {
      return { id: startContainer(this.core, this.node, this.specOf(call, id)).id };
    } catch (error) {
      new HostRuntime(this.core, this.node.name).removeSandbox(id);
      if (error instanceof StartError) return startRefusal(error);
      if (error instanceof Errno) return refusal(error.message);
      throw error;
    }
  }

  private specOf(call: RunCall, sandboxId: string): ContainerSpec {
    return {
      sandboxId,
      containerdNamespace: this.namespace,
      wake: { queue: ENGINE_QUEUE, key: `${this.node.name} ${sandboxId}` },
      podUid: sandboxId,
      namespace: this.namespace,
      pod: call.name,
      name: call.name,
      attempt: 0,
      image: call.imageName,
      ...(call.entrypoint ? { command: call.entrypoint } : {}),
      args: call.command,
      ...(call.workingDir ? { workingDir: call.workingDir } : {}),
      env: call.env,
      ports: [],
      mounts: call.mounts.map(({ source, path, readOnly }, i) => ({
        volume: `v${i}`,
        path,
        readOnly,
        source: { type: 'hostPath' as const, path: source, hostPathType: '' },
      })),
      stdin: call.stdin,
      stdinOnce: false,
      tty: call.tty,
      ...(call.user !== undefined ? { runAsUser: call.user } : {}),
      ...(call.privileged ? { privileged: true } : {}),
      ...(call.readOnly ? { readOnlyRootFilesystem: true } : {}),
      ...(call.capAdd.length + call.capDrop.length > 0 ? { capabilities: { add: call.capAdd, drop: call.capDrop } } : {}),
      ...(call.memoryBytes ? { memoryLimitBytes: call.memoryBytes } : {}),
      ...(call.cpuMillis ? { cpuLimitMillis: call.cpuMillis } : {}),
    };
  }

  private portTaken(port: number, protocol: string): boolean {
    const listens = this.kernel.state.listeners.some(
      (one) => one.net === HOST && one.port === port && one.protocol === protocol.toLowerCase(),
    );
    return (
      listens ||
      [...this.node.sandboxes.values()].some(
        ({ spec, ips }) => ips.length > 0 && spec.hostPorts?.some((one) => one.hostPort === port && one.protocol === protocol),
      )
    );
  }

  /** The next free address of the bridge. */
  private address(): string {
    const prefix = { moby: '172.17.0', podman: '10.88.0', default: '10.4.0' }[this.namespace] ?? '10.5.0';
    for (let last = 2; last < 255; last++) {
      const ip = `${prefix}.${last}`;
      if (![...this.kernel.state.nets.values()].some((net) => net.addresses.includes(ip))) return ip;
    }
    throw new Errno('EADDRNOTAVAIL', "no available IPv4 addresses on this network's address pools");
  }

  stop(id: string, graceSeconds: number): void {
    const record = this.node.containers.get(id);
    const sandbox = record && this.node.sandboxes.get(record.spec.sandboxId);
    if (!record || !sandbox) return;
    this.annotate(sandbox, STOPPED, 'true');
    new HostRuntime(this.core, this.node.name).stop(id, graceSeconds);
  }

  private annotate(sandbox: SandboxRecord, name: string, value: string): void {
    this.node.sandboxes.set(sandbox.id, {
      ...sandbox,
      spec: { ...sandbox.spec, annotations: { ...sandbox.spec.annotations, [name]: value } },
    });
  }

  kill(id: string, signal: 'KILL' | 'TERM' | 'INT' | 'HUP' | 'QUIT' | 'USR1' | 'USR2'): void {
    const record = this.node.containers.get(id);
    const process = record && record.finishedAt === undefined ? this.kernel.state.process(record.pid) : undefined;
    if (process) this.kernel.kill(process, signal);
  }

  remove(id: string): void {
    const record = this.node.containers.get(id);
    if (record) new HostRuntime(this.core, this.node.name).removeSandbox(record.spec.sandboxId);
  }

  rename(id: string, name: string): void {
    const sandbox = this.node.sandboxes.get(this.node.containers.get(id)?.spec.sandboxId ?? '');
    if (sandbox) this.annotate(sandbox, NAME, name);
  }

  /** Starts a container that has ended again, with the files that it had. */
  restart(id: string): Refusal | undefined {
    const { core, kernel, node } = this;
    const record = node.containers.get(id);
    const sandbox = record && node.sandboxes.get(record.spec.sandboxId);
    if (!record || !sandbox || record.finishedAt === undefined) return undefined;
    const files = kernel.state.stores.get(`container/${id}`) as FileSystem;
    try {
      const fresh = startContainer(core, node, record.spec, { id, files });
      node.containers.set(id, fresh);
      this.annotate(sandbox, STOPPED, '');
      return undefined;
    } catch (error) {
      if (error instanceof StartError) return startRefusal(error);
      throw error;
    }
  }
}

/** When the catalogue's images were built, for `docker images`. */
const IMAGES_BUILT = Date.UTC(2025, 10, 4);

/** What `docker run` asks of its daemon. */
export interface RunCall {
  readonly name: string;
  /** As typed, and normalised. */
  readonly image: string;
  readonly imageName: string;
  readonly entrypoint?: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly {
    readonly hostPort: number;
    readonly containerPort: number;
    readonly protocol: string;
    readonly hostIP?: string;
  }[];
  readonly mounts: readonly { readonly source: string; readonly path: string; readonly readOnly: boolean }[];
  readonly hosts: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly hostname?: string;
  readonly network?: string;
  readonly workingDir?: string;
  readonly user?: number;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly restart: string;
  readonly remove: boolean;
  readonly privileged: boolean;
  readonly readOnly: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly memoryBytes?: number;
  readonly cpuMillis?: number;
}

const startRefusal = ({ message }: StartError): Refusal =>
  refusal(
    message.replace(
      /^failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: /,
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ',
    ),
    /executable file not found|no such file/.test(message) ? 127 : /permission denied/.test(message) ? 126 : 125,
  );

/** Binds the queue on which ended containers are removed (`--rm`) or started anew (`--restart`). */
export function bindEngineQueue(core: Core): void {
  core.sim.on(ENGINE_QUEUE, (key) => {
    const [name = '', sandboxId = '', again] = key.split(' ');
    const node = core.nodes.get(name);
    const sandbox = node?.sandboxes.get(sandboxId);
    const record = node && [...node.containers.values()].find(({ spec }) => spec.sandboxId === sandboxId);
    if (!node || !sandbox || !record || record.finishedAt === undefined) return;
    const { annotations, namespace } = sandbox.spec;
    const policy = annotations[RESTART] ?? 'no';
    const wanted = policy === 'always' || policy === 'unless-stopped' || (policy.startsWith('on-failure') && record.exitCode !== 0);
    const removes = annotations[REMOVE] !== undefined;
    if (!removes && (!wanted || annotations[STOPPED])) return;
    // A client that waits for its end gets to know it before.
    if (removes && again) new HostRuntime(core, name).removeSandbox(sandboxId);
    else if (again) new Engine(core, node, core.kernel(name), namespace).restart(record.id);
    else core.sim.after(ENGINE_QUEUE, `${key} again`, RESTART_AFTER_MS, { background: true });
  });
}

/** The host call `engine`: what docker, podman, nerdctl and ctr ask of their daemon. */
export function engineCall(core: Core): (caller: { readonly kernel: Kernel }, call: HostCall) => unknown {
  return ({ kernel }, call) => {
    const node = core.nodes.get(kernel.name);
    if (!node) return call.op === 'there' ? false : refusal('no container engine on this machine');
    const engine = new Engine(core, node, kernel, String(call.namespace));
    const id = String(call.id);
    switch (call.op) {
      case 'there':
        return true;
      case 'images':
        return engine.images();
      case 'containers':
        return engine.containers();
      case 'commit':
        return engine.commit(call as never);
      case 'files':
        return engine.files(call as never);
      case 'tag':
        return engine.tag(String(call.from), String(call.to));
      case 'remove-image':
        return engine.removeImage(String(call.name));
      case 'pull':
        return new HostRuntime(core, kernel.name).pull(String(call.image), (call.credentials ?? []) as never, String(call.namespace));
      case 'push':
        return engine.push(String(call.name), (call.credentials ?? []) as never);
      case 'run':
        return engine.run(call.run as RunCall);
      case 'stop':
        return engine.stop(id, Number(call.grace ?? 10));
      case 'kill':
        return engine.kill(id, call.signal as 'KILL');
      case 'restart':
        return engine.restart(id);
      case 'rename':
        return engine.rename(id, String(call.name));
      case 'remove':
        return engine.remove(id);
    }
    throw new Errno('EINVAL', `engine: '${String(call.op)}' is not simulated here`);
  };
}
