import { createHash } from 'node:crypto';
import type { EndpointSlice, Node, Service } from '@/lib/api/models';
import { FROM_POOL, holds, type AddressPool, type L2Advertisement } from './resources';

export interface L2View {
  readonly pools: readonly AddressPool[];
  readonly advertisements: readonly L2Advertisement[];
  readonly nodes: readonly Node[];
  /** Nodes whose speaker runs. */
  readonly speakers: readonly string[];
  slices(namespace: string, service: string): readonly EndpointSlice[];
}

/**
 * The node that answers ARP requests for a Service's address: every speaker comes to the same one by the hash of its name and
 * the address. Undefined when nobody announces it. Models metallb/speaker/layer2_controller.go ShouldAnnounce.
 */
export function announcingNode(view: L2View, service: Service, ip: string): string | undefined {
  const pool =
    view.pools.find(({ metadata }) => metadata.name === service.metadata.annotations?.[FROM_POOL]) ??
    view.pools.find((one) => holds(one, ip));
  if (!pool) return undefined;
  const advertised = view.advertisements.filter(
    ({ spec }) => !spec?.ipAddressPools?.length || spec.ipAddressPools.includes(pool.metadata.name),
  );
  if (advertised.length === 0) return undefined;
  const endpoints = view
    .slices(service.metadata.namespace!, service.metadata.name)
    .flatMap((slice) => slice.endpoints ?? [])
    .filter(({ conditions }) => conditions?.ready !== false || conditions.serving);
  if (endpoints.length === 0) return undefined;
  const local = service.spec?.externalTrafficPolicy === 'Local';
  const fitting = view.nodes.filter(({ metadata, status }) => {
    const name = metadata.name;
    if (!view.speakers.includes(name)) return false;
    if (metadata.labels?.['node.kubernetes.io/exclude-from-external-load-balancers'] !== undefined) return false;
    if (status?.conditions?.some(({ type, status: is }) => type === 'NetworkUnavailable' && is === 'True')) return false;
    if (local && !endpoints.some(({ nodeName }) => nodeName === name)) return false;
    return advertised.some(
      ({ spec }) =>
        !spec?.nodeSelectors?.length ||
        spec.nodeSelectors.some(({ matchLabels = {} }) =>
          Object.entries(matchLabels).every(([key, value]) => metadata.labels?.[key] === value),
        ),
    );
  });
  const rank = (name: string) => createHash('sha256').update(`${name}#${ip}`).digest('hex');
  return fitting.map(({ metadata }) => metadata.name).sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
}
