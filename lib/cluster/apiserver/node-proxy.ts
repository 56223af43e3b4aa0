import type { KubeObject } from '@/lib/api/object';
import type { StreamRead, StreamRef } from '@/lib/sim/http';

/** Query of `pods/log`. Models corev1.PodLogOptions; absent fields were not given. */
export interface LogOptions {
  readonly container?: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly sinceSeconds?: number;
  /** RFC 3339 */
  readonly sinceTime?: string;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly limitBytes?: number;
  readonly stream?: 'All' | 'Stdout' | 'Stderr';
}

/** Query of `pods/exec` and `pods/attach`. Models corev1.PodExecOptions. */
export interface ExecRequestOptions {
  readonly container?: string;
  /** Absent: attach. */
  readonly command?: readonly string[];
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}

/** What a kubelet's server answers: text at once, or a stream that goes on. */
export interface NodeAnswer {
  readonly text?: string;
  readonly stream?: StreamRef;
}

/**
 * The API server's way to the kubelets: what `kubectl logs`, `exec`, `attach` and `port-forward` are forwarded to. The pod
 * is bound to a node and the container is named and known when these are called. A refusal is a thrown StatusError
 * (lib/api/status), worded as the kubelet's answer arrives at the client.
 *
 * Ids of streams start with `log/`, `exec/`, `attach/` or `portforward/`; the server hands reads and writes of them on.
 */
export interface NodeProxy {
  log(pod: KubeObject, container: string, options: LogOptions): NodeAnswer;
  exec(pod: KubeObject, container: string, options: ExecRequestOptions): StreamRef;
  attach(pod: KubeObject, container: string, options: ExecRequestOptions): StreamRef;
  portForward(pod: KubeObject, ports: readonly number[]): StreamRef;
  readStream(id: string): StreamRead;
  writeStream(id: string, item: unknown): void;
  closeStream(id: string): void;
}
