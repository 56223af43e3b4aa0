import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before validation */

/** The job template gets a pod template's defaults but not a job's. Models SetDefaults_CronJob. */
export function defaultCronJob(object: KubeObject): KubeObject {
  const spec = fill(object.spec as object | undefined, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
    jobTemplate: {},
  });
  const template = (job: any) =>
    within(fill(job, { metadata: {}, spec: {} }), 'spec', (s: any) => within(fill(s, { template: {} }), 'template', defaultPodTemplate));
  return { ...object, spec: within(spec, 'jobTemplate', template) };
}
