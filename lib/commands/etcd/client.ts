import { Errno, type HttpTarget, type Sys } from '@/lib/hosts/process/sys';
import { Exit } from '../command/command';
import type { Io, Task } from '../command/stdio';
import { duration } from './flags';

/* eslint-disable @typescript-eslint/no-explicit-any -- answers are JSON of the gateway */

/** An answer that etcd refused, in its words. */
export class EtcdError extends Error {}

/** Speaks to etcd servers through their JSON gateway, with etcdctl's certificates, time limits and complaints. */
export class EtcdClient {
  readonly endpoints: readonly string[];
  private readonly files: { ca?: string; certificate?: string; key?: string };
  private readonly timeoutMs: number;

  constructor(
    private readonly io: Io,
    private readonly sys: Sys,
    private readonly values: Readonly<Record<string, string>>,
  ) {
    this.endpoints = (this.flag('endpoints') ?? '127.0.0.1:2379').split(',').filter(Boolean);
    this.timeoutMs = duration(this.flag('command-timeout') ?? '5s');
    this.files = {};
  }

  /** A flag, or what its environment variable says. */
  flag(name: string): string | undefined {
    return this.values[name] ?? this.sys.env()[`ETCDCTL_${name.toUpperCase().replace(/-/g, '_')}`];
  }

  /** Reads the certificates; ends the program when one is missing. */
  *prepare(): Task<void> {
    for (const [name, field] of [
      ['cacert', 'ca'],
      ['cert', 'certificate'],
      ['key', 'key'],
    ] as const) {
      const path = this.flag(name);
      if (!path) continue;
      try {
        this.files[field] = this.sys.readFile(path);
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        yield* this.fail(`open ${path}: ${error.message.toLowerCase()}`);
      }
    }
    if ((this.files.certificate === undefined) !== (this.files.key === undefined)) {
      yield* this.fail('KeyFile and CertFile must both be present[key: ' + `${this.flag('key') ?? ''}, cert: ${this.flag('cert') ?? ''}]`);
    }
  }

  /** Prints `Error: …` and ends. */
  *fail(message: string, code = 1): Task<never> {
    yield* this.io.flush();
    yield* this.io.stderr(`Error: ${message}\n`);
    throw new Exit(code);
  }

  private targetOf(endpoint: string): HttpTarget {
    const [, given, host = '', port = '2379'] = /^(?:(https?):\/\/)?([^:/]+)(?::(\d+))?/.exec(endpoint) ?? [];
    const isSecure = given === 'https' || (given === undefined && Object.keys(this.files).length > 0);
    const { ca, certificate, key } = this.files;
    const isBlind = this.flag('insecure-skip-tls-verify') === 'true';
    return {
      scheme: isSecure ? 'https' : 'http',
      host: host === 'localhost' ? '127.0.0.1' : host,
      port: Number(port),
      // Without --cacert the system's authorities decide, which have never heard of this one.
      ...(isSecure && !isBlind && { ca: ca ?? '' }),
      ...(certificate !== undefined && { clientCertificate: certificate }),
      ...(key !== undefined && { clientKey: key }),
    };
  }

  /** One call to one endpoint: the answer, or why the connection failed. Throws EtcdError for a refusal. */
  tryCall(endpoint: string, path: string, body: object): { readonly body: any } | { readonly failed: string } {
    const target = this.targetOf(endpoint);
    const address = `${target.host}:${target.port}`;
    try {
      const response = this.sys.http(target, { method: 'POST', path, query: {}, headers: { 'content-type': 'application/json' }, body });
      if (response.status === 200) return { body: response.body };
      const message = (response.body as { message?: string } | undefined)?.message;
      if (message === undefined) return { failed: 'error reading server preface: EOF' };
      throw new EtcdError(message);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      switch (error.code) {
        case 'ECONNREFUSED':
          return { failed: `transport: Error while dialing: dial tcp ${address}: connect: connection refused` };
        case 'ETLS':
          return error.message.startsWith('remote error')
            ? { failed: `error reading server preface: ${error.message}` }
            : { failed: `transport: authentication handshake failed: ${error.message}` };
        case 'ENAMENOTFOUND':
          return { failed: `transport: Error while dialing: dial tcp: lookup ${target.host}: no such host` };
        default:
          return { failed: `transport: Error while dialing: dial tcp ${address}: i/o timeout` };
      }
    }
  }

  /** A call to any endpoint that answers. Without one the time limit passes, as gRPC's does. */
  *call(path: string, body: object = {}, method = 'KV/Range'): Task<any> {
    const until = this.sys.now() + this.timeoutMs;
    let failed = '';
    let refused = '';
    for (const endpoint of this.endpoints) {
      try {
        const answer = this.tryCall(endpoint, path, body);
        if ('body' in answer) return answer.body;
        failed = answer.failed;
      } catch (error) {
        if (!(error instanceof EtcdError)) throw error;
        if (!/no leader/.test(error.message)) return yield* this.fail(error.message);
        refused = error.message;
      }
    }
    yield* this.timeOut(until);
    const why = failed ? `latest balancer error: last connection error: connection error: desc = ${JSON.stringify(failed)}` : refused;
    const ts = new Date(this.sys.now()).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
    const line = {
      level: 'warn',
      ts,
      logger: 'etcd-client',
      caller: 'v3@v3.6.8/retry_interceptor.go:65',
      msg: 'retrying of unary invoker failed',
      target: `etcd-endpoints://0xc000220000/${this.endpoints[0]!.replace(/^https?:\/\//, '')}`,
      method: `/etcdserverpb.${method}`,
      attempt: 0,
      error: `rpc error: code = DeadlineExceeded desc = ${failed ? why : 'context deadline exceeded'}`,
    };
    yield* this.io.flush();
    yield* this.io.stderr(`${JSON.stringify(line)}\n`);
    return yield* this.fail('context deadline exceeded');
  }

  *timeOut(until: number): Task<void> {
    yield* this.io.flush();
    while (this.sys.now() < until) yield { channels: [], until };
  }

  get deadline(): number {
    return this.sys.now() + this.timeoutMs;
  }
}

export const base64 = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');
/** A 64 bit number in decimal as etcdctl prints ids. */
export const hexId = (id: unknown): string => BigInt(String(id ?? 0)).toString(16);
