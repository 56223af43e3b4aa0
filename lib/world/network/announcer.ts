import type { Cluster } from '@/lib/cluster/cluster';
import type { ClusterView } from '@/lib/cluster/network/cluster-view';
import type { Core } from '../core';

/**
 * The node that traffic from outside enters by, for an address of a Service's status.loadBalancer: the one whose MetalLB speaker
 * announces it, or any living node behind a cloud's load balancer. Undefined when nobody does.
 */
export function announcerOf(core: Core, cluster: Cluster, view: ClusterView, ip: string): string | undefined {
  const service = view.services().find(({ status }) => status?.loadBalancer?.ingress?.some((entry) => entry.ip === ip));
  if (!service) return undefined;
  const announced = core.announced.get(ip);
  if (announced !== undefined) return announced;
  if (!(cluster.profile as { cloud?: string }).cloud) return undefined;
  return view
    .nodes()
    .filter(({ status }) => status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
    .map(({ metadata }) => metadata.name)
    .find((name) => core.kernels.has(name));
}
