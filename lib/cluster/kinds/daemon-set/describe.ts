import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from '../columns';
import { eventLines } from '../description/events';
import { annotationLines, labelLines } from '../description/metadata';
import { headLines, podCounts } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { templateLines } from '../pod/describe-template';

/** Models describeDaemonSet. */
export function describeDaemonSet(set: KubeObject, context: DescribeContext): string {
  const out = new Description();
  const status = set.status ?? {};
  headLines(out, set);
  out.line(0, `Selector:\t${formatSelector(set.spec?.selector)}`);
  labelLines(out, 'Node-Selector', set.spec?.template?.spec?.nodeSelector);
  labelLines(out, 'Labels', set.metadata.labels);
  annotationLines(out, 'Annotations', set.metadata.annotations);
  out.line(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled ?? 0}`);
  out.line(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled ?? 0}`);
  out.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}`);
  out.line(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}`);
  out.line(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled ?? 0}`);
  out.line(0, `Pods Status:\t${podCounts(set, context)}`);
  templateLines(out, set.spec?.template);
  eventLines(out, set, context);
  return out.toString();
}
