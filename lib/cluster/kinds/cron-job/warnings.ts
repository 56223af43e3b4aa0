import type { KubeObject } from '@/lib/api/object';
import { jobSpecWarnings } from '../job/warnings';
import { hostnameWarnings } from '../pod/warnings';
import { structOf, textOf } from '../read';

/** Models cronJobStrategy's warnings. */
export function cronJobWarnings(job: KubeObject, old: KubeObject | undefined): string[] {
  const spec = structOf(job.spec);
  const found = old ? [] : hostnameWarnings(job.metadata.name);
  if (!old || old.metadata.generation !== job.metadata.generation)
    found.push(...jobSpecWarnings(structOf(spec.jobTemplate).spec, 'spec.jobTemplate.spec'));
  if (textOf(spec.schedule).includes('TZ')) {
    const where = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
    found.push(`CRON_TZ or TZ used in spec.schedule is not officially supported, see ${where} for more details`);
  }
  return found;
}
