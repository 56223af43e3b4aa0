import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { Io, Task } from '../command/stdio';
import { ApiRefusal, request } from './api';

/** Ends kubeadm with a message. */
export class Refusal extends Error {}

export const STACK = 'To see the stack trace of this error execute with --v=5 or higher\n';

/** What kubeadm knows of the machine that it runs on: answers of the host call `kubeadm`. */
export interface Machine {
  readonly name: string;
  readonly ip: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly isNode: boolean;
  readonly mayControl: boolean;
  readonly mayInit: boolean;
  readonly first: string;
  readonly endpoint?: string;
}

/** Flags, output and the machine of one run. */
export class Session {
  readonly version: string;

  constructor(
    readonly io: Io,
    readonly words: readonly string[],
    readonly value: (flag: string) => string | undefined,
  ) {
    this.version = `v${(this.packageVersion('kubeadm') ?? '1.36.3').replace(/-.*$/, '')}`;
  }

  get sys(): Sys {
    return this.io.sys;
  }

  has(flag: string): boolean {
    const given = this.value(flag);
    return given !== undefined && given !== 'false';
  }

  /** Version of an installed package; undefined when it is not. */
  packageVersion(name: string): string | undefined {
    try {
      return this.sys.host({ call: 'package-version', name }) as string | undefined;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return undefined;
    }
  }

  machine(): Machine {
    return this.ask('machine') as Machine;
  }

  /** A question to kubeadm's templates. */
  ask(op: string, more: object = {}): unknown {
    try {
      return this.sys.host({ call: 'kubeadm', op, ...more });
    } catch (error) {
      if (error instanceof Errno && error.code === 'EPERM') throw new Refusal('user is not running as root');
      throw error;
    }
  }

  *say(text: string): Task<void> {
    yield* this.io.print(`${text}\n`);
  }

  /** A line of klog's on standard error. */
  *warn(source: string, text: string): Task<void> {
    const iso = new Date(this.sys.now()).toISOString();
    yield* this.io.stderr(
      `W${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000 ${String(this.sys.pid).padStart(7)} ${source}] ${text}\n`,
    );
  }

  /** Makes an object what it should be: created, or updated where it is there. */
  apply(config: string, path: string, object: { readonly metadata: { readonly name: string } }): void {
    try {
      request(this.sys, config, 'POST', path, object);
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.status !== 409) throw error;
      request(this.sys, config, 'PATCH', `${path}/${object.metadata.name}`, object);
    }
  }

  /** Asks again every half second until there is an answer; throws the last complaint after `ms` milliseconds. */
  *until<T>(ms: number, attempt: () => T | undefined, otherwise: string): Task<T> {
    const end = this.sys.now() + ms;
    for (;;) {
      const found = attempt();
      if (found !== undefined) return found;
      if (this.sys.now() >= end) throw new Refusal(otherwise);
      yield* this.io.sleep(500);
    }
  }

  /** `1.001s`, `501.4ms` since a moment. */
  since(moment: number): string {
    const ms = this.sys.now() - moment;
    return ms < 1000 ? `${ms}.${1 + (this.sys.pid % 8)}ms` : `${(ms / 1000).toFixed(6)}s`;
  }
}

/** Path of a resource in the API: `/api/v1/namespaces/kube-system/configmaps`. */
export function collectionOf(object: { apiVersion: string; kind: string; metadata: { namespace?: string } }): string {
  const plural = object.kind === 'Endpoints' ? 'endpoints' : `${object.kind.toLowerCase()}s`;
  const base = object.apiVersion.includes('/') ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  return object.metadata.namespace ? `${base}/namespaces/${object.metadata.namespace}/${plural}` : `${base}/${plural}`;
}

/** Removes a directory's contents, keeping itself. */
export function emptyDirectory(sys: Sys, path: string): void {
  let names: readonly string[];
  try {
    names = sys.readdir(path);
  } catch (error) {
    if (error instanceof Errno) return;
    throw error;
  }
  for (const name of names) {
    const entry = `${path}/${name}`;
    if (sys.lstat(entry).type === 'dir') {
      emptyDirectory(sys, entry);
      try {
        sys.rmdir(entry);
      } catch (error) {
        // A mount that is in use stays.
        if (!(error instanceof Errno)) throw error;
      }
    } else sys.unlink(entry);
  }
}

export function makeDirectories(sys: Sys, path: string, mode = 0o755): void {
  let at = '';
  for (const part of path.split('/').filter(Boolean)) {
    at += `/${part}`;
    if (!sys.exists(at)) sys.mkdir(at, mode);
  }
}
