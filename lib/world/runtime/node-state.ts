import type { ContainerSpec, ContainerState, KubeletMemory, LogLine, SandboxSpec } from '@/lib/cluster/kubelet/runtime';
import type { ImageContent } from '@/lib/commands/containers/image-content';
import { Sandboxes } from './sandboxes';

/** A container that was started on a node. Immutable: replaced when it changes. */
export interface ContainerRecord {
  readonly id: string;
  readonly spec: ContainerSpec;
  /** Normalised: `docker.io/library/nginx:latest`. */
  readonly image: string;
  readonly imageId: string;
  /** Host pid of its first process. */
  readonly pid: number;
  readonly stopSignal: 'TERM' | 'QUIT' | 'INT' | 'WINCH';
  readonly user?: ContainerState['user'];
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly signal?: number;
  readonly oomKilled?: boolean;
  /** Its machine went down with it: nobody knows how it ended. */
  readonly lost?: boolean;
  readonly terminationMessage?: string;
  /** Terminal of a container with `tty: true`. */
  readonly tty?: string;
  /** Write end of its standard input, with `stdin: true`. */
  readonly stdin?: number;
  /** Path of its log on the node. */
  readonly logPath: string;
  /** Bytes of its file system as the image has them. */
  readonly imageBytes: number;
}

export interface SandboxRecord {
  readonly id: string;
  readonly spec: SandboxSpec;
  readonly ips: readonly string[];
  readonly createdAt: number;
  /** Its machine has been switched off since. */
  readonly lost?: boolean;
}

export interface PulledImage {
  readonly name: string;
  readonly digest: string;
  readonly imageId: string;
  readonly sizeBytes: number;
  readonly elapsedMs: number;
  /** Of one that was made here, when. */
  readonly createdAt?: number;
  /** What it holds, when it does not come from a registry. */
  readonly content?: ImageContent;
}

export interface ProbeRecord {
  readonly id: string;
  readonly containerId: string;
  readonly output: string;
  readonly done: boolean;
  readonly exitCode?: number;
  readonly error?: string;
  readonly pid?: number;
}

/** CPU time in milliseconds at two moments, the later at least ten seconds after the earlier. */
export interface CpuSamples {
  readonly before: { readonly at: number; readonly ms: number };
  readonly last: { readonly at: number; readonly ms: number };
}

/** The container runtime's own state on one node, as data. */
export class NodeState {
  containers = new Map<string, ContainerRecord>();
  sandboxes = new Sandboxes();
  /** By normalised name. */
  images = new Map<string, PulledImage>();
  /** By namespace of the runtime (`moby`, `default`) other than the kubelet's. */
  otherImages = new Map<string, Map<string, PulledImage>>();
  /** When pulls end. */
  pulls = new Map<string, { readonly startedAt: number; readonly doneAt: number }>();
  logs = new Map<string, LogLine[]>();
  probes = new Map<string, ProbeRecord>();
  /** CPU time at the last two looks at a container (`` for the node), to tell rates by. */
  samples = new Map<string, CpuSamples>();
  /** What its kubelet remembers of itself. */
  kubelet: KubeletMemory | undefined;
  nextAddress = 1;

  constructor(
    readonly name: string,
    readonly ip: string,
    /** First three numbers of the node's pod addresses. */
    readonly podPrefix: string,
  ) {}

  fork(): NodeState {
    const other = new NodeState(this.name, this.ip, this.podPrefix);
    other.containers = new Map(this.containers);
    other.sandboxes = new Sandboxes(this.sandboxes);
    other.images = new Map(this.images);
    other.otherImages = new Map([...this.otherImages].map(([name, images]) => [name, new Map(images)]));
    other.pulls = new Map(this.pulls);
    other.logs = new Map([...this.logs].map(([id, lines]) => [id, lines.slice()]));
    other.probes = new Map(this.probes);
    other.samples = new Map(this.samples);
    other.kubelet = this.kubelet;
    other.nextAddress = this.nextAddress;
    return other;
  }

  save() {
    return {
      name: this.name,
      ip: this.ip,
      podPrefix: this.podPrefix,
      containers: [...this.containers],
      sandboxes: [...this.sandboxes],
      images: [...this.images],
      otherImages: [...this.otherImages].map(([name, images]) => [name, [...images]] as const),
      pulls: [...this.pulls],
      logs: [...this.logs],
      probes: [...this.probes],
      samples: [...this.samples],
      ...(this.kubelet ? { kubelet: this.kubelet } : {}),
      nextAddress: this.nextAddress,
    };
  }

  static load(saved: ReturnType<NodeState['save']>): NodeState {
    const state = new NodeState(saved.name, saved.ip, saved.podPrefix);
    state.containers = new Map(saved.containers);
    state.sandboxes = new Sandboxes(saved.sandboxes);
    state.images = new Map(saved.images);
    state.otherImages = new Map((saved.otherImages ?? []).map(([name, images]) => [name, new Map(images)]));
    state.pulls = new Map(saved.pulls);
    state.logs = new Map(saved.logs);
    state.probes = new Map(saved.probes);
    state.samples = new Map(saved.samples ?? []);
    state.kubelet = saved.kubelet;
    state.nextAddress = saved.nextAddress;
    return state;
  }
}

export const MOST_LOG_LINES = 20_000;
export const MOST_LINE = 16_384;
