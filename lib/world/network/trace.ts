import { isLocal, originOf } from '@/lib/hosts/net/connections';
import type { HostCaller } from '@/lib/hosts/host-calls';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import { answersOutside, isOutside } from '../internet';
import type { Core } from '../core';
import { interfacesOf } from '../hosts/interfaces';
import { networkInForce, networkNode } from '../runtime/pod-network';
import { isPublicDns } from './public-dns';
import { lookup, type RouteEntry } from './routes';
import { answersReturn, hostAddress } from './ways';
import type { WorldNetwork } from './index';

/** The way of a packet, as ping, traceroute and `ip route get` show it. */
export interface Way {
  /** Whether an answer comes back. */
  readonly answers: boolean;
  /** `EHOSTUNREACH`, `ETIMEDOUT`, `ECONNREFUSED` (something on the way says so). */
  readonly error?: string;
  /** Addresses that answer on the way, the target last; empty ones do not answer. */
  readonly hops: readonly string[];
  /** What the routing table of the caller says; undefined: no route. */
  readonly route?: RouteEntry;
  /** The address is the caller's own. */
  readonly local: boolean;
  readonly source: string;
}

/** Follows a packet (an echo request unless `protocol` says otherwise) from a process to an address. */
export function wayTo(core: Core, network: WorldNetwork, { kernel, process }: HostCaller, ip: string, protocol: 'ICMP' | 'UDP'): Way {
  const { net } = kernel.state.ns(process.ns);
  const from = originOf(kernel.state, process);
  const { routes } = interfacesOf(core, kernel, net);
  const own = kernel.state.nets.get(net)?.addresses ?? [];
  if (isLocal(kernel.state, net, ip)) return { answers: true, hops: [ip], local: true, source: ip };
  const route = lookup(routes, ip);
  const base = { local: false, source: route?.src ?? own[0] ?? '127.0.0.1', ...(route && { route }) };
  if (!route && routes.length > 0) return { ...base, answers: false, error: 'ENETUNREACH', hops: [] };
  const first = net === HOST ? [] : [gatewaySeen(core, kernel)];
  if (isOutside(ip) || isPublicDns(ip)) {
    const gateway = lookup(interfacesOf(core, kernel, HOST).routes, ip)?.via ?? '';
    const answers = answersReturn(core, from, ip) && (isPublicDns(ip) || answersOutside(ip, 443)) && network.allowed(from.ip, ip, protocol);
    return { ...base, answers, ...(answers ? {} : { error: 'ETIMEDOUT' }), hops: [...first, gateway, ...(answers ? ['', ip] : [''])] };
  }
  try {
    const { kernel: target, net: there } = network.routing.route(from, ip, 0, protocol === 'UDP' ? 'udp' : 'icmp');
    return { ...base, answers: true, hops: [...first, ...between(core, kernel, target, there), ip] };
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const refused = error.code === 'ECONNREFUSED';
    return { ...base, answers: refused, error: error.code, hops: refused ? [...first, ip] : [...first, ''] };
  }
}

/** What answers as the first hop of a pod: its gateway, or its node where that is nobody's address. */
function gatewaySeen(core: Core, kernel: Kernel): string {
  const node = networkNode(core, kernel.name);
  const device =
    node &&
    networkInForce(kernel)
      ?.onHost(node)
      .devices.find(({ kind }) => kind === 'bridge');
  return device?.addresses[0]?.cidr.split('/')[0] ?? hostAddress(kernel);
}

/** Machines between two others: the other node, by its tunnel's address, before one of its pods. */
function between(core: Core, home: Kernel, target: Kernel, net: string): string[] {
  if (home === target || net === HOST) return [];
  const node = networkNode(core, target.name);
  const cni = networkInForce(target);
  const tunnel = node && cni?.tunnel(node);
  const device = tunnel === undefined ? undefined : cni!.onHost(node!).devices.find(({ name }) => name === tunnel);
  return [device?.addresses[0]?.cidr.split('/')[0] ?? hostAddress(target)];
}
