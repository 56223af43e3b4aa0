import type { KubeObject } from '@/lib/api/object';
import { formatLabels, formatSelector } from '../columns';
import { eventLines } from '../description/events';
import { conditionTable, controllerLine, headLines, mapLines, podCounts } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { templateLines } from '../pod/describe-template';

/** Models describeReplicaSet, and describeReplicationController, which differs in its selector only. */
export function describeReplicaSet(set: KubeObject, context: DescribeContext): string {
  const out = new Description();
  headLines(out, set);
  out.line(0, `Selector:\t${set.kind === 'ReplicaSet' ? formatSelector(set.spec?.selector) : formatLabels(set.spec?.selector)}`);
  mapLines(out, set);
  controllerLine(out, set);
  out.line(0, `Replicas:\t${set.status?.replicas ?? 0} current / ${set.spec?.replicas ?? 0} desired`);
  out.line(0, `Pods Status:\t${podCounts(set, context)}`);
  templateLines(out, set.spec?.template);
  conditionTable(out, set.status?.conditions ?? []);
  eventLines(out, set, context);
  return out.toString();
}
