import { humanDuration } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from '../columns';
import { eventLines } from '../description/events';
import { longTime } from '../description/metadata';
import { controllerLine, headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { templateLines } from '../pod/describe-template';

/* eslint-disable @typescript-eslint/no-explicit-any -- a job's many optional parts */

const longestIndexes = 50;

/** Models describeJob. */
export function describeJob(job: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = job.spec ?? {};
  const status: any = job.status ?? {};
  headLines(out, job);
  if (spec.selector) out.line(0, `Selector:\t${formatSelector(spec.selector)}`);
  mapLines(out, job);
  controllerLine(out, job);
  out.line(0, `Parallelism:\t${spec.parallelism ?? '<unset>'}`);
  out.line(0, `Completions:\t${spec.completions ?? '<unset>'}`);
  if (spec.completionMode) out.line(0, `Completion Mode:\t${spec.completionMode}`);
  if (spec.suspend !== undefined) out.line(0, `Suspend:\t${spec.suspend}`);
  if (spec.backoffLimit !== undefined) out.line(0, `Backoff Limit:\t${spec.backoffLimit}`);
  if (spec.ttlSecondsAfterFinished !== undefined) out.line(0, `TTL Seconds After Finished:\t${spec.ttlSecondsAfterFinished}`);
  if (status.startTime) out.line(0, `Start Time:\t${longTime(status.startTime)}`);
  if (status.completionTime) out.line(0, `Completed At:\t${longTime(status.completionTime)}`);
  if (status.startTime && status.completionTime)
    out.line(0, `Duration:\t${humanDuration(Date.parse(status.completionTime) - Date.parse(status.startTime))}`);
  if (spec.activeDeadlineSeconds !== undefined) out.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`);
  const ready = status.ready === undefined ? '' : ` (${status.ready} Ready)`;
  out.line(0, `Pods Statuses:\t${status.active ?? 0} Active${ready} / ${status.succeeded ?? 0} Succeeded / ${status.failed ?? 0} Failed`);
  if (spec.completionMode === 'Indexed') {
    const indexes = String(status.completedIndexes ?? '');
    out.line(
      0,
      `Completed Indexes:\t${indexes === '' ? '<none>' : indexes.length > longestIndexes ? `${indexes.slice(0, longestIndexes)}...` : indexes}`,
    );
  }
  templateLines(out, spec.template);
  eventLines(out, job, context);
  return out.toString();
}
