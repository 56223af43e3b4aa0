import type { EndpointSlice } from '@/lib/api/models';
import { ADVERTISEMENTS, POOLS, type AddressPool, type L2Advertisement } from '@/lib/cluster/addons/metallb/resources';
import { announcingNode } from '@/lib/cluster/addons/metallb/speakers';
import type { Cluster } from '@/lib/cluster/cluster';
import type { ClusterView } from '@/lib/cluster/network/cluster-view';
import type { Core } from '../core';
import { healthyNodes } from './cloud-balancer';

/**
 * The node that traffic from outside enters by, for an address of a Service's status.loadBalancer: the one whose MetalLB speaker
 * announces it, or one that a cloud's load balancer sends to. Undefined when nobody does.
 */
export function announcerOf(core: Core, cluster: Cluster, view: ClusterView, ip: string): string | undefined {
  const service = view.services().find(({ status }) => status?.loadBalancer?.ingress?.some((entry) => entry.ip === ip));
  if (!service) return undefined;
  const speakers = cluster.operators.instances('metallb-speaker').map(({ machine }) => machine);
  if (speakers.length > 0) {
    const pools = cluster.informers.informer<AddressPool>(POOLS).list();
    const advertisements = cluster.informers.informer<L2Advertisement>(ADVERTISEMENTS).list();
    const slices = (namespace: string, name: string): readonly EndpointSlice[] => view.slices(namespace, name);
    return announcingNode({ pools, advertisements, nodes: view.nodes(), speakers, slices }, service, ip);
  }
  if (!cluster.profile.managed) return undefined;
  return healthyNodes(view, service)
    .map(({ metadata }) => metadata.name)
    .find((name) => core.kernels.has(name));
}
