import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

const scaleUp = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const scaleDown = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };

/** Models SetDefaults_HorizontalPodAutoscaler of autoscaling/v2. */
export function defaultHorizontalPodAutoscaler(object: KubeObject): KubeObject {
  let spec = fill(object.spec as object | undefined, { minReplicas: 1 });
  if ((spec.metrics?.length ?? 0) === 0) {
    spec = { ...spec, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] };
  }
  spec = within(spec, 'behavior', (behavior: any) =>
    within(fill(behavior, { scaleUp, scaleDown }), 'scaleUp', (rules: any) => fill(rules, scaleUp)),
  );
  spec = within(spec, 'behavior', (behavior: any) => within(behavior, 'scaleDown', (rules: any) => fill(rules, scaleDown)));
  return { ...object, spec };
}
