import type { ContainerSpec, SandboxSpec } from '@/lib/cluster/kubelet/runtime';

/** What the host call `containers` answers: the container runtime's records on this node. */
export interface NodeContainers {
  readonly containers: readonly ContainerRecord[];
  readonly sandboxes: readonly SandboxRecord[];
  readonly images: readonly ImageRecord[];
}

export interface ContainerRecord {
  readonly id: string;
  readonly spec: ContainerSpec;
  readonly image: string;
  readonly imageId: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  readonly logPath: string;
}

export interface SandboxRecord {
  readonly id: string;
  readonly spec: SandboxSpec;
  readonly ips: readonly string[];
  readonly createdAt: number;
}

export interface ImageRecord {
  readonly name: string;
  readonly digest: string;
  readonly imageId: string;
  readonly sizeBytes: number;
}
