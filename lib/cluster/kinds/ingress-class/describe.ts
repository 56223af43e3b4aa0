import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/** Models describeIngressClassV1. */
export function describeIngressClass(ingressClass: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${ingressClass.metadata.name}`);
  mapLines(out, ingressClass);
  out.line(0, `Controller:\t${ingressClass.spec?.controller ?? ''}`);
  const parameters = ingressClass.spec?.parameters as { apiGroup?: string; kind: string; name: string } | undefined;
  if (parameters) {
    out.line(0, 'Parameters:');
    if (parameters.apiGroup) out.line(1, `APIGroup:\t${parameters.apiGroup}`);
    out.line(1, `Kind:\t${parameters.kind}`).line(1, `Name:\t${parameters.name}`);
  }
  eventLines(out, ingressClass, context);
  return out.toString();
}
