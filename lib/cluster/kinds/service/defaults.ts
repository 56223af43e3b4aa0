import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from '../fill';
import { isExposed } from './validate-traffic';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Models SetDefaults_Service. */
export function defaultService(object: KubeObject): KubeObject {
  let spec = fill(object.spec as object | undefined, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (spec.sessionAffinity === 'None') {
    if (spec.sessionAffinityConfig !== undefined) {
      const { sessionAffinityConfig: _, ...rest } = spec;
      spec = rest;
    }
  } else if (spec.sessionAffinity === 'ClientIP' && spec.sessionAffinityConfig?.clientIP?.timeoutSeconds === undefined) {
    spec = { ...spec, sessionAffinityConfig: { clientIP: { timeoutSeconds: 10800 } } };
  }
  spec = withinEach(spec, 'ports', (port: any) => fill(port, { protocol: 'TCP', targetPort: port.port }));
  const exposed = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
  spec = fill(spec, {
    ...(isExposed(spec) ? { externalTrafficPolicy: 'Cluster' } : {}),
    ...(exposed || spec.type === 'ClusterIP' ? { internalTrafficPolicy: 'Cluster' } : {}),
    ...(spec.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
  });
  const status =
    spec.type === 'LoadBalancer'
      ? within((object.status ?? {}) as object, 'loadBalancer', (balancer: any) =>
          withinEach(balancer, 'ingress', (point: any) => (point.ip ? fill(point, { ipMode: 'VIP' }) : point)),
        )
      : object.status;
  return fill({ ...object, spec, ...(object.status && { status }) }, { status: { loadBalancer: {} } });
}
