import type { Cluster } from '@/lib/cluster/cluster';
import {
  OutboundError,
  type Outbound,
  type OutboundAddress,
  type OutboundRequest,
  type OutboundResponse,
  type ServiceReference,
} from '@/lib/cluster/apiserver/outbound';
import { verifyCertificate } from '@/lib/cluster/pki/certificate';
import { verifyHostname } from '@/lib/cluster/pki/hostname';
import type { OperatorTarget } from '@/lib/cluster/addons/addon';
import { addressOf, originOf, resolverConfig } from '@/lib/hosts/net/connections';
import type { Origin } from '@/lib/hosts/net/network';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import { Errno } from '@/lib/hosts/process/sys';
import type { HttpRequest, HttpResponse } from '@/lib/sim/http';
import type { Core } from './core';
import type { WorldNetwork } from './network';
import { SERVICES } from '@/lib/cluster/client/resources';

/** Calls that are answered by way of another call. */
const DEEPEST = 8;
const KUBELET_PORT = 10250;

/** What Go's net package says of a connection that did not come about. */
const DIAL_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
};

/** The API server's calls to webhooks, from the host it runs on, over the world's network. */
export class WorldOutbound implements Outbound {
  private depth = 0;

  constructor(
    private readonly core: Core,
    private readonly network: WorldNetwork,
    private readonly cluster: () => Cluster | undefined,
  ) {}

  post(request: OutboundRequest): OutboundResponse {
    if (this.depth >= DEEPEST) throw new OutboundError('context deadline exceeded');
    this.depth++;
    try {
      return this.send(request);
    } finally {
      this.depth--;
    }
  }

  forward({ scheme, ip, port }: OutboundAddress, request: Omit<HttpRequest, 'peer'>): HttpResponse {
    if (this.depth >= DEEPEST) throw new OutboundError('context deadline exceeded');
    this.depth++;
    try {
      const to = { ip, port };
      return attempt(to, () => this.network.http(this.origin(), ip, { scheme, host: ip, port, ...this.kubeletClient(port) }, request));
    } finally {
      this.depth--;
    }
  }

  ask(service: ServiceReference, ca: string | undefined, request: Omit<HttpRequest, 'peer'>): HttpResponse {
    if (this.depth >= DEEPEST) throw new OutboundError('context deadline exceeded');
    this.depth++;
    try {
      const from = this.origin();
      const to = this.resolve(service, from);
      const host = `${service.name}.${service.namespace}.svc`;
      if (ca !== undefined) this.handshake(from, to, host, ca);
      return attempt(to, () => this.network.http(from, to.ip, { scheme: 'https', host, port: to.port }, request));
    } finally {
      this.depth--;
    }
  }

  /** A request of a process in a container, as a program written in Go makes it. Throws OutboundError. */
  request(kernel: Kernel, process: Process, target: OperatorTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse {
    const { scheme, host, port, ca } = target;
    const from = originOf(kernel.state, process);
    const to = { ip: this.lookUp(from, host, process), port };
    if (scheme === 'https' && ca !== undefined) this.handshake(from, to, host, ca);
    return attempt(to, () => this.network.http(from, to.ip, { scheme, host, port }, request));
  }

  private send({ url, service, ca, body }: OutboundRequest): OutboundResponse {
    const parsed = new URL(url);
    const host = parsed.hostname.replace(/^\[|\]$/g, '');
    const scheme = parsed.protocol === 'http:' ? 'http' : 'https';
    const port = Number(parsed.port || (scheme === 'https' ? 443 : 80));
    const from = this.origin();
    const to = service ? this.resolve(service, from) : { ip: this.lookUp(from, host), port };
    if (scheme === 'https') this.handshake(from, to, host, ca);
    const headers = {
      host: parsed.host,
      'content-type': 'application/json',
      accept: 'application/json, */*',
      'user-agent': 'kube-apiserver-admission',
    };
    const query: Record<string, string[]> = {};
    for (const [name, value] of parsed.searchParams) (query[name] ??= []).push(value);
    const request = { method: 'POST', path: parsed.pathname, query, headers, body };
    const target = { scheme, host, port: to.port } as const;
    const { status, body: answer } = attempt(to, () => this.network.http(from, to.ip, target, request));
    return { status, body: answer };
  }

  /** The certificate by which kubelets know the API server (`--kubelet-client-certificate`). */
  private kubeletClient(port: number): { clientCertificate?: string } {
    if (port !== KUBELET_PORT) return {};
    return { clientCertificate: this.cluster()!.pki.certificates['apiserver-kubelet-client']?.certificatePem };
  }

  private origin(): Origin {
    const { controlPlane, hosts } = this.cluster()!.profile;
    return { machine: controlPlane, net: HOST, ip: hosts.find(({ name }) => name === controlPlane)?.ip ?? '127.0.0.1' };
  }

  /** Models aggregator/pkg/apiserver.NewClusterIPServiceResolver. */
  private resolve({ namespace, name, port }: ServiceReference, from: Origin): { ip: string; port: number } {
    const service = this.cluster()!.store.get(SERVICES, namespace, name);
    if (!service) throw new OutboundError(`service ${JSON.stringify(name)} not found`);
    const {
      type = 'ClusterIP',
      clusterIP,
      externalName,
      ports,
    } = service.spec as {
      readonly type?: string;
      readonly clusterIP?: string;
      readonly externalName?: string;
      readonly ports?: readonly { readonly port: number }[];
    };
    if (type === 'ExternalName') return { ip: this.lookUp(from, externalName ?? ''), port };
    if (!clusterIP || clusterIP === 'None') throw new OutboundError('cannot route to service with ClusterIP "None"');
    if (!ports?.some((one) => one.port === port)) {
      throw new OutboundError(`no service port ${port} found for service ${JSON.stringify(name)}`);
    }
    return { ip: clusterIP, port };
  }

  private lookUp(from: Origin, host: string, process = { ns: HOST } as Process): string {
    const { state } = this.core.kernel(from.machine);
    try {
      return addressOf(state, process, host);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      const why = error.code === 'ENAMENOTFOUND' ? 'no such host' : 'server misbehaving';
      const server = resolverConfig(state, process).nameservers[0] ?? '127.0.0.1';
      throw new OutboundError(`dial tcp: lookup ${host} on ${server}:53: ${why}`);
    }
  }

  private handshake(from: Origin, to: { ip: string; port: number }, host: string, ca: string | undefined): void {
    const found = attempt(to, () => this.network.serverCertificate(from, to.ip, to.port));
    if (found === undefined) throw new OutboundError('http: server gave HTTP response to HTTPS client');
    const chain = verifyCertificate(found, ca ?? '', this.core.sim.now());
    const complaint = chain?.includes('has expired') ? chain : (verifyHostname(found, host) ?? chain);
    if (complaint) throw new OutboundError(`tls: failed to verify certificate: ${complaint}`);
  }
}

function attempt<T>({ ip, port }: { ip: string; port: number }, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    if (error.code === 'ETIMEDOUT') throw new OutboundError('context deadline exceeded');
    if (error.code === 'ECONNRESET') throw new OutboundError('EOF');
    throw new OutboundError(`dial tcp ${ip}:${port}: ${DIAL_ERRORS[error.code] ?? error.message.toLowerCase()}`);
  }
}
