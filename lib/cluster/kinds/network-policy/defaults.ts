import type { KubeObject } from '@/lib/api/object';
import { fill, within, withinEach } from '../fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

const rule = (item: any) => withinEach(item, 'ports', (port: any) => fill(port, { protocol: 'TCP' }));

/** Models SetDefaults_NetworkPolicy and SetDefaults_NetworkPolicyPort. */
export function defaultNetworkPolicy(object: KubeObject): KubeObject {
  return within(object, 'spec', (before: any) => {
    const spec = withinEach(withinEach(fill(before, { podSelector: {} }), 'ingress', rule), 'egress', rule);
    return fill(spec, { policyTypes: (spec.egress?.length ?? 0) > 0 ? ['Ingress', 'Egress'] : ['Ingress'] });
  });
}
