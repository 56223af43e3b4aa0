import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { annotationLines, labelLines, longTime } from '../description/metadata';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/* eslint-disable @typescript-eslint/no-explicit-any -- conditions as they came */
/** Models describeServiceCIDRV1. */
export function describeServiceCidr(cidr: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${cidr.metadata.name}`);
  labelLines(out, 'Labels', cidr.metadata.labels);
  annotationLines(out, 'Annotations', cidr.metadata.annotations);
  out.line(0, `CIDRs:\t${(cidr.spec?.cidrs ?? []).join(', ')}`);
  const conditions: readonly any[] = cidr.status?.conditions ?? [];
  if (conditions.length > 0) {
    out.line(0, 'Status:');
    out.line(0, 'Conditions:');
    out.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    out.line(1, '----\t------\t------------------\t------\t-------');
    for (const { type, status, lastTransitionTime, reason, message } of conditions)
      out.line(1, `${type}\t${status}\t${longTime(lastTransitionTime)}\t${reason ?? ''}\t${message ?? ''}`);
  }
  eventLines(out, cidr, context);
  return out.toString();
}
