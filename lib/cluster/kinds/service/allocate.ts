import type { KubeObject } from '@/lib/api/object';
import { internalErrorStatus } from '@/lib/api/status';
import type { KindContext } from '../kind';
import { serviceRanges, staticPart, textOf, type AddressRange } from './ranges';

/** `--service-node-port-range` when it is not given. */
const NODE_PORTS = { first: 30000, last: 32767 };
const TRIES_BY_CHANCE = 100_000;

interface Port {
  readonly port: number;
  readonly protocol?: string;
  readonly nodePort?: number;
}

/** Addresses and node ports that other services hold. */
export function held(service: KubeObject, context: KindContext): { ips: Set<string>; ports: Map<number, string> } {
  const ips = new Set<string>();
  const ports = new Map<number, string>();
  for (const other of context.list('', 'services')) {
    if (other.metadata.namespace === service.metadata.namespace && other.metadata.name === service.metadata.name) continue;
    for (const ip of (other.spec?.clusterIPs ?? []) as readonly string[]) ips.add(ip);
    for (const port of (other.spec?.ports ?? []) as readonly Port[]) {
      if (port.nodePort) ports.set(port.nodePort, `${ports.get(port.nodePort) ?? ''}${port.protocol ?? 'TCP'},`);
    }
    if (other.spec?.healthCheckNodePort) ports.set(other.spec.healthCheckNodePort as number, 'TCP,');
  }
  return { ips, ports };
}

/**
 * A free address of the ranges: above the part that is kept for static ones, then of that part too. 500 when all are taken.
 * Models ipallocator.Allocator.AllocateNext.
 */
function freeIp(ranges: readonly AddressRange[], taken: ReadonlySet<string>, random: () => number): string {
  for (const { base, size } of ranges) {
    const kept = staticPart(size);
    const count = size - kept - 1;
    for (let i = 0; i < TRIES_BY_CHANCE && i < count; i++) {
      const ip = textOf(base + kept + Math.floor(random() * count));
      if (!taken.has(ip) && ip !== textOf(base)) return ip;
    }
    for (let at = base + size - 2; at > base; at--) if (!taken.has(textOf(at))) return textOf(at);
  }
  throw internalErrorStatus('failed to allocate a serviceIP: range is full');
}

/** Ports that are kept for those who name theirs. Models portallocator.calculateRangeOffset. */
function staticPorts(size: number): number {
  const offset = Math.min(Math.max(16, Math.floor(size / 32)), 128);
  return size <= offset ? 0 : offset;
}

function freePort(taken: ReadonlyMap<number, string>, context: KindContext): number {
  const { first: lowest, last } = context.nodePorts ?? NODE_PORTS;
  const first = lowest + staticPorts(last - lowest + 1);
  const start = Math.floor(context.random() * (last - first + 1));
  for (let i = 0; i <= last - first; i++) {
    const port = first + ((start + i) % (last - first + 1));
    if (!taken.has(port)) return port;
  }
  for (let port = lowest; port < first; port++) if (!taken.has(port)) return port;
  return 0;
}

const hasNodePorts = (spec: Readonly<Record<string, unknown>>) =>
  spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);

/** Gives a service the addresses and node ports that it lacks. Models registry/core/service/storage/alloc.go. */
export function allocate(service: KubeObject, context: KindContext): KubeObject {
  let spec = service.spec as Record<string, unknown>;
  if (spec.type === 'ExternalName') return service;
  const taken = held(service, context);
  spec = withFamilies(spec);
  // Addresses without the first one are refused by validation.
  if (spec.clusterIP || !(spec.clusterIPs as readonly string[] | undefined)?.length) {
    const ip = (spec.clusterIP as string | undefined) || freeIp(serviceRanges(context), taken.ips, () => context.random());
    if (spec.clusterIP !== ip || spec.clusterIPs === undefined) spec = { ...spec, clusterIP: ip, clusterIPs: spec.clusterIPs ?? [ip] };
  }
  if (hasNodePorts(spec)) spec = { ...spec, ports: withNodePorts((spec.ports ?? []) as readonly Port[], taken.ports, context) };
  if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && !spec.healthCheckNodePort) {
    spec = { ...spec, healthCheckNodePort: freePort(taken.ports, context) };
  }
  return { ...service, spec };
}

function withFamilies(spec: Record<string, unknown>): Record<string, unknown> {
  const headless = spec.clusterIP === 'None' || (spec.clusterIPs as readonly string[] | undefined)?.[0] === 'None';
  const selectorless = Object.keys((spec.selector ?? {}) as object).length === 0;
  const dual = headless && selectorless && spec.ipFamilyPolicy === undefined;
  return {
    ...spec,
    ipFamilyPolicy: spec.ipFamilyPolicy ?? (dual ? 'RequireDualStack' : 'SingleStack'),
    ipFamilies: spec.ipFamilies ?? (dual ? ['IPv4', 'IPv6'] : ['IPv4']),
  };
}

/** Ports of one number but different protocols share a node port. */
function withNodePorts(ports: readonly Port[], taken: ReadonlyMap<number, string>, context: KindContext): readonly Port[] {
  const used = new Map(taken);
  for (const port of ports) if (port.nodePort) used.set(port.nodePort, port.protocol ?? 'TCP');
  const given: Port[] = [];
  for (const port of ports) {
    if (port.nodePort) {
      given.push(port);
      continue;
    }
    const twin = [...ports, ...given].find((p) => p.nodePort && p.port === port.port && p.protocol !== port.protocol);
    const nodePort = twin?.nodePort ?? freePort(used, context);
    used.set(nodePort, port.protocol ?? 'TCP');
    given.push({ ...port, nodePort });
  }
  return given;
}

/** The address and the list of addresses move together when only one of them is given or changed. Models normalizeClusterIPs. */
function withAddresses(spec: Record<string, unknown>, before: Record<string, unknown>): Record<string, unknown> {
  if (!spec.clusterIP && !spec.clusterIPs) return { ...spec, clusterIP: before.clusterIP, clusterIPs: before.clusterIPs };
  if (!spec.clusterIPs) return { ...spec, clusterIPs: spec.clusterIP === before.clusterIP ? before.clusterIPs : [spec.clusterIP] };
  if (!spec.clusterIP) {
    const same = (spec.clusterIPs as readonly string[])[0] === before.clusterIP;
    return same ? { ...spec, clusterIP: before.clusterIP } : spec;
  }
  const list = spec.clusterIPs as readonly string[];
  const old = (before.clusterIPs ?? []) as readonly string[];
  const listStays = list.length === old.length && list.every((ip, i) => ip === old[i]);
  return spec.clusterIP !== before.clusterIP && listStays ? { ...spec, clusterIPs: [spec.clusterIP] } : spec;
}

/** What an update that names none keeps of what was allocated. Models patchAllocatedValues. */
export function keepAllocated(service: KubeObject, old: KubeObject): KubeObject {
  let spec = service.spec as Record<string, unknown>;
  const before = old.spec as Record<string, unknown>;
  if (spec.type === 'ExternalName') {
    if (before.type === 'ExternalName') return service;
    const { clusterIP: _a, clusterIPs: _b, ipFamilies: _c, ipFamilyPolicy: _d, ...rest } = spec;
    return { ...service, spec: rest };
  }
  if (before.type !== 'ExternalName') {
    spec = withAddresses(spec, before);
    if (spec.ipFamilies === undefined) spec = { ...spec, ipFamilies: before.ipFamilies };
    if (spec.ipFamilyPolicy === undefined) spec = { ...spec, ipFamilyPolicy: before.ipFamilyPolicy };
  }
  if (hasNodePorts(spec) && hasNodePorts(before)) {
    const old_ = (before.ports ?? []) as readonly Port[];
    const ports = ((spec.ports ?? []) as readonly Port[]).map((port) => {
      if (port.nodePort) return port;
      const same = old_.find((p) => p.port === port.port && p.protocol === port.protocol && p.nodePort);
      return same ? { ...port, nodePort: same.nodePort } : port;
    });
    spec = { ...spec, ports };
  } else if (!hasNodePorts(spec) && hasNodePorts(before)) {
    // A service that stops having node ports gives back those it still names.
    const old_ = new Set(((before.ports ?? []) as readonly Port[]).map((p) => p.nodePort));
    const ports = ((spec.ports ?? []) as readonly Port[]).map((port) => {
      if (!port.nodePort || !old_.has(port.nodePort)) return port;
      const { nodePort: _, ...rest } = port;
      return rest;
    });
    spec = { ...spec, ports };
  }
  if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local' && !spec.healthCheckNodePort && before.healthCheckNodePort) {
    spec = { ...spec, healthCheckNodePort: before.healthCheckNodePort };
  }
  return { ...service, spec };
}
