import type { EndpointSlice, Namespace, Node, Pod, Service } from '@/lib/api/models';
import type { ClusterView } from './cluster-view';

/** What somebody last saw of the cluster, as plain data: objects are frozen and shared. */
export interface SeenCluster {
  readonly services: readonly Service[];
  readonly slices: readonly EndpointSlice[];
  readonly pods: readonly Pod[];
  readonly nodes: readonly Node[];
  readonly namespaces: readonly Namespace[];
}

/** Takes down what a view shows now, for those who will see no more of it. */
export function seenOf(view: ClusterView): SeenCluster {
  const services = view.services();
  const slices = services.flatMap(({ metadata }) => view.slices(metadata.namespace!, metadata.name));
  return { services, slices, pods: view.pods(), nodes: view.nodes(), namespaces: view.namespaces() };
}

const byService = new WeakMap<SeenCluster, ReadonlyMap<string, readonly EndpointSlice[]>>();

/** A view that stays as it was. */
export function viewOfSeen(seen: SeenCluster): ClusterView {
  return {
    services: () => seen.services,
    slices: (namespace, service) => index(seen).get(`${namespace}/${service}`) ?? [],
    pods: () => seen.pods,
    nodes: () => seen.nodes,
    namespaces: () => seen.namespaces,
  };
}

function index(seen: SeenCluster): ReadonlyMap<string, readonly EndpointSlice[]> {
  const known = byService.get(seen);
  if (known) return known;
  const made = new Map<string, EndpointSlice[]>();
  for (const slice of seen.slices) {
    const key = `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`;
    const list = made.get(key);
    if (list) list.push(slice);
    else made.set(key, [slice]);
  }
  byService.set(seen, made);
  return made;
}
