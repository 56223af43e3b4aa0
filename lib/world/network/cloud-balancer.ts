import type { Node, Service } from '@/lib/api/models';
import { fnv32a } from '@/lib/cluster/controllers/template-hash';
import type { ClusterView } from '@/lib/cluster/network/cluster-view';

/** First byte of the public addresses that Amazon's load balancers are given here. */
const RANGE = 52;

/** What a cloud's load balancer makes of a connection: a NodePort, nobody that is healthy, or no listener on that port. */
export type Balanced = { readonly ip: string; readonly port: number } | 'unhealthy' | 'no-listener';

const addressOf = (hostname: string): string => {
  const hash = fnv32a(hostname);
  return [RANGE, (hash >>> 16) & 255, (hash >>> 8) & 255, 1 + (hash % 254)].join('.');
};

function byHostname(view: ClusterView, fits: (hostname: string) => boolean): Service | undefined {
  return view
    .services()
    .find(({ status }) => status?.loadBalancer?.ingress?.some(({ hostname }) => hostname !== undefined && fits(hostname)));
}

/** The address that the name of a load balancer resolves to, in public DNS. */
export const balancerAddress = (view: ClusterView, name: string): string | undefined =>
  byHostname(view, (hostname) => hostname === name) && addressOf(name);

/** Names of load balancers that resolve to an address. */
export const balancerNames = (view: ClusterView, ip: string): readonly string[] =>
  view
    .services()
    .flatMap(({ status }) => status?.loadBalancer?.ingress ?? [])
    .flatMap(({ hostname }) => (hostname !== undefined && addressOf(hostname) === ip ? [hostname] : []));

/**
 * Where a load balancer that has a name and no address of the Service's own sends a connection: to the NodePort of a node that passes
 * its health check. Undefined: the address is no such load balancer's.
 */
export function balance(view: ClusterView, ip: string, port: number, protocol: string): Balanced | undefined {
  const service = byHostname(view, (hostname) => addressOf(hostname) === ip);
  if (!service) return undefined;
  const found = service.spec?.ports?.find((entry) => entry.port === port && (entry.protocol ?? 'TCP') === protocol);
  if (!found?.nodePort) return 'no-listener';
  const [node] = healthyNodes(view, service);
  const address = node?.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  return address ? { ip: address, port: found.nodePort } : 'unhealthy';
}

/** Nodes that a cloud's load balancer sends to: those that are Ready, with externalTrafficPolicy Local those that have endpoints. */
export function healthyNodes(view: ClusterView, service: Service): readonly Node[] {
  const local = service.spec?.externalTrafficPolicy === 'Local';
  const endpoints = local
    ? view
        .slices(service.metadata.namespace!, service.metadata.name)
        .flatMap((slice) => slice.endpoints ?? [])
        .filter(({ conditions }) => conditions?.ready !== false)
    : [];
  return view
    .nodes()
    .filter(
      ({ metadata, status }) =>
        metadata.labels?.['node.kubernetes.io/exclude-from-external-load-balancers'] === undefined &&
        status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') &&
        (!local || endpoints.some(({ nodeName }) => nodeName === metadata.name)),
    );
}
