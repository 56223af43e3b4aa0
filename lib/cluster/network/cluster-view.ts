import type { EndpointSlice, Namespace, Node, Pod, Service } from '@/lib/api/models';

/** What routing and DNS look at: the cluster's objects as kube-proxy and CoreDNS see them. */
export interface ClusterView {
  services(): readonly Service[];
  /** Slices of one Service. */
  slices(namespace: string, service: string): readonly EndpointSlice[];
  pods(): readonly Pod[];
  nodes(): readonly Node[];
  namespaces(): readonly Namespace[];
}

export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** Endpoints that may get traffic: ready ones, else those that still serve while terminating (as kube-proxy does). */
export function usable(slices: readonly EndpointSlice[]): readonly { readonly slice: EndpointSlice; readonly endpoint: Endpoint }[] {
  const all = slices.flatMap((slice) => (slice.endpoints ?? []).map((endpoint) => ({ slice, endpoint })));
  const ready = all.filter(({ endpoint }) => endpoint.conditions?.ready !== false);
  return ready.length > 0 ? ready : all.filter(({ endpoint }) => endpoint.conditions?.serving && endpoint.conditions.terminating);
}
