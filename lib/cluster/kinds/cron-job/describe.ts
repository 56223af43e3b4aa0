import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from '../columns';
import { eventLines } from '../description/events';
import { longTime } from '../description/metadata';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { templateLines } from '../pod/describe-template';

/* eslint-disable @typescript-eslint/no-explicit-any -- a cron job's many optional parts */

const unset = (value: unknown) => String(value ?? '<unset>');

/** Models describeCronJob. */
export function describeCronJob(cron: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const spec: any = cron.spec ?? {};
  const status: any = cron.status ?? {};
  const job: any = spec.jobTemplate?.spec ?? {};
  headLines(out, cron);
  mapLines(out, cron);
  out.line(0, `Schedule:\t${spec.schedule ?? ''}`);
  out.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`);
  out.line(0, `Suspend:\t${spec.suspend ? 'True' : 'False'}`);
  out.line(0, `Successful Job History Limit:\t${unset(spec.successfulJobsHistoryLimit)}`);
  out.line(0, `Failed Job History Limit:\t${unset(spec.failedJobsHistoryLimit)}`);
  out.line(0, `Starting Deadline Seconds:\t${spec.startingDeadlineSeconds === undefined ? '<unset>' : `${spec.startingDeadlineSeconds}s`}`);
  out.line(0, `Selector:\t${job.selector ? formatSelector(job.selector) : '<unset>'}`);
  out.line(0, `Parallelism:\t${unset(job.parallelism)}`);
  out.line(0, `Completions:\t${unset(job.completions)}`);
  if (job.activeDeadlineSeconds !== undefined) out.line(0, `Active Deadline Seconds:\t${job.activeDeadlineSeconds}s`);
  templateLines(out, job.template);
  out.line(0, `Last Schedule Time:\t${status.lastScheduleTime ? longTime(status.lastScheduleTime) : '<unset>'}`);
  const active: readonly { name: string }[] = status.active ?? [];
  out.line(0, `Active Jobs:\t${active.length > 0 ? active.map((each) => each.name).join(', ') : '<none>'}`);
  eventLines(out, cron, context);
  return out.toString();
}
