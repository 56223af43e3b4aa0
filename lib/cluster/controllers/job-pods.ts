import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import { controllerRef } from './controller-ref';
import { COMPLETION_INDEX, INDEX_FAILURE_COUNT } from './job-indexes';
import { podFromTemplate } from './pod-state';

/** Finalizer that keeps a pod until its Job has counted it. */
export const TRACKING = 'batch.kubernetes.io/job-tracking';

const BASE_BACKOFF_MS = 10_000;
const MOST_BACKOFF_MS = 600_000;

export const isIndexed = (job: KubeObject): boolean => job.spec.completionMode === 'Indexed';
export const isTracked = (pod: KubeObject): boolean => pod.metadata.finalizers?.includes(TRACKING) ?? false;
export const isSucceeded = (pod: KubeObject): boolean => pod.status?.phase === 'Succeeded';

/** Only pods that have ended in failure count, or those that are going as well. Models onlyReplaceFailedPods and isPodFailed. */
export function isFailed(job: KubeObject, pod: KubeObject): boolean {
  if (pod.status?.phase === 'Failed') return true;
  const ended = job.spec.podReplacementPolicy === 'Failed' || job.spec.podFailurePolicy !== undefined;
  return !ended && Boolean(pod.metadata.deletionTimestamp) && !isSucceeded(pod);
}

/** When a pod ended: its last container, or else it itself, by being deleted. Models getFinishedTime. */
function endOf(pod: KubeObject): number {
  const ends = (pod.status?.containerStatuses ?? []).map((status: KubeObject['status']) => parseTime(status.state?.terminated?.finishedAt));
  if (ends.length > 0 && ends.every(Number.isFinite)) return Math.max(...ends);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  return deletionTimestamp ? parseTime(deletionTimestamp) - (deletionGracePeriodSeconds as number) * 1000 : parseTime(creationTimestamp);
}

/** Time (ms) before which no pod takes the place of one that failed. Models pkg/controller/job/backoff_utils.go. */
export function retryAt(failed: readonly KubeObject[], succeeded: readonly KubeObject[]): number {
  const lastSuccess = Math.max(0, ...succeeded.map(endOf));
  const since = failed.map(endOf).filter((end) => end > lastSuccess);
  if (since.length === 0) return 0;
  return Math.max(...since) + Math.min(BASE_BACKOFF_MS * 2 ** (since.length - 1), MOST_BACKOFF_MS);
}

/** Restarts of containers, which count against the limit when pods restart on failure. Models pastBackoffLimitOnFailure. */
export function isPastLimitByRestarts(job: KubeObject, pods: readonly KubeObject[]): boolean {
  if (job.spec.template.spec.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const pod of pods) {
    if (pod.status?.phase !== 'Running' && pod.status?.phase !== 'Pending') continue;
    for (const status of [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])])
      restarts += status.restartCount ?? 0;
  }
  const limit: number = job.spec.backoffLimit ?? 6;
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/** The pod a Job creates, for one of its indexes if it is indexed. */
export function jobPod(job: KubeObject, index: number | undefined, failures: number): object {
  const template = job.spec.template;
  const pod = podFromTemplate(template, job, controllerRef(job)) as { metadata: Record<string, unknown>; spec: KubeObject['spec'] };
  const finalizers = [...(template.metadata?.finalizers ?? []), TRACKING];
  if (index === undefined) return { ...pod, metadata: { ...pod.metadata, finalizers } };
  const limited = job.spec.backoffLimitPerIndex !== undefined;
  const env = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath: `metadata.labels['${COMPLETION_INDEX}']` } } };
  const withEnv = (containers: readonly KubeObject['spec'][] | undefined) =>
    containers?.map((container) =>
      container.env?.some(({ name }: { name: string }) => name === env.name)
        ? container
        : { ...container, env: [...(container.env ?? []), env] },
    );
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: `${job.metadata.name}-${index}-`,
      labels: { ...template.metadata?.labels, [COMPLETION_INDEX]: String(index) },
      annotations: {
        ...template.metadata?.annotations,
        [COMPLETION_INDEX]: String(index),
        ...(limited ? { [INDEX_FAILURE_COUNT]: String(failures) } : {}),
      },
      finalizers,
    },
    spec: {
      ...pod.spec,
      hostname: `${job.metadata.name}-${index}`,
      containers: withEnv(pod.spec.containers),
      ...(pod.spec.initContainers ? { initContainers: withEnv(pod.spec.initContainers) } : {}),
    },
  };
}
