/** What the host call `containers` answers: the container runtime's records on this node. */
export interface NodeContainers {
  readonly containers: readonly ContainerRecord[];
  readonly sandboxes: readonly SandboxRecord[];
  readonly images: readonly ImageRecord[];
}

/** What crictl shows of the container that the kubelet asked for. */
export interface ContainerSpec {
  readonly sandboxId: string;
  readonly podUid: string;
  readonly namespace: string;
  readonly pod: string;
  readonly name: string;
  readonly attempt: number;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly path: string; readonly volume: string; readonly readOnly: boolean }[];
}

/** What crictl shows of a pod's sandbox. */
export interface SandboxSpec {
  readonly podUid: string;
  readonly namespace: string;
  readonly name: string;
  readonly hostNetwork: boolean;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
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
