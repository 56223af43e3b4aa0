import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import type { Strategy } from '../kind';
import { joinStrategies, withStatus } from '../strategy';

/** Gives the job its selector and its pods the labels it selects, from its uid. Models registry/batch/job.generateSelector. */
function withSelector(job: KubeObject): KubeObject {
  if (job.spec?.manualSelector || !job.spec?.template) return job;
  const uid = job.metadata.uid ?? '';
  const own = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': job.metadata.name,
    'controller-uid': uid,
    'job-name': job.metadata.name,
  };
  const template = job.spec.template;
  const matchLabels = { ...job.spec.selector?.matchLabels, 'batch.kubernetes.io/controller-uid': uid };
  const labels = { ...own, ...template.metadata?.labels };
  // Upstream's defaults share the template's map of labels with the job, so a job without labels of its own gets these, too.
  const shared = deepEqual(job.metadata.labels ?? {}, template.metadata?.labels ?? {});
  return {
    ...job,
    metadata: shared ? { ...job.metadata, labels } : job.metadata,
    spec: {
      ...job.spec,
      selector: { ...job.spec.selector, matchLabels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** Needs `metadata.uid` to be set before `prepareForCreate`, as upstream's BeforeCreate does. */
export const jobStrategy: Strategy = joinStrategies<KubeObject>(withStatus(), { prepareForCreate: withSelector });
