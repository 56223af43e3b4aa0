import type { Cni } from '@/lib/cluster/network/cni';
import { within } from '@/lib/cluster/network/cni/cni';
import type { Origin } from '@/lib/hosts/net/network';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Core } from '../core';
import { hasChangedRoutes, interfacesOf, isDown } from '../hosts/interfaces';
import { networkInForce, networkNode } from '../runtime/pod-network';
import { filterVerdict } from './hand-rules';
import { lookup, type RouteEntry } from './routes';

/** Who has an address: a machine, and the network namespace in it. */
interface Owner {
  readonly kernel: Kernel;
  readonly net: string;
}

/** What packets between nodes look like from outside, by the interface that wraps them. */
const WRAPPED: Readonly<Record<string, { readonly protocol: string; readonly port: number }>> = {
  'flannel.1': { protocol: 'UDP', port: 8472 },
  cilium_vxlan: { protocol: 'UDP', port: 8472 },
  'vxlan.calico': { protocol: 'UDP', port: 4789 },
  tunl0: { protocol: 'ipencap', port: 0 },
};

export const hostAddress = (kernel: Kernel): string => kernel.state.nets.get(HOST)?.addresses[0] ?? '';

/** Whether a node puts its own address into packets of its pods to an address; undefined where nobody knows (no pod network). */
export function masquerades(core: Core, machine: string, to: string): boolean | undefined {
  const kernel = core.kernels.get(machine);
  const cni = kernel && networkInForce(kernel);
  const node = cni && networkNode(core, machine);
  return node ? cni.masquerades(node, to) : undefined;
}

/**
 * Whether packets between two ends get through the pod network and back: the interfaces that carry it are up, nothing filters
 * what they send, routes lead there. `source`: the address in the packet.
 */
export function carried(core: Core, from: Origin, source: string, ip: string, target: Owner): boolean {
  const home = core.kernel(from.machine);
  const here = from.net !== HOST;
  const there = target.net !== HOST;
  if ((!here && !there) || (home === target.kernel && from.net === target.net)) return true;
  if (home === target.kernel) return locally(core, home, here && there ? [] : [there ? ip : from.ip]);
  if (there && (!reaches(core, home, ip, target.kernel) || !locally(core, target.kernel, [ip]))) return false;
  if (here && !locally(core, home, [from.ip])) return false;
  if (here && source === from.ip) return reaches(core, target.kernel, from.ip, home);
  return !there || open(core, target.kernel, home);
}

/** On one machine: the bridge is up, and the host knows where its pods are. */
function locally(core: Core, kernel: Kernel, pods: readonly string[]): boolean {
  const cni = networkInForce(kernel);
  if (!cni) return true;
  if (isDown(kernel, 'cni0')) return false;
  if (!hasChangedRoutes(core, kernel)) return true;
  const { routes } = interfacesOf(core, kernel, HOST);
  return pods.every((ip) => {
    const entry = lookup(routes, ip);
    return entry !== undefined && entry.kind === undefined && entry.destination !== 'default';
  });
}

/** The plugin whose interfaces a machine has: that of its pods, or of those at the other end. */
const networkOf = (a: Kernel, b: Kernel): Cni | undefined => networkInForce(a) ?? networkInForce(b);

/** Whether one node's packets to a pod on another get there. */
function reaches(core: Core, a: Kernel, ip: string, b: Kernel): boolean {
  const cni = networkOf(a, b);
  if (!cni || !networkNode(core, a.name)) return true;
  if (!open(core, a, b)) return false;
  if (cni.routed !== true && !hasChangedRoutes(core, a)) return true;
  return leadsTo(core, lookup(interfacesOf(core, a, HOST).routes, ip), b);
}

function leadsTo(core: Core, entry: RouteEntry | undefined, b: Kernel): boolean {
  if (!entry || entry.kind) return false;
  // The virtual network of a cloud knows where pods are.
  if (entry.destination === 'default') return core.cluster()?.profile.managed !== undefined;
  const byAddress = entry.dev === undefined || entry.dev === 'tunl0' || !(entry.dev in WRAPPED || entry.dev === 'cilium_host');
  return !byAddress || (b.state.nets.get(HOST)?.addresses.includes(entry.via ?? '') ?? false);
}

/** The tunnel from one node to another is up on both, and nothing filters what it sends. */
function open(core: Core, a: Kernel, b: Kernel): boolean {
  const node = networkNode(core, a.name);
  const device = node && networkOf(a, b)?.tunnel(node);
  if (!device) return true;
  if (isDown(a, device) || isDown(b, device)) return false;
  const outer = WRAPPED[device];
  if (!outer) return true;
  const packet = { ...outer, source: hostAddress(a), ip: hostAddress(b) };
  const [out, into] = [core.netfilter.get(a.name), core.netfilter.get(b.name)];
  return !(out && filterVerdict(out, 'OUTPUT', packet)) && !(into && filterVerdict(into, 'INPUT', packet));
}

/**
 * Whether answers from outside of the cluster find back to whom they are for: pods' own addresses are known only inside, and
 * in the virtual network of a cloud.
 */
export function answersReturn(core: Core, from: Origin, to: string): boolean {
  const { managed, vpcCidr } = core.cluster()?.profile ?? {};
  return from.net === HOST || managed !== undefined || within(to, vpcCidr) || masquerades(core, from.machine, to) !== false;
}
