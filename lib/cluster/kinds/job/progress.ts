import { humanDuration } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';

const has = (job: KubeObject, type: string) =>
  (job.status?.conditions ?? []).some((c: { type: string; status: string }) => c.type === type && c.status === 'True');

/** `Complete`, `Failed`, `Terminating`, `Suspended`, `FailureTarget`, `SuccessCriteriaMet` or `Running`. */
export function jobStatus(job: KubeObject): string {
  if (has(job, 'Complete')) return 'Complete';
  if (has(job, 'Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp) return 'Terminating';
  if (has(job, 'Suspended')) return 'Suspended';
  if (has(job, 'FailureTarget')) return 'FailureTarget';
  if (has(job, 'SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

/** `1/3`; `0/1 of 3` for a job with parallelism and no completions. */
export function jobCompletions(job: KubeObject): string {
  const done = job.status?.succeeded ?? 0;
  if (job.spec?.completions !== undefined) return `${done}/${job.spec.completions}`;
  const parallelism = job.spec?.parallelism ?? 0;
  return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

export function jobDuration(job: KubeObject, now: number): string {
  const started = job.status?.startTime as string | undefined;
  if (!started) return '';
  const ended = job.status?.completionTime as string | undefined;
  return humanDuration((ended ? Date.parse(ended) : now) - Date.parse(started));
}
