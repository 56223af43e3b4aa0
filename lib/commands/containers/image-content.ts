/** What a container of an image runs as, as an OCI image's configuration says. */
export interface ImageConfig {
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user?: string;
  readonly workingDir?: string;
  /** `80/tcp` */
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal?: 'TERM' | 'QUIT' | 'INT' | 'WINCH';
}

/** One name in a layer: what it is from this layer on. `gone` is a whiteout. */
export interface LayerEntry {
  readonly path: string;
  readonly kind: 'file' | 'dir' | 'link' | 'gone';
  readonly text?: string;
  readonly target?: string;
  /** An executable of the simulation: name of its program. */
  readonly program?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
}

/** What one step of a build added. */
export interface Layer {
  readonly createdBy: string;
  /** Virtual milliseconds since the epoch. */
  readonly createdAt: number;
  readonly entries: readonly LayerEntry[];
}

/** An image that was made here: layers over one of the catalogue's (or over nothing), and its configuration. Immutable. */
export interface ImageContent {
  /** Reference of the catalogue's image that it is made of; absent: `scratch`. */
  readonly from?: string;
  readonly config: ImageConfig;
  readonly layers: readonly Layer[];
}

/** An image as the host call `engine { op: 'images' }` tells of it. */
export interface EngineImage {
  /** Normalised name, or its digest when it has none. */
  readonly name: string;
  /** `sha256:…` */
  readonly id: string;
  readonly sizeBytes: number;
  readonly createdAt: number;
  readonly content: ImageContent;
}

/** A container as `engine { op: 'containers' }` tells of it. */
export interface EngineContainer {
  readonly id: string;
  readonly name: string;
  /** As it was typed. */
  readonly image: string;
  readonly imageId: string;
  readonly command: readonly string[];
  readonly createdAt: number;
  readonly startedAt: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly pid: number;
  readonly ip?: string;
  readonly ports: readonly {
    readonly hostPort: number;
    readonly containerPort: number;
    readonly protocol: string;
    readonly hostIP?: string;
  }[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly { readonly source: string; readonly path: string; readonly readOnly: boolean }[];
  readonly tty: boolean;
  readonly restart: string;
  readonly workingDir?: string;
  readonly user?: string;
}
