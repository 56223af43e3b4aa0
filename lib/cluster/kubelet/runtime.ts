/**
 * What a kubelet asks of its node: the container runtime (CRI) and the node's own files. The world implements it over
 * simulated hosts and processes; tests may script it. All calls return at once; changes that happen later (a process
 * exits, a pull ends) put the pod's key on the kubelet's queue through `onChange`.
 */
export interface NodeRuntime {
  /** Starts or continues a pull. Upstream's error texts (`failed to pull and unpack image …: not found`). */
  pull(image: string, credentials: readonly RegistryCredential[]): PullState;
  imagePresent(image: string): boolean;
  /** Whether a pod network is configured; absent: always. */
  networkReady?(): boolean;
  /** Creates the pod's sandbox: network namespace, cgroup, pod IP from the CNI. Throws with the CNI's words. */
  createSandbox(pod: SandboxSpec): Sandbox;
  /** Gives up the sandbox's network; its ended containers, and their logs, stay until it is removed. */
  stopSandbox(sandboxId: string): void;
  removeSandbox(sandboxId: string): void;
  /** Whether a sandbox still runs: none does after its machine was switched off. Absent: all do. */
  sandboxReady?(sandboxId: string): boolean;
  /** The id of the machine's boot, once it has been started anew; absent or undefined: that of its first. */
  bootId?(): string | undefined;
  /** Starts a container. Throws StartError with containerd's words when the command cannot run. */
  start(container: ContainerSpec): string;
  inspect(containerId: string): ContainerState | undefined;
  list(): readonly ContainerState[];
  /** SIGTERM (or the image's stop signal), then SIGKILL after the grace. */
  stop(containerId: string, graceSeconds: number): void;
  /** Changes the limits of a running container. */
  update(
    containerId: string,
    resources: { readonly cpuLimitMillis?: number; readonly cpuRequestMillis?: number; readonly memoryLimitBytes?: number },
  ): void;
  /** The user an image runs as by itself: a number, or the name that it gives. Undefined when the image is not there. */
  imageUser(image: string): { readonly uid?: number; readonly name?: string } | undefined;
  /** Images that are there, largest first. */
  images(): readonly { readonly names: readonly string[]; readonly sizeBytes: number }[];
  /** Removes an image that no container uses; its size. */
  removeImage(name: string): void;
  /** Bytes that a pod's emptyDir holds. */
  emptyDirBytes(podUid: string, volume: string): number;
  /** What the node's kubelet remembers of itself; undefined before it has ever started. */
  kept(): KubeletMemory | undefined;
  keep(memory: KubeletMemory): void;
  /** Why the container runtime does not answer; undefined while it does. */
  runtimeDown(): string | undefined;
  remove(containerId: string): void;
  /** Runs a command to its end in a container, for probes and hooks. `done` is called on the pod's queue. */
  execProbe(containerId: string, command: readonly string[], timeoutMs: number): ProbeHandle;
  probeResult(handle: ProbeHandle): {
    readonly done: boolean;
    readonly exitCode?: number;
    readonly output?: string;
    readonly error?: string;
  };
  /** One HTTP GET or TCP connect from the node to a pod. */
  httpProbe(target: { host: string; port: number; scheme: 'HTTP' | 'HTTPS'; path: string; headers: Readonly<Record<string, string>> }): {
    readonly status?: number;
    readonly body?: string;
    readonly error?: string;
    /** Where a redirect leads. */
    readonly location?: string;
  };
  /** What a gRPC server says of a service's health: SERVING, NOT_SERVING, SERVICE_UNKNOWN, or UNIMPLEMENTED without the protocol. */
  grpcProbe(host: string, port: number, service: string): { readonly status?: string; readonly error?: string };
  tcpProbe(host: string, port: number): { readonly error?: string };
  /** What a container uses now, undefined when it does not run. The one source of metrics (see stats.ts). */
  usage(containerId: string): ContainerUsage | undefined;
  /** What the node as a whole uses: containers, and the system's own daemons. */
  nodeUsage(): NodeUsage;
  logs(containerId: string): readonly LogLine[];
  /** Sim channel notified when the container writes a log line or ends. */
  logChannel(containerId: string): string;
  /** Opens an exec or attach session; frames as in `client.ExecFrame`. Returns the stream's id. */
  exec(options: ExecOptions): string;
  /** Files of the node: static pod manifests, kubelet configuration. Undefined when absent or unreadable. */
  readNodeFile(path: string): string | undefined;
  listNodeDir(path: string): readonly string[];
  /** Whether a directory of the node is there; absent: it is. */
  hasNodeDir?(path: string): boolean;
  /** Replaces the files of a mounted ConfigMap, Secret, projected or downward volume. */
  writeVolume(sandboxId: string, volume: string, files: readonly VolumeFile[]): void;
  /** Makes a pod's volume ready to be mounted into its containers; done again it does nothing. Throws VolumeError. */
  setUpVolume?(volume: VolumeSetUp): void;
  /** Unmounts a pod's volumes; those that belong to the pod alone (emptyDir) lose their contents. */
  tearDownVolumes?(podUid: string): void;
  /** Appends a line to the journal of the kubelet's unit; absent where there is none. `source`: `kubelet.go:1`. */
  log?(level: 'I' | 'W' | 'E', source: string, text: string): void;
  /** Version of the kubelet that runs (`v1.35.3`); absent or undefined: the simulated Kubernetes'. */
  kubeletVersion?(): string | undefined;
  /** Whether an API server listens on the port of the kubelet's kubeconfig; absent: it does. */
  serverListens?(): boolean;
  /** Why the API server of the kubelet's kubeconfig does not answer, in Go's words: `Get "https://…": dial tcp …`. */
  serverError?(verb: string, path: string): string | undefined;
  /** Grows the file system on a disk to the disk's size (`resize2fs`). False when it is not mounted on this node. */
  expandVolume?(disk: string, bytes: number): boolean;
}

export type PressureKind = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure';

/** Plain data, kept by the node. */
export interface KubeletMemory {
  /** Text of the configuration that it was started with. */
  readonly config: string;
  /** When a threshold of each kind was met last. Virtual milliseconds. */
  readonly pressures: Readonly<Partial<Record<PressureKind, number>>>;
  /** Since when soft thresholds have been met, by signal. */
  readonly since: Readonly<Record<string, number>>;
  readonly ready?: boolean;
  /** Renewals of the lease that have failed one after the other. */
  readonly leaseFailures?: number;
}

export interface ContainerUsage {
  /** Over the last ten seconds or so, never above its limit: 1e9 is one CPU. */
  readonly cpuNanoCores: number;
  /** Since it started. */
  readonly cpuNanoSeconds: number;
  readonly throttledNanoSeconds: number;
  readonly memoryBytes: number;
  readonly processes: number;
  /** What it wrote into its own file system. */
  readonly rootfsBytes: number;
  readonly logBytes: number;
}

export interface NodeUsage {
  readonly cpuNanoCores: number;
  readonly cpuNanoSeconds: number;
  readonly memoryBytes: number;
  readonly memoryCapacityBytes: number;
  readonly fsUsedBytes: number;
  readonly fsCapacityBytes: number;
  readonly fsInodesUsed: number;
  readonly fsInodes: number;
  readonly processes: number;
  readonly maxProcesses: number;
}

export interface RegistryCredential {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}

export type PullState =
  | { readonly state: 'pulling'; readonly doneAt: number }
  | { readonly state: 'done'; readonly digest: string; readonly sizeBytes: number; readonly elapsedMs: number }
  | { readonly state: 'failed'; readonly error: string };

export interface SandboxSpec {
  readonly podUid: string;
  /** As in ContainerSpec. */
  readonly containerdNamespace?: string;
  readonly namespace: string;
  readonly name: string;
  readonly hostNetwork: boolean;
  readonly hostname: string;
  readonly dns: { readonly nameservers: readonly string[]; readonly searches: readonly string[]; readonly options: readonly string[] };
  readonly processes?: 'host' | 'pod';
  readonly sysctls?: readonly { readonly name: string; readonly value: string }[];
  /** Handler of the RuntimeClass; absent: the default. */
  readonly runtimeHandler?: string;
  readonly hostPorts?: readonly {
    readonly hostPort: number;
    readonly containerPort: number;
    readonly protocol: string;
    readonly hostIP?: string;
  }[];
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Sandbox {
  readonly id: string;
  readonly ips: readonly string[];
}

export interface ContainerSpec {
  readonly sandboxId: string;
  /** Whose it is in the runtime: absent the kubelet's (`k8s.io`), else docker's (`moby`) … */
  readonly containerdNamespace?: string;
  /** Queue and key to wake when the container changes. */
  readonly wake: { readonly queue: string; readonly key: string };
  readonly podUid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly serviceAccount?: string;
  readonly name: string;
  readonly attempt: number;
  /** An init container that has to end before the next starts. */
  readonly init?: boolean;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly {
    readonly name?: string;
    readonly containerPort: number;
    readonly protocol: string;
    readonly hostPort?: number;
  }[];
  readonly mounts: readonly Mount[];
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  /** Groups besides its own: those asked for, and the fsGroup. */
  readonly supplementalGroups?: readonly number[];
  /** Only the groups asked for, not those of the image's /etc/group. */
  readonly strictGroups?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly capabilities?: { readonly add: readonly string[]; readonly drop: readonly string[] };
  readonly noNewPrivileges?: boolean;
  /** Filtered system calls: `RuntimeDefault` or a profile of the node's. */
  readonly seccomp?: boolean;
  /** Whose processes it sees besides its own. */
  readonly processes?: 'host' | 'pod' | { readonly container: string };
  /** Where the end of its output is told when it wrote no termination message. */
  readonly fallbackToLogs?: boolean;
  readonly terminationMessagePath?: string;
  readonly stopSignal?: string;
  readonly memoryLimitBytes?: number;
  readonly cpuLimitMillis?: number;
  readonly cpuRequestMillis?: number;
  /** -997 to 1000: who goes first when the node has no memory left. */
  readonly oomScoreAdj?: number;
}

export interface Mount {
  /** The pod's volume, by name. */
  readonly volume: string;
  readonly path: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
  /** A device at `path` in place of a directory (`volumeDevices`). */
  readonly device?: boolean;
  readonly source: MountSource;
}

export type MountSource =
  | { readonly type: 'emptyDir'; readonly medium?: 'Memory'; readonly sizeLimitBytes?: number }
  | { readonly type: 'hostPath'; readonly path: string; readonly hostPathType: string }
  | { readonly type: 'files'; readonly files: readonly VolumeFile[] }
  | { readonly type: 'local'; readonly path: string }
  | { readonly type: 'nfs'; readonly server: string; readonly path: string }
  /** A disk of the world's, which exists once for all nodes. */
  | {
      readonly type: 'disk';
      /** `driver/handle`. */
      readonly disk: string;
      readonly bytes: number;
      readonly fsType: string;
      /** As `mount` shows it on the node: `/dev/nvme1n1`, `10.0.0.5:/share`. */
      readonly device: string;
      /** The raw device, without a file system. */
      readonly block?: boolean;
    };

/** A pod's volume and how it is to be mounted. */
export interface VolumeSetUp {
  readonly podUid: string;
  /** Its name in the pod. */
  readonly volume: string;
  /** Its name on the node: the PersistentVolume's, or the pod's. */
  readonly specName: string;
  /** Directory of its plugin under the pod's: `kubernetes.io~nfs`. */
  readonly plugin: string;
  readonly source: MountSource;
  readonly readOnly: boolean;
  readonly mountOptions: readonly string[];
  /** Group that is to own what is in the volume, where the plugin manages ownership. */
  readonly fsGroup?: number;
}

/** Why a volume cannot be set up: the words after `MountVolume.SetUp failed for volume "x" : `. */
export class VolumeError extends Error {
  constructor(
    message: string,
    /** What failed, when not SetUp: `MountVolume.NewMounter initialization`. */
    readonly operation = 'MountVolume.SetUp',
    /** The volume's name on the node, where it is not that in the pod. */
    readonly specName?: string,
  ) {
    super(message);
  }
}

export interface VolumeFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

export interface ContainerState {
  readonly id: string;
  readonly podUid: string;
  readonly sandboxId: string;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageId: string;
  readonly state: 'running' | 'exited';
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly oomKilled?: boolean;
  /** The runtime was away when it ended: it cannot tell how. */
  readonly lost?: boolean;
  /** Last part of /dev/termination-log. */
  readonly terminationMessage?: string;
  readonly user?: { readonly uid: number; readonly gid: number; readonly supplementalGroups: readonly number[] };
  /** Never ready, whatever its probes say: of runtimes that are told to be so. */
  readonly unready?: boolean;
}

export interface LogLine {
  /** Virtual milliseconds since the epoch. */
  readonly time: number;
  readonly stream: 'stdout' | 'stderr';
  /** Without the newline. `partial` when the process has not ended the line. */
  readonly text: string;
  readonly partial?: boolean;
}

export interface ProbeHandle {
  readonly id: string;
}

export interface ExecOptions {
  readonly containerId: string;
  /** Absent: attach to the main process. */
  readonly command?: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** containerd's refusal to start a container; `message` is upstream's, `exitCode` what kubelet reports (128, 126, 127). */
export class StartError extends Error {
  constructor(
    readonly reason: 'CreateContainerError' | 'RunContainerError' | 'CreateContainerConfigError' | 'StartError',
    message: string,
    readonly exitCode = 128,
  ) {
    super(message);
  }
}
