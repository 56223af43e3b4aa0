import type { Sim } from '@/lib/sim/sim';
import {
  StartError,
  type ContainerSpec,
  type ContainerState,
  type ContainerUsage,
  type LogLine,
  type NodeRuntime,
  type NodeUsage,
  type SandboxSpec,
  type VolumeFile,
} from './runtime';

/** How containers of an image behave in the fake runtime. */
export interface FakeImage {
  /** Ends with this code after `afterMs` (default 0); absent: runs until it is stopped. */
  readonly exit?: number;
  readonly afterMs?: number;
  readonly oomKilled?: boolean;
  /** The pull fails with this text. */
  readonly pullError?: string;
  /** The pull takes this long. Default: there at once. */
  readonly pullMs?: number;
  /** containerd's words when the command cannot start. */
  readonly startError?: string;
  readonly logs?: readonly string[];
  /** Answers to HTTP probes; 0 refuses the connection. */
  readonly httpStatus?: number;
  readonly execExit?: number;
  /** Ignores SIGTERM. */
  readonly stubborn?: boolean;
}

const NOTHING_USED: ContainerUsage = {
  cpuNanoCores: 0,
  cpuNanoSeconds: 0,
  throttledNanoSeconds: 0,
  memoryBytes: 0,
  processes: 1,
  rootfsBytes: 0,
  logBytes: 0,
};
/** A node on which nothing is short. */
export const AT_REST: NodeUsage = {
  cpuNanoCores: 0,
  cpuNanoSeconds: 0,
  memoryBytes: 1 << 30,
  memoryCapacityBytes: 64 * 2 ** 30,
  fsUsedBytes: 1 << 30,
  fsCapacityBytes: 64 * 2 ** 30,
  fsInodesUsed: 1000,
  fsInodes: 1_000_000,
  processes: 100,
  maxProcesses: 32_768,
};

interface Live {
  readonly spec: ContainerSpec;
  state: ContainerState;
}

/**
 * A scripted NodeRuntime for tests and benchmarks: nothing runs, containers do what `images` says of their image. Its
 * state is not part of a snapshot.
 */
export function newFakeRuntime(
  sim: Sim,
  options: {
    node: string;
    ip: string;
    podSubnet: string;
    images?: Readonly<Record<string, FakeImage>>;
    files?: Readonly<Record<string, string>>;
  },
): NodeRuntime & { readonly volumes: Map<string, readonly VolumeFile[]> } {
  const images = options.images ?? {};
  const containers = new Map<string, Live>();
  const sandboxes = new Map<string, SandboxSpec>();
  const pulls = new Map<string, { doneAt: number; ms: number }>();
  const volumes = new Map<string, readonly VolumeFile[]>();
  const addresses = new Map<string, string>();
  const queue = `fake-runtime/${options.node}`;
  let seq = 0;
  // The installers of pod networks end when they have done their work.
  const of = (image: string): FakeImage => images[image] ?? (image.includes('/calico/cni:') ? { exit: 0 } : {});
  const id = () => (seq++).toString(16).padStart(8, '0').padEnd(64, options.node.length.toString(16));

  function end(live: Live, exitCode: number, signal?: number): void {
    if (live.state.state === 'exited') return;
    live.state = {
      ...live.state,
      state: 'exited',
      finishedAt: sim.now(),
      exitCode,
      ...(signal ? { signal } : {}),
      ...(of(live.spec.image).oomKilled ? { oomKilled: true } : {}),
    };
    sim.enqueue(live.spec.wake.queue, live.spec.wake.key);
  }
  sim.on(queue, (key) => {
    const [what, containerId = ''] = key.split(' ');
    const live = containers.get(containerId);
    if (live && what === 'exit') end(live, of(live.spec.image).exit ?? 0);
    if (live && what === 'kill') end(live, 137, 9);
  });

  return {
    volumes,
    pull(image) {
      const { pullError, pullMs = 0 } = of(image);
      if (pullError) return { state: 'failed', error: pullError };
      const pull = pulls.get(image) ?? { doneAt: sim.now() + pullMs, ms: pullMs };
      pulls.set(image, pull);
      if (sim.now() < pull.doneAt) return { state: 'pulling', doneAt: pull.doneAt };
      return { state: 'done', digest: `sha256:${'0'.repeat(64)}`, sizeBytes: 50_000_000, elapsedMs: pull.ms };
    },
    imagePresent: (image) => pulls.has(image) && sim.now() >= pulls.get(image)!.doneAt,
    createSandbox(spec) {
      const sandbox = id();
      const [a, b, c] = options.podSubnet.split('.');
      const n = addresses.size + 1;
      const ip = spec.hostNetwork ? options.ip : `${a}.${b}.${Number(c) + (n >> 8)}.${n & 255}`;
      sandboxes.set(sandbox, spec);
      if (!spec.hostNetwork) addresses.set(ip, sandbox);
      return { id: sandbox, ips: [ip] };
    },
    stopSandbox: () => {},
    removeSandbox: (sandboxId) => void sandboxes.delete(sandboxId),
    start(spec) {
      const image = of(spec.image);
      if (image.startError) throw new StartError('RunContainerError', image.startError);
      const containerId = id();
      const state: ContainerState = {
        id: containerId,
        podUid: spec.podUid,
        sandboxId: spec.sandboxId,
        name: spec.name,
        attempt: spec.attempt,
        image: spec.image.includes('/')
          ? spec.image
          : `docker.io/library/${spec.image.includes(':') ? spec.image : `${spec.image}:latest`}`,
        imageId: `docker.io/library/${spec.image.split(':')[0]}@sha256:${'0'.repeat(64)}`,
        state: 'running',
        startedAt: sim.now(),
      };
      containers.set(containerId, { spec, state });
      if (image.exit !== undefined) sim.after(queue, `exit ${containerId}`, image.afterMs ?? 0);
      return containerId;
    },
    inspect: (containerId) => containers.get(containerId)?.state,
    list: () => [...containers.values()].map((live) => live.state),
    stop(containerId, graceSeconds) {
      const live = containers.get(containerId);
      if (!live || live.state.state === 'exited') return;
      if (of(live.spec.image).stubborn) sim.after(queue, `kill ${containerId}`, graceSeconds * 1000);
      else end(live, 0);
    },
    update: () => {},
    imageUser: () => ({ uid: 0 }),
    images: () => [],
    removeImage: () => {},
    emptyDirBytes: () => 0,
    kept: () => undefined,
    keep: () => {},
    runtimeDown: () => undefined,
    remove: (containerId) => void containers.delete(containerId),
    execProbe: (containerId) => ({ id: containerId }),
    probeResult: (handle) => ({ done: true, exitCode: of(containers.get(handle.id)?.spec.image ?? '').execExit ?? 0, output: '' }),
    httpProbe({ host, port }) {
      if (!addresses.has(host)) return { status: 200, body: 'ok' };
      const live = [...containers.values()].find((one) => addresses.get(host) === one.spec.sandboxId && one.state.state === 'running');
      const status = live ? (of(live.spec.image).httpStatus ?? 200) : 0;
      return status === 0 ? { error: `dial tcp ${host}:${port}: connect: connection refused` } : { status, body: '' };
    },
    grpcProbe: () => ({ status: 'SERVING' }),
    tcpProbe: (host) => (addresses.has(host) ? {} : { error: 'connect: no route to host' }),
    usage: (containerId) => (containers.get(containerId)?.state.state === 'running' ? NOTHING_USED : undefined),
    nodeUsage: () => AT_REST,
    logs(containerId): readonly LogLine[] {
      const live = containers.get(containerId);
      return live ? (of(live.spec.image).logs ?? []).map((text) => ({ time: live.state.startedAt, stream: 'stdout' as const, text })) : [];
    },
    logChannel: (containerId) => `fake-log/${containerId}`,
    exec() {
      throw new Error('the fake runtime runs no commands');
    },
    readNodeFile: (path) => options.files?.[path],
    listNodeDir: (path) =>
      path === '/etc/cni/net.d'
        ? ['10-fake.conflist']
        : Object.keys(options.files ?? {})
            .filter((file) => file.startsWith(`${path}/`))
            .map((file) => file.slice(path.length + 1)),
    writeVolume: (sandboxId, volume, files) => void volumes.set(`${sandboxId}/${volume}`, files),
  };
}
