import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** Models SetDefaults_Deployment. */
export function defaultDeployment(object: KubeObject): KubeObject {
  const spec = fill(object.spec as object | undefined, {
    replicas: 1,
    strategy: {},
    template: {},
    revisionHistoryLimit: 10,
    progressDeadlineSeconds: 600,
  });
  const strategy = (before: any) => {
    const filled = fill(before, { type: 'RollingUpdate' });
    return filled.type === 'RollingUpdate'
      ? { ...filled, rollingUpdate: fill(filled.rollingUpdate, { maxUnavailable: '25%', maxSurge: '25%' }) }
      : filled;
  };
  return { ...object, spec: within(within(spec, 'strategy', strategy), 'template', defaultPodTemplate) };
}
