import type { KubeObject } from '@/lib/api/object';
import { newQuantity } from '@/lib/api/quantity';
import type { Usage } from './pod-resources';

/** Models serviceEvaluator.Usage. */
export function serviceUsage(service: KubeObject): Usage {
  const type = service.spec?.type as string | undefined;
  const ports = (service.spec?.ports ?? []) as readonly { readonly nodePort?: number }[];
  const balanced = type === 'LoadBalancer';
  // Ports that are not allocated yet count by the service's intent.
  const counted = balanced && service.spec?.allocateLoadBalancerNodePorts === false ? ports.filter(({ nodePort }) => nodePort) : ports;
  return {
    'count/services': newQuantity(1),
    services: newQuantity(1),
    'services.nodeports': newQuantity(balanced || type === 'NodePort' ? counted.length : 0),
    'services.loadbalancers': newQuantity(balanced ? 1 : 0),
  };
}
