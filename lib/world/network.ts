import { resolveClusterName } from '@/lib/cluster/network/cluster-dns';
import type { ClusterView } from '@/lib/cluster/network/cluster-view';
import { routeNodePort, routeServiceIp, type Route } from '@/lib/cluster/network/service-routing';
import type { Profile } from '@/lib/cluster/profiles/profile';
import { verifyCertificate } from '@/lib/cluster/pki/certificate';
import { findListener, serve } from '@/lib/hosts/net/connections';
import type { Network, Origin } from '@/lib/hosts/net/network';
import { errno } from '@/lib/hosts/process/errno';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Listener } from '@/lib/hosts/process/process';
import { Errno, type DnsAnswer, type HttpTarget } from '@/lib/hosts/process/sys';
import type { HttpRequest, HttpResponse, StreamRead } from '@/lib/sim/http';
import type { Core } from './core';
import { answersOutside, askOutside, isOutside, siteAddress } from './internet';

/** What the network asks of the cluster; absent in a world without one. */
export interface ClusterNetwork {
  readonly view: ClusterView;
  /** Address of the cluster's DNS Service. */
  readonly dnsIp: string;
  /** Whether NetworkPolicies let a connection from one pod address to another through. */
  allowed(from: string, to: string, port: number, protocol: string): boolean;
  readStream(id: string): StreamRead;
  writeStream(id: string, item: unknown): void;
  closeStream(id: string): void;
}

/** Where an address leads: the machine and network namespace that have it. */
interface Endpoint {
  readonly kernel: Kernel;
  readonly net: string;
  readonly ip: string;
  readonly port: number;
}

/** Seconds. */
const SITE_TTL = 300;
const PUBLIC_DNS = new Set(['127.0.0.53', '8.8.8.8', '1.1.1.1']);

/** Carries connections between hosts, pods and Services as kube-proxy, the CNI and the nodes' routes would. */
export class WorldNetwork implements Network {
  constructor(
    private readonly profile: Profile,
    private readonly core: Core,
    private readonly cluster: () => ClusterNetwork | undefined,
    private readonly sessions: Pick<Network, 'readStream' | 'writeStream' | 'closeStream'>,
  ) {}

  dial(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp'): void {
    if (isOutside(ip)) this.reachOutside(from, ip, port, protocol);
    else this.listener(from, ip, port, protocol);
  }

  http(from: Origin, ip: string, target: HttpTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse {
    if (isOutside(ip)) {
      this.reachOutside(from, ip, target.port, 'tcp');
      return askOutside(this.profile, target.host, target.scheme, request.method, request.path);
    }
    const { endpoint, listener } = this.listener(from, ip, target.port, 'tcp');
    const certificate = this.handshake(endpoint, listener, target);
    const peer = { ip: from.ip, ...(certificate ? { clientCertificate: certificate } : {}) };
    return serve(endpoint.kernel.state, listener, { ...request, peer }, target);
  }

  /** PEM of the certificate that a port shows in a TLS handshake; undefined where no TLS is spoken. */
  serverCertificate(from: Origin, ip: string, port: number): string | undefined {
    const { endpoint, listener } = this.listener(from, ip, port, 'tcp');
    return this.certificateOf(endpoint, listener);
  }

  dns(from: Origin, server: string, name: string, type: string): DnsAnswer {
    const answer = (status: DnsAnswer['status'], answers: DnsAnswer['answers'] = []): DnsAnswer => ({ status, server, answers });
    const cluster = this.cluster();
    let reached: Endpoint | undefined;
    try {
      if (!PUBLIC_DNS.has(server)) reached = this.listener(from, server, 53, 'udp').endpoint;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return answer('TIMEOUT');
    }
    const site = siteAddress(name);
    if (site) return answer('NOERROR', type === 'A' ? [{ name, type, ttl: SITE_TTL, data: site }] : []);
    if (!reached || !cluster) return answer('NXDOMAIN');
    const found = resolveClusterName(cluster.view, name, type);
    if (found.kind === 'answer') return answer('NOERROR', found.records);
    return answer(found.kind === 'empty' ? 'NOERROR' : 'NXDOMAIN');
  }

  readStream(id: string): StreamRead {
    return this.core.sessions.has(id) || !this.cluster() ? this.sessions.readStream(id) : this.cluster()!.readStream(id);
  }

  writeStream(id: string, item: unknown): void {
    if (this.core.sessions.has(id)) this.sessions.writeStream(id, item);
    else this.cluster()?.writeStream(id, item);
  }

  closeStream(id: string): void {
    if (this.core.sessions.has(id)) this.sessions.closeStream(id);
    else this.cluster()?.closeStream(id);
  }

  /** A connection to a site outside of the cluster. ECONNREFUSED, ETIMEDOUT. */
  private reachOutside(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp'): void {
    if (!(this.cluster()?.allowed(from.ip, ip, port, protocol.toUpperCase()) ?? true)) throw errno('ETIMEDOUT');
    if (!answersOutside(ip, port)) throw errno('ETIMEDOUT');
  }

  /** The process that answers at an address. ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH. */
  private listener(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp'): { endpoint: Endpoint; listener: Listener } {
    const endpoint = this.route(from, ip, port, protocol);
    const listener = findListener(endpoint.kernel.state, endpoint.net, endpoint.ip, endpoint.port, protocol);
    if (!listener) throw errno('ECONNREFUSED');
    return { endpoint, listener };
  }

  private route(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp'): Endpoint {
    const cluster = this.cluster();
    if (ip.startsWith('127.')) return { kernel: this.core.kernel(from.machine), net: from.net, ip, port };
    const upper = protocol.toUpperCase();
    if (cluster) {
      const service = routeServiceIp(cluster.view, ip, port, upper, from.machine);
      if (service.kind !== 'none') return this.backend(from, service, upper);
    }
    const owner = this.owner(ip);
    if (cluster && owner && owner.net === HOST && !findListener(owner.kernel.state, HOST, ip, port, protocol)) {
      const nodePort = routeNodePort(cluster.view, owner.kernel.name, port, upper);
      if (nodePort.kind !== 'none') return this.backend(from, nodePort, upper);
    }
    if (!owner) throw errno(ip.startsWith('10.96.') ? 'ETIMEDOUT' : 'EHOSTUNREACH');
    if (cluster && !cluster.allowed(from.ip, ip, port, upper)) throw errno('ETIMEDOUT');
    return { ...owner, ip, port };
  }

  private backend(from: Origin, route: Route, protocol: string): Endpoint {
    if (route.kind === 'reject') throw errno('ECONNREFUSED');
    if (route.kind !== 'backends') throw errno('ETIMEDOUT');
    const sorted = [...route.backends].sort((a, b) => (a.ip < b.ip ? -1 : 1));
    const picked = route.affinity
      ? sorted[[...from.ip].reduce((sum, c) => sum + c.charCodeAt(0), 0) % sorted.length]!
      : this.core.sim.random.pick(sorted);
    const owner = this.owner(picked.ip);
    if (!owner) throw errno('EHOSTUNREACH');
    if (!(this.cluster()?.allowed(from.ip, picked.ip, picked.port, protocol) ?? true)) throw errno('ETIMEDOUT');
    return { ...owner, ip: picked.ip, port: picked.port };
  }

  private owner(ip: string): { kernel: Kernel; net: string } | undefined {
    for (const kernel of this.core.kernels.values()) {
      for (const net of kernel.state.nets.values()) if (net.addresses.includes(ip)) return { kernel, net: net.id };
    }
    return undefined;
  }

  /** TLS as far as it matters: the server's certificate against the caller's authority. Returns the client's certificate. */
  private handshake(endpoint: Endpoint, listener: Listener, target: HttpTarget): string | undefined {
    if (target.scheme !== 'https') return undefined;
    const pem = this.certificateOf(endpoint, listener);
    if (pem && target.ca !== undefined) {
      const complaint = verifyCertificate(pem, target.ca, this.core.sim.now());
      if (complaint) throw new Errno('ETLS', `tls: failed to verify certificate: ${complaint}`);
    }
    return target.clientCertificate;
  }

  private certificateOf(endpoint: Endpoint, listener: Listener): string | undefined {
    const { tls } = (listener.data ?? {}) as { tls?: { certificate?: string } };
    const process = tls?.certificate ? endpoint.kernel.state.process(listener.pid) : undefined;
    return process && endpoint.kernel.tree(process.ns).tryFind(tls!.certificate!)?.inode.text;
  }
}
