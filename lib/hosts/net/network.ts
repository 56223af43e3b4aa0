import type { HttpRequest, HttpResponse, StreamRead } from '@/lib/sim/http';
import type { DnsAnswer, DnsOptions, HttpTarget, Sys } from '../process/sys';

/** Where a connection comes from. */
export interface Origin {
  readonly machine: string;
  /** Network namespace of the process. */
  readonly net: string;
  /** Its primary address. */
  readonly ip: string;
}

/**
 * The world between machines. Machines settle what concerns only themselves (loopback, their own addresses) and ask
 * this for the rest. Calls throw `Errno` (ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH, ECONNRESET).
 */
export interface Network {
  dial(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp'): void;
  /** `target.host` is the name as the caller gave it, `ip` what it resolved to. */
  http(from: Origin, ip: string, target: HttpTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse;
  /** PEM of the certificate that a port shows to who asks for `name`; undefined where no TLS is spoken. */
  serverCertificate(from: Origin, ip: string, port: number, name?: string): string | undefined;
  dns(from: Origin, server: string, name: string, type: string, options?: DnsOptions): DnsAnswer;
  readStream(id: string): StreamRead;
  writeStream(id: string, item: unknown): void;
  closeStream(id: string): void;
}

/** What a service sees of the process that listens. */
export interface ServiceContext {
  /** Calls in the name of the listening process (files of its container, its descriptors 1 and 2). */
  readonly sys: Sys;
  readonly port: number;
  /** Plain data given to `listen`. */
  readonly data: unknown;
}

/** Answers one request on a listening port. A handler keeps its state in files. */
export type Service = (
  context: ServiceContext,
  request: HttpRequest & { readonly host: string; readonly scheme: 'http' | 'https' },
) => HttpResponse;

/** One DNS query as the listening process gets it. */
export interface DnsQuestion {
  /** In lower case. */
  readonly name: string;
  /** As it was written. */
  readonly asked: string;
  readonly type: string;
  readonly protocol: 'udp' | 'tcp';
  /** Address that the server sees. */
  readonly peer: string;
}

/** Answers one DNS query on a listening port; throws Errno when no answer comes. */
export type DnsService = (context: ServiceContext, question: DnsQuestion) => Omit<DnsAnswer, 'server'>;

/** Services by the name that `sys.listen` gives. */
export class ServiceTable {
  private readonly services = new Map<string, Service>();
  private readonly resolvers = new Map<string, DnsService>();

  add(name: string, service: Service): this {
    if (this.services.has(name)) throw new Error(`service ${name} is there already`);
    this.services.set(name, service);
    return this;
  }

  get(name: string): Service | undefined {
    return this.services.get(name);
  }

  /** A handler of ports on which DNS is spoken; may share its name with one of HTTP. */
  addDns(name: string, service: DnsService): this {
    if (this.resolvers.has(name)) throw new Error(`DNS service ${name} is there already`);
    this.resolvers.set(name, service);
    return this;
  }

  dns(name: string): DnsService | undefined {
    return this.resolvers.get(name);
  }
}

export type { DnsOptions };
