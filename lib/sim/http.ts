/**
 * Messages between the parties of a simulated world (pods, hosts, the API server). Bodies are frozen values, not text,
 * wherever both sides are simulated; `lib/wire` alone serialises.
 */
export interface HttpRequest {
  readonly method: string;
  /** Path without the query, as on the wire: `/api/v1/namespaces/default/pods`. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly peer?: Peer;
}

/** Who is at the other end of the connection. */
export interface Peer {
  readonly ip: string;
  /** PEM of the client certificate that the TLS handshake presented (and whose key the client proved to hold). */
  readonly clientCertificate?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Set when the answer goes on: a watch, a followed log, an upgraded connection. */
  readonly stream?: StreamRef;
}

/** Names an open stream. The server keeps its state (as data); the holder reads it by id and waits on the channel. */
export interface StreamRef {
  readonly id: string;
  /** Sim channel notified when there may be something to read. A notify may be spurious: read and look. */
  readonly channel: string;
}

export interface StreamRead {
  /** What arrived since the last read: watch events, log text, exec frames. */
  readonly items: readonly unknown[];
  /** Nothing more will come. */
  readonly ended: boolean;
}
