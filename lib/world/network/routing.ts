import type { ClusterView } from '@/lib/cluster/network/cluster-view';
import type { ProxyNode } from '@/lib/cluster/network/kube-proxy/endpoints';
import { healthCheckOf, inRange, routeNodePort, routeServiceIp, type At, type Route } from '@/lib/cluster/network/service-routing';
import { findListener } from '@/lib/hosts/net/connections';
import { hostPortTarget, type HostPort } from '../runtime/host-ports';
import type { Origin } from '@/lib/hosts/net/network';
import { errno } from '@/lib/hosts/process/errno';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Listener } from '@/lib/hosts/process/process';
import type { Core } from '../core';
import type { ClusterNetwork } from './index';
import { filterVerdict } from './hand-rules';
import { answersReturn, carried, masquerades } from './ways';
import { natRules, rulesView, type ProxyRules } from './netfilter';

/** Where a connection ends: the machine and network namespace that have the address. */
export interface Endpoint {
  readonly kernel: Kernel;
  readonly net: string;
  readonly ip: string;
  readonly port: number;
  /** The address that the server sees. */
  readonly source: string;
}

type Owner = Pick<Endpoint, 'kernel' | 'net'>;

/** The ways of packets between hosts, pods and Services: kube-proxy's rules, the nodes' packet filters, NetworkPolicy. */
export class Routing {
  constructor(
    private readonly core: Core,
    private readonly cluster: () => ClusterNetwork | undefined,
  ) {}

  /** The process that answers at an address. ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH. */
  listener(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp'): { endpoint: Endpoint; listener: Listener } {
    const endpoint = this.route(from, ip, port, protocol);
    const { state } = endpoint.kernel;
    const listener = findListener(state, endpoint.net, endpoint.ip, endpoint.port, protocol) ?? this.healthCheck(endpoint);
    if (!listener) throw errno('ECONNREFUSED');
    const { servers } = (listener.data ?? {}) as { servers?: readonly { readonly ip: string; readonly port: number }[] };
    return servers ? this.balanced(endpoint, servers, protocol) : { endpoint, listener };
  }

  /** A TCP load balancer hands the connection to one of its servers that are up. ECONNRESET when none is. */
  private balanced(
    at: Endpoint,
    servers: readonly { readonly ip: string; readonly port: number }[],
    protocol: 'tcp' | 'udp',
  ): { endpoint: Endpoint; listener: Listener } {
    const from: Origin = { machine: at.kernel.name, net: at.net, ip: at.kernel.state.nets.get(at.net)?.addresses[0] ?? at.ip };
    const up = servers.flatMap(({ ip, port }) => {
      const endpoint = this.owner(ip) && this.route(from, ip, port, protocol);
      const listener = endpoint && findListener(endpoint.kernel.state, endpoint.net, endpoint.ip, endpoint.port, protocol);
      return listener ? [{ endpoint, listener }] : [];
    });
    if (up.length === 0) throw errno('ECONNRESET');
    return up[this.turn++ % up.length]!;
  }

  private turn = 0;

  /** Who has an address of its own; undefined for virtual ones. */
  owner(ip: string): Owner | undefined {
    for (const kernel of this.core.kernels.values()) {
      for (const net of kernel.state.nets.values()) if (net.addresses.includes(ip)) return { kernel, net: net.id };
    }
    return undefined;
  }

  /** Where a packet ends; whether anybody listens there is not asked. ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH. */
  route(from: Origin, ip: string, port: number, protocol: 'tcp' | 'udp' | 'icmp'): Endpoint {
    const upper = protocol.toUpperCase();
    const home = this.core.kernel(from.machine);
    const loopback = ip.startsWith('127.') || ip === '::1';
    if (protocol === 'icmp') return this.echo(from, home, ip);
    if (!loopback || from.net === HOST) {
      const here = this.translate(home, from, ip, port, upper, true);
      if (here.kind !== 'none') return this.backend(from, home, here, upper);
    }
    const mapped = this.hostPort(loopback && from.net === HOST ? home : undefined, ip, port, upper);
    if (mapped) return this.route(from, mapped.ip, mapped.port, protocol);
    if (loopback) return { kernel: home, net: from.net, ip, port, source: '127.0.0.1' };
    const owner = this.owner(ip) ?? this.announcer(ip);
    const cluster = this.cluster();
    if (owner && owner.net === HOST && owner.kernel !== home) {
      const there = this.translate(owner.kernel, from, ip, port, upper, false);
      if (there.kind !== 'none') {
        this.leave(from, from.ip, ip, port, upper);
        return this.backend(from, owner.kernel, there, upper);
      }
    }
    const balanced = owner ? undefined : cluster?.balance(ip, port, upper);
    if (balanced) {
      this.leave(from, from.ip, ip, port, upper);
      if (typeof balanced === 'object') return this.route(from, balanced.ip, balanced.port, protocol);
      throw errno(balanced === 'unhealthy' ? 'ECONNRESET' : 'ETIMEDOUT');
    }
    if (!owner) throw errno(cluster && inRange(ip, cluster.serviceCidr) ? 'ETIMEDOUT' : 'EHOSTUNREACH');
    this.pass(from, from.ip, ip, port, upper, owner.kernel, owner.net);
    return { ...owner, ip, port, source: this.sourceSeen(from, ip) };
  }

  /** Where an echo request ends: Services have no host behind their addresses, but in ipvs mode every node has them itself. */
  private echo(from: Origin, home: Kernel, ip: string): Endpoint {
    const proxy = natRules(this.core.netfilter.get(home.name), this.core.sim.now());
    const owner = this.owner(ip) ?? this.announcer(ip);
    if (!owner) {
      const route = this.translate(home, from, ip, 0, 'ICMP', true);
      if (route.kind !== 'none' && proxy?.configuration.mode === 'ipvs') return { kernel: home, net: HOST, ip, port: 0, source: from.ip };
      throw errno(route.kind !== 'none' || inRange(ip, this.cluster()?.serviceCidr ?? '') ? 'ETIMEDOUT' : 'EHOSTUNREACH');
    }
    const source = this.sourceSeen(from, ip);
    this.pass(from, source, ip, 0, 'ICMP', owner.kernel, owner.net);
    return { ...owner, ip, port: 0, source };
  }

  /** Where the CNI's portmap sends a port of a node that a pod asked for (hostPort). */
  private hostPort(home: Kernel | undefined, ip: string, port: number, protocol: string): HostPort | undefined {
    const owner = home ? { kernel: home, net: HOST } : this.owner(ip);
    const node = owner?.net === HOST ? this.core.nodes.get(owner.kernel.name) : undefined;
    return node && hostPortTarget(node, ip, port, protocol);
  }

  /** What kube-proxy's rules on a machine make of a packet. `local`: the packet starts on that machine. */
  private translate(kernel: Kernel, from: Origin, ip: string, port: number, protocol: string, local: boolean): Route {
    const cluster = this.cluster();
    const proxy = natRules(this.core.netfilter.get(kernel.name), this.core.sim.now());
    if (!cluster || !proxy) return { kind: 'none' };
    const view = rulesView(proxy, cluster.view());
    const { clusterCidr, masqueradeAll, mode, localhostNodePorts } = proxy.configuration;
    const fromNode = local && from.net === HOST;
    const at: At = {
      node: nodeOf(view, kernel.name),
      sourceIp: from.ip,
      fromNode,
      ...(clusterCidr ? { clusterCidr } : {}),
      masqueradeAll,
    };
    const route = routeServiceIp(view, at, ip, port, protocol);
    if (route.kind !== 'none') return this.withMode(route, proxy);
    const own = kernel.state.nets.get(HOST)?.addresses.includes(ip);
    const loopback = ip.startsWith('127.') && mode === 'iptables' && localhostNodePorts && fromNode;
    return own || loopback ? routeNodePort(view, at, port, protocol) : route;
  }

  /** In ipvs mode the addresses of Services are kube-ipvs0's: a port that nobody serves is refused. */
  private withMode(route: Route, proxy: ProxyRules): Route {
    return route.kind === 'drop' && proxy.configuration.mode !== 'iptables' ? { kind: 'reject' } : route;
  }

  private backend(from: Origin, at: Kernel, route: Route, protocol: string): Endpoint {
    if (route.kind === 'reject') throw errno('ECONNREFUSED');
    if (route.kind !== 'backends') throw errno('ETIMEDOUT');
    const picked = this.pick(from, at, route);
    const owner = this.owner(picked.ip);
    if (!owner) throw errno(this.cluster()?.isNodeAddress(picked.ip) ? 'ETIMEDOUT' : 'EHOSTUNREACH');
    const hairpin = picked.ip === from.ip;
    const ownAddress = at.state.nets.get(HOST)?.addresses[0] ?? from.ip;
    const source = route.masquerade || hairpin ? ownAddress : this.sourceSeen(from, picked.ip);
    const between = at !== this.core.kernel(from.machine) && at !== owner.kernel;
    if (between) this.filter(at, 'FORWARD', { source: from.ip, ip: picked.ip, port: picked.port, protocol });
    if (!hairpin) this.pass(from, source, picked.ip, picked.port, protocol, owner.kernel, owner.net);
    return { ...owner, ip: picked.ip, port: picked.port, source };
  }

  private pick(from: Origin, at: Kernel, route: Extract<Route, { kind: 'backends' }>): { ip: string; port: number } {
    const { backends, affinitySeconds } = route;
    if (affinitySeconds === undefined) return this.core.sim.random.pick(backends);
    const key = `${at.name} ${route.port.name}/${route.port.protocol} ${from.ip}`;
    const now = this.core.sim.now();
    const before = this.core.affinity.get(key);
    const kept =
      before && now - before.usedAt <= affinitySeconds * 1000
        ? backends.find(({ ip, port }) => `${ip}:${port}` === before.backend)
        : undefined;
    const picked = kept ?? this.core.sim.random.pick(backends);
    if (!before && this.core.affinity.size >= MOST_AFFINITIES) return picked;
    this.core.affinity.set(key, { backend: `${picked.ip}:${picked.port}`, usedAt: now });
    return picked;
  }

  /** Policies and the packet filters at both ends of the way. ETIMEDOUT, ECONNREFUSED. */
  private pass(from: Origin, source: string, ip: string, port: number, protocol: string, target: Kernel, net: string = HOST): void {
    const packet = { source, ip, port, protocol };
    this.leave(from, source, ip, port, protocol);
    if (!carried(this.core, from, source, ip, { kernel: target, net })) throw errno('ETIMEDOUT');
    const outsider = net === HOST && !this.core.nodes.has(target.name);
    if (outsider && source === from.ip && !answersReturn(this.core, from, ip)) throw errno('ETIMEDOUT');
    if (target !== this.core.kernel(from.machine) || net === HOST) this.filter(target, net === HOST ? 'INPUT' : 'FORWARD', packet);
  }

  /** The filter of the machine on which the packet starts, then policies. ETIMEDOUT, ECONNREFUSED. */
  private leave(from: Origin, source: string, ip: string, port: number, protocol: string): void {
    const home = this.core.kernel(from.machine);
    this.filter(home, from.net === HOST ? 'OUTPUT' : 'FORWARD', { source, ip, port, protocol });
    if (!(this.cluster()?.allowed(from.ip, ip, port, protocol, source) ?? true)) throw errno('ETIMEDOUT');
  }

  private filter(kernel: Kernel, chain: string, packet: { source: string; ip: string; port: number; protocol: string }): void {
    if (chain === 'FORWARD' && !forwards(kernel)) throw errno('ETIMEDOUT');
    const netfilter = this.core.netfilter.get(kernel.name);
    const verdict = netfilter && filterVerdict(netfilter, chain, packet);
    if (verdict === 'REJECT') throw errno('ECONNREFUSED');
    if (verdict === 'DROP') throw errno('ETIMEDOUT');
  }

  /** What leaves the pod network is given the node's address (natOutgoing). */
  private sourceSeen(from: Origin, to: string): string {
    const cluster = this.cluster();
    if (from.net === HOST || !cluster) return from.ip;
    const { addresses } = this.core.kernel(from.machine).state.nets.get(HOST) ?? { addresses: [] as readonly string[] };
    if (addresses.includes(to)) return from.ip;
    const masqueraded = masquerades(this.core, from.machine, to) ?? !cluster.isPodAddress(to);
    return masqueraded ? (addresses[0] ?? from.ip) : from.ip;
  }

  /** The node that answers for an address which no machine has: a load balancer's. */
  private announcer(ip: string): Owner | undefined {
    const name = this.cluster()?.announcer(ip);
    const kernel = name === undefined ? undefined : this.core.kernels.get(name);
    return kernel && { kernel, net: HOST };
  }

  /** kube-proxy answers on the health check ports of Services with externalTrafficPolicy Local. */
  private healthCheck({ kernel, net, port }: Endpoint): Listener | undefined {
    const proxy = this.core.netfilter.get(kernel.name)?.proxy;
    const cluster = this.cluster();
    if (net !== HOST || proxy?.pid === undefined || !cluster) return undefined;
    const found = healthCheckOf(cluster.view(), { name: kernel.name }, port);
    return found && { net, port, protocol: 'tcp', handler: 'kube-proxy-health-check', data: found, pid: proxy.pid };
  }
}

const MOST_AFFINITIES = 10_000;

/** Whether a machine passes on packets that are not its own: net.ipv4.ip_forward. */
const forwards = ({ state }: Kernel): boolean => (state.settings.get('sysctl/net/ipv4/ip_forward') ?? '1') !== '0';

/** A node as kube-proxy knows itself. */
export function nodeOf(view: ClusterView, name: string): ProxyNode {
  const zone = view.nodes().find(({ metadata }) => metadata.name === name)?.metadata.labels?.['topology.kubernetes.io/zone'];
  return { name, ...(zone ? { zone } : {}) };
}
