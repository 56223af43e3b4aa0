/* eslint-disable @typescript-eslint/no-explicit-any -- bodies are what the server sent */
import { deepFreeze } from '@/lib/api/freeze';
import type { Status } from '@/lib/api/status';
import { Errno, type HttpTarget } from '@/lib/hosts/process/sys';
import type { HttpResponse } from '@/lib/sim/http';
import { ConnectionError, ServerError } from '../errors';
import type { Invocation, Task } from '../invocation';
import type { RestConfig } from './kubeconfig';
import { logRequest, logResponse, verbosity } from './request-log';
import { goDuration } from './timeout';

export interface Request {
  readonly query?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export const JSON_TYPE = 'application/json';
export const TABLE_TYPE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

/** Requests to the API server; a failure is thrown as ServerError or ConnectionError, warnings go to stderr. */
export class Rest {
  private readonly target: HttpTarget;
  private readonly warned = new Set<string>();

  constructor(private readonly k: Invocation) {
    const { scheme, host, port, ca, clientCertificate, clientKey, serverName } = k.config;
    this.target = {
      scheme,
      host,
      port,
      ...(ca !== undefined && { ca }),
      ...(clientCertificate !== undefined && { clientCertificate }),
      ...(clientKey !== undefined && { clientKey }),
      ...(serverName !== undefined && { serverName }),
    };
  }

  get<T = any>(path: string, request: Request = {}): T {
    return this.send('GET', path, request).body as T;
  }

  /** The whole answer, whatever its status; only a missing connection throws. */
  exchange(method: string, path: string, request: Request = {}): HttpResponse {
    const { config } = this.k;
    const query: Record<string, readonly string[]> = {};
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value === undefined || value === '') continue;
      query[name] = typeof value === 'string' ? [value] : value;
    }
    if (config.timeoutMs > 0) query['timeout'] = [goDuration(config.timeoutMs)];
    const fullPath = config.prefix + path;
    let response: HttpResponse;
    const headers = {
      accept: JSON_TYPE,
      'user-agent': this.k.userAgent,
      ...config.headers,
      ...(request.body !== undefined && { 'content-type': JSON_TYPE }),
      ...request.headers,
    };
    // Discovery comes from kubectl's cache, as a rule, and is not told of.
    const logged =
      verbosity(this.k) >= 6 && !/^\/apis?$/.test(path)
        ? { method, url: urlOf(config, fullPath, query), headers, body: request.body }
        : undefined;
    if (logged) logRequest(this.k, logged);
    const started = this.k.now();
    try {
      response = this.k.sys.http(this.target, {
        method,
        path: fullPath,
        query,
        headers,
        ...(request.body !== undefined && { body: deepFreeze(request.body) }),
      });
    } catch (error) {
      const text = new URLSearchParams(Object.entries(query).flatMap(([name, values]) => values.map((value) => [name, value]))).toString();
      throw new ConnectionError(method, `${config.server}${fullPath}${text && `?${text}`}`, this.causeOf(error));
    }
    if (logged) logResponse(this.k, logged, response, this.k.now() - started);
    this.warn(response.headers['warning']);
    return response;
  }

  /** An exchange that must succeed. */
  send(method: string, path: string, request: Request = {}): HttpResponse {
    const response = this.exchange(method, path, request);
    if (response.status >= 200 && response.status < 300) return response;
    if (response.status === 101) return response;
    throw new ServerError(statusOf(response));
  }

  /** The items of a watch as they come: yields to `each`, which returns true to end it. Ends at `until` (virtual ms). */
  *follow(response: HttpResponse, each: (item: any) => boolean | Task<boolean>, until?: number): Task<'ended' | 'done' | 'timeout'> {
    const { stream } = response;
    if (!stream) return 'ended';
    const { sys } = this.k;
    try {
      for (;;) {
        const { items, ended } = sys.streamRead(stream.id);
        for (const item of items) {
          const answer = each(item);
          if (typeof answer === 'boolean' ? answer : yield* answer) return 'done';
        }
        if (ended) return 'ended';
        if (until !== undefined && sys.now() >= until) return 'timeout';
        if (items.length === 0) yield* this.k.wait([stream.channel], until);
        else yield* this.k.flush();
      }
    } finally {
      sys.streamClose(stream.id);
    }
  }

  private causeOf(error: unknown): string {
    const { host, port } = this.target;
    const address = `${host === 'localhost' ? '127.0.0.1' : host}:${port}`;
    if (!(error instanceof Errno)) {
      if (error instanceof Error) return error.message;
      throw error;
    }
    switch (error.code) {
      case 'ECONNREFUSED':
        return `dial tcp ${address}: connect: connection refused`;
      case 'ETIMEDOUT':
        return `dial tcp ${address}: i/o timeout`;
      case 'EHOSTUNREACH':
        return `dial tcp ${address}: connect: no route to host`;
      case 'ENETUNREACH':
        return `dial tcp ${address}: connect: network is unreachable`;
      case 'ECONNRESET':
        return `read tcp ${this.k.sys.addresses()[0] ?? '127.0.0.1'}:41234->${address}: read: connection reset by peer`;
      case 'ENAMENOTFOUND':
        return `dial tcp: lookup ${host}: no such host`;
      default:
        return error.message;
    }
  }

  private warn(header: string | undefined): void {
    if (!header) return;
    for (const [, text] of header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)) {
      const warning = text!.replace(/\\(.)/g, '$1');
      if (this.warned.has(warning)) continue;
      this.warned.add(warning);
      this.k.warnings++;
      this.k.tellWarning(warning);
    }
  }
}

function urlOf(config: RestConfig, path: string, query: Readonly<Record<string, readonly string[]>>): string {
  const parameters = Object.keys(query)
    .sort()
    .flatMap((name) => query[name]!.map((value) => [name, value]));
  const text = new URLSearchParams(parameters).toString();
  return `${config.server}${path}${text && `?${text}`}`;
}

/** The Status of a failed answer; what is no Status is described as client-go does. */
export function statusOf(response: HttpResponse): Status {
  const body = response.body as Partial<Status> | string | undefined;
  if (body && typeof body === 'object' && body.kind === 'Status') return body as Status;
  const text = typeof body === 'string' ? body.trim() : '';
  const known: Readonly<Record<number, readonly [string, string]>> = {
    401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
    403: ['Forbidden', text || 'unknown'],
    404: ['NotFound', 'the server could not find the requested resource'],
    405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
    409: ['Conflict', 'the server reported a conflict'],
    429: ['TooManyRequests', 'the server has received too many requests and has asked us to try again later'],
    500: ['InternalError', `an error on the server (${JSON.stringify(text || 'unknown')}) has prevented the request from succeeding`],
    503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
    504: ['Timeout', 'the server was unable to return a response in the time allotted, but may still be processing the request'],
  };
  const [reason, message] = known[response.status] ?? [
    '',
    text || `the server responded with the status code ${response.status} but did not return more information`,
  ];
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code: response.status };
}
