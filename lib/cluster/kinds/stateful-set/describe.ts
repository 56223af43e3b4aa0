import type { KubeObject } from '@/lib/api/object';
import { formatSelector } from '../columns';
import { eventLines } from '../description/events';
import { annotationLines, labelLines, longTime } from '../description/metadata';
import { headLines, mapLines, podCounts } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';
import { templateLines } from '../pod/describe-template';

/** Models describeStatefulSet. */
export function describeStatefulSet(set: KubeObject, context: DescribeContext): string {
  const out = new Description();
  headLines(out, set);
  out.line(0, `CreationTimestamp:\t${longTime(set.metadata.creationTimestamp)}`);
  out.line(0, `Selector:\t${formatSelector(set.spec?.selector)}`);
  mapLines(out, set);
  out.line(0, `Replicas:\t${set.spec?.replicas ?? 0} desired | ${set.status?.replicas ?? 0} total`);
  out.line(0, `Update Strategy:\t${set.spec?.updateStrategy?.type ?? ''}`);
  const rolling = set.spec?.updateStrategy?.rollingUpdate;
  if (rolling?.partition !== undefined) {
    out.line(1, `Partition:\t${rolling.partition}`);
    if (rolling.maxUnavailable !== undefined) out.line(1, `MaxUnavailable:\t${rolling.maxUnavailable}`);
  }
  out.line(0, `Pods Status:\t${podCounts(set, context)}`);
  templateLines(out, set.spec?.template);
  claimLines(out, set.spec?.volumeClaimTemplates ?? []);
  eventLines(out, set, context);
  return out.toString();
}

function claimLines(out: Description, claims: readonly KubeObject[]): void {
  if (claims.length === 0) {
    out.line(0, 'Volume Claims:\t<none>');
    return;
  }
  out.line(0, 'Volume Claims:');
  for (const claim of claims) {
    out.line(0, `  Name:\t${claim.metadata?.name}`);
    out.line(0, `  StorageClass:\t${claim.spec?.storageClassName ?? ''}`);
    labelLines(out, '  Labels', claim.metadata?.labels);
    annotationLines(out, '  Annotations', claim.metadata?.annotations);
    out.line(0, `  Capacity:\t${claim.spec?.resources?.requests?.storage ?? '<default>'}`);
    out.line(0, `  Access Modes:\t[${(claim.spec?.accessModes ?? []).join(' ')}]`);
  }
}
