import { nameIsDns1035Label } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';
import { allocate, keepAllocated } from './allocate';

/** Fields that only some types of service have: they go when the type changes. Models dropTypeDependentFields. */
function dropForeign(service: KubeObject, old: KubeObject): KubeObject {
  if (service.spec?.type === old.spec?.type) return service;
  const spec = { ...service.spec } as Record<string, unknown>;
  const exposed = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  const same = (key: string) => spec[key] === old.spec?.[key];
  if (!exposed && !spec.externalIPs && same('externalTrafficPolicy')) delete spec.externalTrafficPolicy;
  if (spec.type !== 'LoadBalancer') {
    for (const key of ['allocateLoadBalancerNodePorts', 'loadBalancerClass', 'healthCheckNodePort']) if (same(key)) delete spec[key];
  }
  if (spec.type !== 'ExternalName' && same('externalName')) delete spec.externalName;
  return { ...service, spec };
}

/** Models registry/core/service: status of load balancers is set by their controller; addresses and node ports are allocated. */
export const serviceStrategy: Strategy = {
  generation: false,
  validateName: nameIsDns1035Label,
  prepareForCreate: (service, context) => allocate({ ...service, status: { loadBalancer: {} } } as KubeObject, context),
  prepareForUpdate(service, old, context) {
    const kept = keepAllocated(dropForeign(keepStatus(service, old), old), old);
    const next = allocate(kept, context);
    if (next.spec?.type !== 'LoadBalancer' && old.spec?.type === 'LoadBalancer')
      return { ...next, status: { loadBalancer: {} } } as KubeObject;
    return next;
  },
  prepareForStatusUpdate: (service, old) => ({ ...service, spec: old.spec }) as KubeObject,
};
