import type { EndpointSlice, Service } from '@/lib/api/models';
import type { ClusterView } from '../cluster-view';

/** A port of a Service, as kube-proxy names it: `namespace/name:port`. */
export interface ServicePort {
  readonly service: Service;
  readonly entry: NonNullable<NonNullable<Service['spec']>['ports']>[number];
  /** `namespace/name`, with `:port` when the port has a name. */
  readonly name: string;
  readonly protocol: string;
}

export interface ProxyEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly nodeName?: string;
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  readonly zoneHints: readonly string[];
  readonly nodeHints: readonly string[];
}

/** Which endpoints traffic may go to from one node. */
export interface Endpoints {
  /** For the policy Cluster. */
  readonly cluster: readonly ProxyEndpoint[];
  /** For the policy Local: those on the node. */
  readonly local: readonly ProxyEndpoint[];
  /** There are endpoints somewhere, if not for this node. */
  readonly any: boolean;
}

/** The node whose rules are asked. */
export interface ProxyNode {
  readonly name: string;
  readonly zone?: string;
}

/** Ports of Services that kube-proxy looks after: not headless ones, ExternalName or those of another proxy. */
export function servicePorts(service: Service): readonly ServicePort[] {
  const { spec, metadata } = service;
  if (!spec || spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None') return [];
  if (metadata.labels?.['service.kubernetes.io/service-proxy-name'] !== undefined) return [];
  const base = `${metadata.namespace}/${metadata.name}`;
  return (spec.ports ?? []).map((entry) => ({
    service,
    entry,
    name: entry.name ? `${base}:${entry.name}` : base,
    protocol: entry.protocol ?? 'TCP',
  }));
}

/** All endpoints of a port by its slices, each address once, sorted as kube-proxy sorts them. Models EndpointSliceCache. */
export function endpointsOf(view: ClusterView, { service, entry }: ServicePort): readonly ProxyEndpoint[] {
  const found = new Map<string, ProxyEndpoint>();
  for (const slice of view.slices(service.metadata.namespace!, service.metadata.name)) {
    if (slice.addressType !== 'IPv4') continue;
    const port = portOf(slice, entry.name ?? '', entry.protocol ?? 'TCP');
    if (port === undefined) continue;
    for (const endpoint of slice.endpoints ?? []) {
      const { conditions = {}, hints } = endpoint;
      const ready = conditions.ready ?? true;
      const ip = endpoint.addresses[0]!;
      found.set(`${ip}:${port}`, {
        ip,
        port,
        ...(endpoint.nodeName ? { nodeName: endpoint.nodeName } : {}),
        ready,
        serving: conditions.serving ?? ready,
        terminating: conditions.terminating ?? false,
        zoneHints: (hints?.forZones ?? []).map(({ name }) => name),
        nodeHints: ((hints as { forNodes?: readonly { name: string }[] } | undefined)?.forNodes ?? []).map(({ name }) => name),
      });
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key)!);
}

function portOf(slice: EndpointSlice, name: string, protocol: string): number | undefined {
  return slice.ports?.find((port) => (port.name ?? '') === name && (port.protocol ?? 'TCP') === protocol)?.port;
}

/** Models pkg/proxy/topology.go CategorizeEndpoints. */
export function categorize(all: readonly ProxyEndpoint[], node: ProxyNode): Endpoints {
  const ready = all.filter((endpoint) => endpoint.ready);
  const leaving = all.filter(({ serving, terminating }) => serving && terminating);
  const near = nearest(ready, node);
  const here = (list: readonly ProxyEndpoint[]) => list.filter(({ nodeName }) => nodeName === node.name);
  const localReady = here(ready);
  return {
    cluster: near.length > 0 ? near : leaving,
    local: localReady.length > 0 ? localReady : here(leaving),
    any: ready.length > 0 || leaving.length > 0,
  };
}

/** Hints count only when every ready endpoint has them and one is for this node (or zone). Models topologyModeFromHints. */
function nearest(ready: readonly ProxyEndpoint[], { name, zone }: ProxyNode): readonly ProxyEndpoint[] {
  if (ready.length > 0 && ready.every(({ nodeHints }) => nodeHints.length > 0)) {
    const mine = ready.filter(({ nodeHints }) => nodeHints.includes(name));
    if (mine.length > 0) return mine;
  }
  if (zone && ready.length > 0 && ready.every(({ zoneHints }) => zoneHints.length > 0)) {
    const mine = ready.filter(({ zoneHints }) => zoneHints.includes(zone));
    if (mine.length > 0) return mine;
  }
  return ready;
}
