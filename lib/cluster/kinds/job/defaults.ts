import type { KubeObject } from '@/lib/api/object';
import { fill, within } from '../fill';
import { defaultPodTemplate } from '../pod/defaults';

/** Models SetDefaults_Job. */
export function defaultJob(object: KubeObject): KubeObject {
  const given = (object.spec ?? {}) as Record<string, unknown>;
  const neither = given.completions === undefined && given.parallelism === undefined;
  const spec = fill(given, {
    ...(neither ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: given.backoffLimitPerIndex === undefined ? 6 : 2147483647,
    completionMode: 'NonIndexed',
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: given.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    template: {},
  });
  const labels = (given.template as { metadata?: { labels?: Record<string, string> } } | undefined)?.metadata?.labels;
  return { ...object, metadata: fill(object.metadata, { labels }), spec: within(spec, 'template', defaultPodTemplate) };
}
