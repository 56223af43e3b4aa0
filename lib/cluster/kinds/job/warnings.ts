import type { KubeObject } from '@/lib/api/object';
import { hostnameWarnings, podWarnings } from '../pod/warnings';
import { numberOf, structOf } from '../read';

const MANY_COMPLETIONS = 100_000;
const MUCH_PARALLELISM = 10_000;
const TOO_MANY =
  'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';

/** Models pkg/api/job.WarningsForJobSpec. */
export function jobSpecWarnings(given: unknown, at: string): string[] {
  const spec = structOf(given);
  const many =
    spec.completionMode === 'Indexed' && numberOf(spec.completions) > MANY_COMPLETIONS && numberOf(spec.parallelism) > MUCH_PARALLELISM;
  return [...(many ? [`${at}: ${TOO_MANY}`] : []), ...podWarnings(spec.template, `${at}.template`)];
}

/** Models jobStrategy's warnings. */
export function jobWarnings(job: KubeObject, old: KubeObject | undefined): string[] {
  if (old && old.metadata.generation === job.metadata.generation) return [];
  return [...(old ? [] : hostnameWarnings(job.metadata.name)), ...jobSpecWarnings(job.spec, 'spec')];
}
