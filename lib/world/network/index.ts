import { ACCESS_DENIED, httpAllowed, questionAllowed } from '@/lib/cluster/network/cilium-policy/layer7';
import type { Layer7 } from '@/lib/cluster/network/cilium-policy/verdict';
import type { ClusterView } from '@/lib/cluster/network/cluster-view';
import type { Profile } from '@/lib/cluster/profiles/profile';
import { serve } from '@/lib/hosts/net/connections';
import type { DnsOptions, Network, Origin } from '@/lib/hosts/net/network';
import { errno } from '@/lib/hosts/process/errno';
import { Errno, type DnsAnswer, type HttpTarget } from '@/lib/hosts/process/sys';
import type { HttpRequest, HttpResponse, StreamRead } from '@/lib/sim/http';
import type { Core } from '../core';
import { answersOutside, askOutside, isOutside } from '../internet';
import type { Balanced } from './cloud-balancer';
import { isPublicDns, publicAnswer } from './public-dns';
import { Routing } from './routing';
import { certificateOf, handshake } from './tls';
import { answersReturn } from './ways';

/** What the network asks of the cluster; absent in a world without one. */
export interface ClusterNetwork {
  /** The cluster as kube-proxy and CoreDNS see it now: as they last saw it while the API server is away. */
  view(): ClusterView;
  /** Address of the cluster's DNS Service. */
  readonly dnsIp: string;
  readonly serviceCidr: string;
  /** Whether an address belongs to the pod network; a node's own leave it under the node's address. */
  isPodAddress(ip: string): boolean;
  isNodeAddress(ip: string): boolean;
  /** The node that answers for an address of no machine's: a load balancer's. */
  announcer(ip: string): string | undefined;
  /** The address of a cloud's load balancer by its name. */
  balancerAddress(name: string): string | undefined;
  /** What the load balancer that has an address makes of a connection; undefined: none has it. */
  balance(ip: string, port: number, protocol: string): Balanced | undefined;
  /**
   * Whether NetworkPolicies let a connection from one address to another through. `source` is what the other end sees, where a
   * node has put its own address there.
   */
  allowed(from: string, to: string, port: number, protocol: string, source?: string): boolean;
  /** What policies let through of the contents of a connection that `allowed` lets through. */
  layer7(from: string, to: string, port: number, protocol: string, source?: string): readonly Layer7[];
  readStream(id: string): StreamRead;
  writeStream(id: string, item: unknown): void;
  closeStream(id: string): void;
}

/** Servers that ask servers in turn: a ring of them ends here. */
const MOST_DNS_HOPS = 24;

/** Carries connections between hosts, pods and Services as kube-proxy, the CNI and the nodes' routes would. */
export class WorldNetwork implements Network {
  readonly routing: Routing;
  private hops = 0;

  constructor(
    private readonly profile: Profile,
    private readonly core: Core,
    private readonly cluster: () => ClusterNetwork | undefined,
    private readonly sessions: Pick<Network, 'readStream' | 'writeStream' | 'closeStream'>,
  ) {
    this.routing = new Routing(core, cluster);
  }

  /** Whether policies let a packet without a port through (ICMP). */
  allowed(from: string, to: string, protocol: string): boolean {
    return this.cluster()?.allowed(from, to, 0, protocol) ?? true;
  }

  dial(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp'): void {
    if (isOutside(ip)) this.reachOutside(from, ip, port, protocol);
    else if (!(isPublicDns(ip) && port === 53)) this.routing.listener(from, ip, port, protocol);
  }

  http(from: Origin, ip: string, target: HttpTarget, request: Omit<HttpRequest, 'peer'>): HttpResponse {
    if (isOutside(ip)) {
      this.reachOutside(from, ip, target.port, 'tcp');
      const refused = this.refused(from.ip, ip, target, request);
      if (refused) return refused;
      return askOutside(this.profile, target.serverName ?? target.host, target.scheme, request.method, request.path);
    }
    const { endpoint, listener } = this.routing.listener(from, ip, target.port, 'tcp');
    const refused = this.refused(from.ip, endpoint.ip, { ...target, port: endpoint.port }, request, endpoint.source);
    if (refused) return refused;
    const certificate = handshake(endpoint.kernel, listener, target, this.core.sim.now());
    const peer = { ip: endpoint.source, ...(certificate ? { clientCertificate: certificate } : {}) };
    return serve(endpoint.kernel.state, listener, { ...request, peer }, target);
  }

  /** What a proxy of the network's agents answers in the place of the server. ECONNRESET where it cannot read what is sent: TLS. */
  private refused(
    from: string,
    to: string,
    { port, scheme, host }: HttpTarget,
    request: Omit<HttpRequest, 'peer'>,
    source = from,
  ): HttpResponse | undefined {
    for (const { http } of this.cluster()?.layer7(from, to, port, 'TCP', source) ?? []) {
      if (!http) continue;
      if (scheme === 'https') throw errno('ECONNRESET');
      if (!httpAllowed(http, { ...request, headers: { host, ...request.headers } })) return ACCESS_DENIED;
    }
    return undefined;
  }

  /** Whether a DNS proxy of the network's agents passes a question on. */
  private passesQuestion(from: string, to: string, port: number, protocol: string, name: string, source = from): boolean {
    const found = this.cluster()?.layer7(from, to, port, protocol.toUpperCase(), source) ?? [];
    return found.every(({ dns }) => !dns || questionAllowed(dns, name));
  }

  /** PEM of the certificate that a port shows in a TLS handshake; undefined where no TLS is spoken. */
  serverCertificate(from: Origin, ip: string, port: number, name?: string): string | undefined {
    if (isOutside(ip)) return undefined;
    const { endpoint, listener } = this.routing.listener(from, ip, port, 'tcp');
    return certificateOf(endpoint.kernel, listener, name);
  }

  dns(from: Origin, server: string, name: string, type: string, options: DnsOptions = {}): DnsAnswer {
    const failed = (status: DnsAnswer['status']): DnsAnswer => ({ status, server, answers: [] });
    if (this.hops >= MOST_DNS_HOPS) return failed('SERVFAIL');
    this.hops++;
    try {
      return this.ask(from, server, name, type, options);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return failed(error.code === 'ECONNREFUSED' ? 'UNREACHABLE' : 'TIMEOUT');
    } finally {
      this.hops--;
    }
  }

  private ask(from: Origin, server: string, name: string, type: string, { protocol = 'udp', port = 53 }: DnsOptions): DnsAnswer {
    if (isPublicDns(server)) {
      if (!(this.cluster()?.allowed(from.ip, server, port, protocol.toUpperCase()) ?? true)) throw errno('ETIMEDOUT');
      if (!answersReturn(this.core, from, server)) throw errno('ETIMEDOUT');
      if (!this.passesQuestion(from.ip, server, port, protocol, name)) return { status: 'REFUSED', server, answers: [] };
      return { ...publicAnswer(name, type, (host) => this.cluster()?.balancerAddress(host)), server };
    }
    const { endpoint, listener } = this.routing.listener(from, server, port, protocol);
    if (!this.passesQuestion(from.ip, endpoint.ip, endpoint.port, protocol, name, endpoint.source))
      return { status: 'REFUSED', server, answers: [] };
    const { state } = endpoint.kernel;
    const process = state.process(listener.pid);
    const answer = state.bindings.services.dns(listener.handler);
    if (!process) throw errno('ECONNREFUSED');
    if (process.status === 'stopped' || !answer) throw errno('ETIMEDOUT');
    const context = { sys: state.sysOf(process), port: listener.port, data: listener.data };
    return { ...answer(context, { name: name.toLowerCase(), asked: name, type, protocol, peer: endpoint.source }), server };
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
    if (!answersOutside(ip, port) || !answersReturn(this.core, from, ip)) throw errno('ETIMEDOUT');
  }
}
