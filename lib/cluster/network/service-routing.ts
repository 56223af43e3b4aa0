import { containsIp, parseCidr, parseIp } from '@/lib/api/ip-address';
import type { ClusterView } from './cluster-view';
import { categorize, endpointsOf, servicePorts, type ProxyEndpoint, type ProxyNode, type ServicePort } from './kube-proxy/endpoints';

export type Backend = Pick<ProxyEndpoint, 'ip' | 'port' | 'nodeName'>;

/** Where kube-proxy's rules send a connection; `none`: the address is no Service's. */
export type Route =
  | { readonly kind: 'none' }
  /** A Service without endpoints: kube-proxy rejects (ICMP port unreachable, "connection refused"). */
  | { readonly kind: 'reject' }
  /** A Local policy without an endpoint on this node, a source that is not let in: dropped, a timeout. */
  | { readonly kind: 'drop' }
  | {
      readonly kind: 'backends';
      readonly port: ServicePort;
      readonly backends: readonly Backend[];
      /** The node puts its own address in the place of the source. */
      readonly masquerade: boolean;
      /** Seconds for which a client comes back to the same backend; absent without session affinity. */
      readonly affinitySeconds?: number;
    };

/** The rules that a packet meets, and where it comes from. */
export interface At {
  /** Whose rules: the node that a packet leaves or arrives at. */
  readonly node: ProxyNode;
  readonly sourceIp: string;
  /** It was made on the node itself (source type LOCAL). */
  readonly fromNode: boolean;
  /** clusterCIDR of kube-proxy's configuration: tells pods from strangers. */
  readonly clusterCidr?: string;
  readonly masqueradeAll?: boolean;
}

const NONE: Route = { kind: 'none' };
const DEFAULT_AFFINITY_SECONDS = 10_800;

/** Routes a connection to a ClusterIP, external IP or load-balancer IP. Models pkg/proxy/iptables. */
export function routeServiceIp(view: ClusterView, at: At, ip: string, port: number, protocol: string): Route {
  let virtual = false;
  for (const service of view.services()) {
    const own = service.spec?.clusterIP === ip || service.spec?.clusterIPs?.includes(ip);
    const outer = service.spec?.externalIPs?.includes(ip);
    const balanced = service.status?.loadBalancer?.ingress?.some(
      (entry) => entry.ip === ip && (entry as { ipMode?: string }).ipMode !== 'Proxy',
    );
    if (!own && !outer && !balanced) continue;
    if (own) virtual = true;
    const found = servicePorts(service).find((one) => one.entry.port === port && one.protocol === protocol);
    if (!found) continue;
    if (own) return internal(view, at, found);
    const ranges = service.spec?.loadBalancerSourceRanges;
    if (balanced && ranges?.length && !ranges.some((range) => inRange(at.sourceIp, range))) return { kind: 'drop' };
    return external(view, at, found);
  }
  // A cluster IP has no host behind it: packets to other ports of it lead nowhere.
  return virtual ? { kind: 'drop' } : NONE;
}

/** Routes a connection to a node's own address: NodePorts. */
export function routeNodePort(view: ClusterView, at: At, port: number, protocol: string): Route {
  for (const service of view.services()) {
    if (service.spec?.type !== 'NodePort' && service.spec?.type !== 'LoadBalancer') continue;
    const found = servicePorts(service).find(({ entry, protocol: own }) => entry.nodePort === port && own === protocol);
    if (found) return external(view, at, found);
  }
  return NONE;
}

/** The Service whose healthCheckNodePort this is, with its endpoints on the node. */
export function healthCheckOf(
  view: ClusterView,
  node: ProxyNode,
  port: number,
): { namespace: string; name: string; local: number } | undefined {
  for (const service of view.services()) {
    if (service.spec?.healthCheckNodePort !== port || service.spec.externalTrafficPolicy !== 'Local') continue;
    const addresses = new Set(
      servicePorts(service).flatMap((one) =>
        endpointsOf(view, one)
          .filter(({ ready, nodeName }) => ready && nodeName === node.name)
          .map(({ ip }) => ip),
      ),
    );
    return { namespace: service.metadata.namespace!, name: service.metadata.name, local: addresses.size };
  }
  return undefined;
}

function internal(view: ClusterView, at: At, port: ServicePort): Route {
  const { cluster, local, any } = categorize(endpointsOf(view, port), at.node);
  const chosen = port.service.spec?.internalTrafficPolicy === 'Local' ? local : cluster;
  const stranger = at.clusterCidr ? !inRange(at.sourceIp, at.clusterCidr) : at.fromNode;
  return to(port, chosen, any, Boolean(at.masqueradeAll) || stranger);
}

function external(view: ClusterView, at: At, port: ServicePort): Route {
  const { cluster, local, any } = categorize(endpointsOf(view, port), at.node);
  if (port.service.spec?.externalTrafficPolicy !== 'Local') return to(port, cluster, any, true);
  // Local: what comes from pods or from the node itself may go anywhere all the same.
  if (at.fromNode) return to(port, cluster, any, true);
  if (at.clusterCidr && inRange(at.sourceIp, at.clusterCidr)) return to(port, cluster, any, false);
  return to(port, local, any, false);
}

function to(port: ServicePort, backends: readonly Backend[], any: boolean, masquerade: boolean): Route {
  if (!any) return { kind: 'reject' };
  if (backends.length === 0) return { kind: 'drop' };
  const { spec } = port.service;
  const affinity = spec?.sessionAffinity === 'ClientIP';
  return {
    kind: 'backends',
    port,
    backends,
    masquerade,
    ...(affinity ? { affinitySeconds: spec?.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS } : {}),
  };
}

/** Whether an address lies in one of the blocks of a comma-separated list. */
export function inRange(ip: string, cidrs: string): boolean {
  const address = parseIp(ip);
  return cidrs.split(',').some((cidr) => {
    const block = parseCidr(cidr.trim());
    return block !== undefined && address !== undefined && containsIp(block, address);
  });
}
