import { deepEqual } from '@/lib/api/freeze';
import { nameIsDnsLabel } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import type { Strategy } from '../kind';
import { keepStatus } from '../strategy';
import { allocate, keepAllocated } from './allocate';
import { isExposed, needsHealthCheck, validateServiceStatus } from './validate-traffic';
import { serviceWarnings } from './warnings';

/** Fields that the service no longer has a use for go, unless the request changed them. Models dropTypeDependentFields. */
function dropForeign(service: KubeObject, old: KubeObject): KubeObject {
  const before = (old.spec ?? {}) as Record<string, unknown>;
  const spec = { ...service.spec } as Record<string, unknown>;
  const drop = (key: string, uses: (spec: Record<string, unknown>) => boolean) => {
    if (uses(before) && !uses(spec) && deepEqual(spec[key], before[key])) delete spec[key];
  };
  const isBalancer = (one: Record<string, unknown>) => one.type === 'LoadBalancer';
  drop('healthCheckNodePort', needsHealthCheck);
  for (const key of ['allocateLoadBalancerNodePorts', 'loadBalancerClass']) drop(key, isBalancer);
  drop('externalTrafficPolicy', isExposed);
  drop('internalTrafficPolicy', (one) => ['NodePort', 'LoadBalancer', 'ClusterIP'].includes(one.type as string));
  return Object.keys(spec).length === Object.keys((service.spec ?? {}) as object).length ? service : { ...service, spec };
}

/** Models registry/core/service: status of load balancers is set by their controller; addresses and node ports are allocated. */
export const serviceStrategy: Strategy = {
  generation: false,
  validateName: nameIsDnsLabel,
  prepareForCreate: (service, context) => allocate({ ...service, status: { loadBalancer: {} } } as KubeObject, context),
  prepareForUpdate(service, old, context) {
    const kept = keepAllocated(dropForeign(keepStatus(service, old), old), old);
    const next = allocate(kept, context);
    if (next.spec?.type !== 'LoadBalancer' && old.spec?.type === 'LoadBalancer')
      return { ...next, status: { loadBalancer: {} } } as KubeObject;
    return next;
  },
  prepareForStatusUpdate: (service, old) => ({ ...service, spec: old.spec }) as KubeObject,
  validateStatusUpdate: validateServiceStatus,
  warnings: serviceWarnings,
};
