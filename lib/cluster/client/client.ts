import type { GroupResource, KubeObject, KubeList, WatchEvent } from '@/lib/api/object';
import type { HttpRequest, HttpResponse, StreamRead } from '@/lib/sim/http';

/** A request to the API server: an HTTP request whose body, if any, is already a value (see DESIGN: one door). */
export type ApiRequest = HttpRequest & {
  /**
   * Set by callers inside the process that are authenticated by construction (controllers, kubelets, graders). Requests
   * from the network never carry it: their identity comes from the peer's certificate or the bearer token.
   */
  readonly as?: UserInfo;
};

export type ApiResponse = HttpResponse;

export interface UserInfo {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** The API server as everybody sees it: controllers, kubelets, kubectl in the shell, real clients through `lib/wire`. */
export interface ApiDoor {
  handle(request: ApiRequest): ApiResponse;
  /** Streams are state of the server, named by id: watch events, log text, exec frames. */
  /** `after` (a revision) is for named watches only: events after it are read without being acknowledged. */
  readStream(id: string, after?: number): StreamRead;
  writeStream(id: string, item: unknown): void;
  closeStream(id: string): void;
}

/** Frames of an exec, attach or port-forward stream, in both directions. */
export type ExecFrame =
  | { readonly channel: 'stdin' | 'stdout' | 'stderr'; readonly text: string }
  | { readonly channel: 'stdin-closed' }
  | { readonly channel: 'resize'; readonly columns: number; readonly rows: number }
  /** Last frame from the server: a metav1.Status, with the exit code in details.causes as upstream. */
  | { readonly channel: 'status'; readonly status: object };

/** Frames of a port-forward stream, in both directions; bytes ride as one character each. A server that gives up says why before the end. */
export type ForwardFrame =
  | { readonly type: 'open'; readonly connection: string; readonly port: number }
  | { readonly type: 'data'; readonly connection: string; readonly bytes: string }
  /** A whole request and its answer, between parties that are both simulated. */
  | { readonly type: 'request'; readonly connection: string; readonly request: Omit<HttpRequest, 'peer'> }
  | { readonly type: 'response'; readonly connection: string; readonly response: HttpResponse }
  | { readonly type: 'error'; readonly connection: string; readonly text: string }
  | { readonly type: 'end'; readonly connection: string };

/** Thrown by `Client` for a Status that is not Success. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly reason: string,
    message: string,
    readonly status: object,
  ) {
    super(message);
  }
}

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/**
 * Typed calls over the one door, for code inside the process. Objects that come back are frozen and shared: build a
 * changed copy. `namespace` is '' for cluster-scoped resources and, in lists, for all namespaces.
 */
export interface Client {
  readonly door: ApiDoor;
  get<T extends KubeObject = KubeObject>(resource: GroupResource, namespace: string, name: string): T | undefined;
  list<T extends KubeObject = KubeObject>(resource: GroupResource, namespace?: string, options?: ListOptions): KubeList<T>;
  create<T extends KubeObject = KubeObject>(resource: GroupResource, object: object, namespace?: string): T;
  update<T extends KubeObject = KubeObject>(resource: GroupResource, object: KubeObject, subresource?: string): T;
  patch<T extends KubeObject = KubeObject>(
    resource: GroupResource,
    namespace: string,
    name: string,
    patch: object,
    options?: { type?: 'json' | 'merge' | 'strategic' | 'apply'; subresource?: string; fieldManager?: string; force?: boolean },
  ): T;
  delete(resource: GroupResource, namespace: string, name: string, options?: DeleteOptions): void;
}

/** What an informer tells: the object before and after, as client-go's ResourceEventHandler. */
export interface Change<T extends KubeObject = KubeObject> {
  readonly type: WatchEvent['type'];
  readonly object: T;
  readonly old?: T;
}

/**
 * A watched, indexed view of one resource. Its cache is derived (never part of a snapshot): it is rebuilt by a list
 * after a fork. Handlers run on a Sim queue, after the commit that caused them.
 */
export interface Informer<T extends KubeObject = KubeObject> {
  get(namespace: string, name: string): T | undefined;
  list(namespace?: string): readonly T[];
  /** Objects whose index `name` holds `value`. */
  byIndex(name: string, value: string): readonly T[];
  addIndex(name: string, keysOf: (object: T) => readonly string[]): this;
  onChange(handler: (change: Change<T>) => void): this;
}

export interface InformerFactory {
  informer<T extends KubeObject = KubeObject>(resource: GroupResource): Informer<T>;
  /** Ends the informer of a resource that is served no more; a later one starts from nothing. */
  drop(resource: GroupResource): void;
}
