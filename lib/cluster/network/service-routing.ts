import type { Service } from '@/lib/api/models';
import { usable, type ClusterView } from './cluster-view';

export interface Backend {
  readonly ip: string;
  readonly port: number;
  readonly nodeName?: string;
}

/** Where kube-proxy's rules send a connection; `none`: the address is no Service's. */
export type Route =
  | { readonly kind: 'none' }
  /** A Service without endpoints: kube-proxy rejects (ICMP port unreachable, "connection refused"). */
  | { readonly kind: 'reject' }
  /** externalTrafficPolicy or internalTrafficPolicy Local without an endpoint on this node: dropped, a timeout. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'backends'; readonly service: Service; readonly backends: readonly Backend[]; readonly affinity: boolean };

/** Routes a connection to a ClusterIP, external IP or load-balancer IP. Models pkg/proxy/iptables. `node`: where it starts. */
export function routeServiceIp(view: ClusterView, ip: string, port: number, protocol: string, node?: string): Route {
  const service = view
    .services()
    .find(
      ({ spec, status }) =>
        spec?.clusterIP === ip || spec?.externalIPs?.includes(ip) || status?.loadBalancer?.ingress?.some((entry) => entry.ip === ip),
    );
  if (!service) return { kind: 'none' };
  const entry = service.spec?.ports?.find((candidate) => candidate.port === port && (candidate.protocol ?? 'TCP') === protocol);
  // A virtual IP has no host behind it: packets to other ports of it lead nowhere.
  if (!entry) return { kind: 'drop' };
  const local = service.spec?.clusterIP === ip ? service.spec?.internalTrafficPolicy === 'Local' : false;
  return backends(view, service, entry.name ?? '', local ? node : undefined);
}

/** Routes a connection to a node's own address: NodePorts. */
export function routeNodePort(view: ClusterView, node: string, port: number, protocol: string): Route {
  for (const service of view.services()) {
    if (service.spec?.type !== 'NodePort' && service.spec?.type !== 'LoadBalancer') continue;
    const entry = service.spec.ports?.find((candidate) => candidate.nodePort === port && (candidate.protocol ?? 'TCP') === protocol);
    if (entry) return backends(view, service, entry.name ?? '', service.spec.externalTrafficPolicy === 'Local' ? node : undefined);
  }
  return { kind: 'none' };
}

function backends(view: ClusterView, service: Service, portName: string, onlyNode: string | undefined): Route {
  const all = usable(view.slices(service.metadata.namespace!, service.metadata.name)).flatMap(({ slice, endpoint }): Backend[] => {
    const port = slice.ports?.find((candidate) => (candidate.name ?? '') === portName)?.port;
    return port === undefined
      ? []
      : endpoint.addresses.map((ip) => ({ ip, port, ...(endpoint.nodeName && { nodeName: endpoint.nodeName }) }));
  });
  if (all.length === 0) return { kind: 'reject' };
  const chosen = onlyNode === undefined ? all : all.filter(({ nodeName }) => nodeName === onlyNode);
  if (chosen.length === 0) return { kind: 'drop' };
  return { kind: 'backends', service, backends: chosen, affinity: service.spec?.sessionAffinity === 'ClientIP' };
}
