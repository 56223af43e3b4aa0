import type { ClusterView } from '../cluster-view';
import type { ProxyConfiguration } from './configuration';
import { categorize, endpointsOf, servicePorts, type ProxyNode } from './endpoints';

/** A virtual server of the kernel's IPVS. */
export interface VirtualServer {
  readonly protocol: string;
  readonly address: string;
  readonly port: number;
  readonly scheduler: string;
  /** Seconds for which a client stays with its server. */
  readonly persistent?: number;
  readonly servers: readonly { readonly ip: string; readonly port: number }[];
}

const DEFAULT_AFFINITY_SECONDS = 10_800;

/** What kube-proxy's ipvs mode keeps on a node: a server for each address of a Service. Models pkg/proxy/ipvs syncProxyRules. */
export function virtualServers(
  view: ClusterView,
  configuration: ProxyConfiguration,
  node: ProxyNode,
  addresses: readonly string[],
): readonly VirtualServer[] {
  const servers = view
    .services()
    .flatMap(servicePorts)
    .flatMap((port) => {
      const { spec, status } = port.service;
      const { cluster, local } = categorize(endpointsOf(view, port), node);
      const one = (address: string, number: number, isLocal: boolean): VirtualServer => ({
        protocol: port.protocol,
        address,
        port: number,
        scheduler: configuration.scheduler,
        ...(spec?.sessionAffinity === 'ClientIP'
          ? { persistent: spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? DEFAULT_AFFINITY_SECONDS }
          : {}),
        servers: (isLocal ? local : cluster).map((endpoint) => ({ ip: endpoint.ip, port: endpoint.port })),
      });
      const outerLocal = spec?.externalTrafficPolicy === 'Local';
      const outer = [...(spec?.externalIPs ?? []), ...(status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? [])];
      return [
        one(spec!.clusterIP!, port.entry.port, spec?.internalTrafficPolicy === 'Local'),
        ...outer.map((ip) => one(ip, port.entry.port, outerLocal)),
        ...(port.entry.nodePort ? addresses.map((ip) => one(ip, port.entry.nodePort!, outerLocal)) : []),
      ];
    });
  const key = ({ protocol, address, port }: VirtualServer) =>
    `${protocol} ${address
      .split('.')
      .map((n) => n.padStart(3, '0'))
      .join('.')} ${String(port).padStart(5, '0')}`;
  return servers.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
