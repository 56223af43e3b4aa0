import type { Service } from '@/lib/hosts/net/network';
import { print, printError, sleep } from '@/lib/hosts/process/blocking';
import type { Program, Signal } from '@/lib/hosts/process/program';
import { SIGNAL_NUMBERS } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import { flag, readIfThere, untilSignal } from '../daemon';

/** Where a server runs: what it was told, and what it sees. */
export class Place {
  constructor(
    readonly sys: Sys,
    readonly argv: readonly string[],
  ) {}

  /** Value of an environment variable; empty when there is none. */
  env(name: string): string {
    return this.sys.env()[name] ?? '';
  }

  /** Value of `--name=value` or `--name value`. */
  flag(name: string): string | undefined {
    return flag(this.argv, name);
  }

  /** Text of a file, undefined when it cannot be read. */
  read(path: string): string | undefined {
    return readIfThere(this.sys, path);
  }

  /** Its address. */
  get ip(): string {
    return this.sys.addresses()[0] ?? '127.0.0.1';
  }

  get host(): string {
    return this.sys.hostname();
  }

  /** `2026-01-15T09:00:00.000Z` */
  get iso(): string {
    return new Date(this.sys.now()).toISOString();
  }

  /** Whether something listens there: how a server sees its database. Undefined when it does, else the reason. */
  unreachable(host: string, port: number): Errno | undefined {
    try {
      this.sys.dial(host, port);
      return undefined;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return error;
    }
  }
}

/** One request to a server, and what it is answered with. */
export class Asked extends Place {
  constructor(
    sys: Sys,
    argv: readonly string[],
    readonly request: Parameters<Service>[1],
    readonly port: number,
  ) {
    super(sys, argv);
  }

  get path(): string {
    return this.request.path;
  }

  query(name: string): string | undefined {
    return this.request.query[name]?.[0];
  }

  header(name: string): string | undefined {
    return this.request.headers[name];
  }

  /** Body as text. */
  get body(): string {
    const { body } = this.request;
    return typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  }

  get peer(): string {
    return this.request.peer?.ip ?? '127.0.0.1';
  }
}

/** A program that listens, told in data: what it needs, says, listens on and answers. */
export interface Server {
  /** Name in the tables of programs and of services. */
  readonly name: string;
  /** TCP ports. Default: none, a process that only runs. */
  readonly ports?: readonly number[] | ((at: Place) => readonly number[]);
  readonly udp?: readonly number[];
  /** Why it does not start: what it prints on standard error, and its exit code. */
  readonly refuses?: (at: Place) => { readonly text: string; readonly code: number; readonly stdout?: boolean } | undefined;
  /** What it says when it starts; newlines included. */
  readonly says?: (at: Place) => string;
  /** Virtual milliseconds until it listens. */
  readonly takesMs?: number | ((at: Place) => number);
  /** What it says once it listens. */
  readonly ready?: (at: Place) => string;
  /** Standard output by default. */
  readonly logsTo?: 'stdout' | 'stderr';
  /** Memory it takes for itself: past the limit of its container it is killed. */
  readonly megabytes?: number | ((at: Place) => number);
  /** Files it writes when it starts; refused silently where it may not. */
  readonly prepares?: (at: Place) => void;
  /** What it says when it is told to stop, and how it ends then. Default: nothing, 0. `signal`: 128 and the signal's number. */
  readonly stops?: (at: Place, signal: Signal) => string;
  readonly endsWith?: number | 'signal';
  /** How it tells that a port cannot be had. */
  readonly refused?: (at: Place, port: number, error: Errno) => string;
  /** Its answer to a request; absent: it does not speak HTTP. */
  readonly answers?: (asked: Asked) => HttpResponse;
  /** Lines that it goes on saying: the next one, and in how many milliseconds. `turn` counts from 0. */
  readonly goesOn?: (at: Place, turn: number) => { readonly inMs: number; readonly text: string } | undefined;
}

/** The program of a server. */
export function serverProgram(server: Server): Program {
  return function* (sys, argv) {
    const at = new Place(sys, argv);
    const say = function* (text: string | undefined) {
      if (text) yield* server.logsTo === 'stderr' ? printError(sys, text) : print(sys, text);
    };
    const refused = server.refuses?.(at);
    if (refused) {
      yield* refused.stdout ? print(sys, refused.text) : printError(sys, refused.text);
      return refused.code;
    }
    for (const signal of STOPPING) sys.handleSignal(signal, 'handle');
    const megabytes = valueOf(server.megabytes, at) ?? 0;
    if (megabytes > 0) sys.host({ call: 'allocate', bytes: megabytes * 1024 * 1024 });
    server.prepares?.(at);
    yield* say(server.says?.(at));
    const takes = valueOf(server.takesMs, at) ?? 0;
    if (takes > 0) yield* sleep(sys, takes);
    try {
      for (const port of server.udp ?? []) sys.listen(port, 'mute', { protocol: 'udp' });
      for (const port of valueOf(server.ports, at) ?? []) {
        try {
          sys.listen(port, server.answers ? server.name : 'mute', { data: { argv } });
        } catch (error) {
          if (!(error instanceof Errno)) throw error;
          yield* printError(sys, server.refused?.(at, port, error) ?? `listen tcp :${port}: bind: ${error.message.toLowerCase()}\n`);
          return 1;
        }
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      yield* printError(sys, `bind: ${error.message.toLowerCase()}\n`);
      return 1;
    }
    yield* say(server.ready?.(at));
    const signal = yield* goOn(sys, server, at, say);
    yield* say(server.stops?.(at, signal));
    return server.endsWith === 'signal' ? 128 + SIGNAL_NUMBERS[signal] : (server.endsWith ?? 0);
  };
}

const STOPPING: readonly Signal[] = ['TERM', 'INT', 'QUIT'];

function* goOn(
  sys: Sys,
  server: Server,
  at: Place,
  say: (text: string) => Generator<{ channels: readonly string[]; until?: number }, void, void>,
) {
  if (!server.goesOn) return yield* untilSignal(sys, STOPPING);
  const channel = sys.signalChannel();
  for (let turn = 0; ; turn++) {
    const next = server.goesOn(at, turn);
    if (!next) return yield* untilSignal(sys, STOPPING);
    const until = sys.now() + Math.max(next.inMs, 100);
    for (;;) {
      const arrived = sys.takeSignals().find((signal) => STOPPING.includes(signal));
      if (arrived) return arrived;
      if (sys.now() >= until) break;
      yield { channels: [channel], until };
    }
    yield* say(next.text);
  }
}

/** The handler of a server's ports. */
export function serverService(server: Server): Service {
  return ({ sys, data, port }, request) => {
    const answer = server.answers!(new Asked(sys, (data as { argv: readonly string[] }).argv, request, port));
    return request.method === 'HEAD' ? { ...answer, body: '' } : answer;
  };
}

const valueOf = <T>(value: T | ((at: Place) => T) | undefined, at: Place): T | undefined =>
  typeof value === 'function' ? (value as (at: Place) => T)(at) : value;

type Headers = Readonly<Record<string, string>>;

/** Answers of the usual kinds. */
export const plain = (body: string, status = 200, headers: Headers = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});
export const html = (body: string, status = 200, headers: Headers = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body,
});
export const json = (value: unknown, status = 200, headers: Headers = {}, indent = 0): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: `${JSON.stringify(value, null, indent)}${indent ? '\n' : ''}`,
});
export const redirect = (location: string, status = 302): HttpResponse => ({ status, headers: { location }, body: '' });
/** Go's own answer for what it does not know. */
export const goNotFound = (): HttpResponse => plain('404 page not found\n', 404, { 'x-content-type-options': 'nosniff' });

export type { HttpRequest, HttpResponse };
