import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import { failureVerdict } from './job-failure-policy';
import { isFailed, isPastLimitByRestarts } from './job-pods';

/** Why a Job is about to end. `type` is the condition that says so first. */
export interface Verdict {
  readonly type: 'FailureTarget' | 'SuccessCriteriaMet';
  readonly reason: string;
  readonly message: string;
}

/** What the verdict is passed on. */
export interface JobCounts {
  readonly pods: readonly KubeObject[];
  readonly active: readonly KubeObject[];
  readonly succeeded: number;
  readonly failed: number;
  /** Of an Indexed Job. */
  readonly succeededIndexes: ReadonlySet<number>;
  readonly failedIndexes: ReadonlySet<number>;
  readonly now: number;
}

const failure = (reason: string, message: string): Verdict => ({ type: 'FailureTarget', reason, message });
const success = (reason: string, message: string): Verdict => ({ type: 'SuccessCriteriaMet', reason, message });

/** Whether a Job has failed, in the order upstream asks. Models syncJob. */
export function failureOf(job: KubeObject, counts: JobCounts): Verdict | undefined {
  const { pods, failed, now } = counts;
  const policy = job.spec.podFailurePolicy;
  if (policy) {
    for (const pod of pods) {
      if (!isFailed(job, pod)) continue;
      const { message } = failureVerdict(policy, pod);
      if (message) return failure('PodFailurePolicy', message);
    }
  }
  if (failed > (job.spec.backoffLimit ?? 6) || isPastLimitByRestarts(job, pods))
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  if (deadlineOf(job) <= now) return failure('DeadlineExceeded', 'Job was active longer than specified deadline');
  if (job.spec.backoffLimitPerIndex === undefined) return undefined;
  const { maxFailedIndexes, completions } = job.spec;
  if (maxFailedIndexes !== undefined && counts.failedIndexes.size > maxFailedIndexes)
    return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
  if (counts.failedIndexes.size > 0 && counts.succeededIndexes.size + counts.failedIndexes.size >= completions)
    return failure('FailedIndexes', 'Job has failed indexes');
  return undefined;
}

/** Whether a Job's success policy is met, or all its completions are there. */
export function successOf(job: KubeObject, counts: JobCounts): Verdict | undefined {
  for (const [index, rule] of ((job.spec.successPolicy?.rules ?? []) as readonly KubeObject['spec'][]).entries()) {
    const wanted =
      rule.succeededIndexes === undefined ? counts.succeededIndexes : intersect(rule.succeededIndexes, counts.succeededIndexes);
    const enough = rule.succeededCount ?? sizeOf(rule.succeededIndexes);
    if (enough > 0 && wanted.size >= enough) return success('SuccessPolicy', `Matched rules at index ${index}`);
  }
  const { completions } = job.spec;
  const active = counts.active.length;
  const complete = completions == null ? counts.succeeded > 0 && active === 0 : counts.succeeded >= completions && active === 0;
  return complete ? success('CompletionsReached', 'Reached expected number of succeeded pods') : undefined;
}

/** Virtual ms at which the Job runs out of time; Infinity when it has no deadline. */
export function deadlineOf(job: KubeObject): number {
  const { activeDeadlineSeconds, suspend } = job.spec;
  if (activeDeadlineSeconds === undefined || suspend || !job.status?.startTime) return Infinity;
  return parseTime(job.status.startTime) + activeDeadlineSeconds * 1000;
}

function intersect(text: string, with_: ReadonlySet<number>): Set<number> {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last = first] = part.split('-').map(Number) as [number, number?];
    for (const index of with_) if (index >= first && index <= (last ?? first)) found.add(index);
  }
  return found;
}

const sizeOf = (text: string | undefined): number =>
  (text ?? '')
    .split(',')
    .filter(Boolean)
    .reduce((sum, part) => {
      const [first, last = first] = part.split('-').map(Number) as [number, number?];
      return sum + (last ?? first) - first + 1;
    }, 0);
