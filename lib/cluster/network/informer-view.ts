import type { EndpointSlice, Namespace, Node, Pod, Service } from '@/lib/api/models';
import type { InformerFactory } from '../client/client';
import { ENDPOINT_SLICES, NAMESPACES, NODES, PODS, SERVICES } from '../client/resources';
import type { ClusterView } from './cluster-view';

/** A view of the cluster's network over informers. */
export function viewOf(informers: InformerFactory): ClusterView {
  const slices = informers.informer<EndpointSlice>(ENDPOINT_SLICES).addIndex('service', ({ metadata }) => {
    const service = metadata.labels?.['kubernetes.io/service-name'];
    return service ? [`${metadata.namespace}/${service}`] : [];
  });
  return {
    services: () => informers.informer<Service>(SERVICES).list(),
    slices: (namespace, service) => slices.byIndex('service', `${namespace}/${service}`),
    pods: () => informers.informer<Pod>(PODS).list(),
    nodes: () => informers.informer<Node>(NODES).list(),
    namespaces: () => informers.informer<Namespace>(NAMESPACES).list(),
  };
}
