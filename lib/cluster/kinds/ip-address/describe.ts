import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { annotationLines, labelLines } from '../description/metadata';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/** Models describeIPAddressV1. */
export function describeIpAddress(address: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${address.metadata.name}`);
  labelLines(out, 'Labels', address.metadata.labels);
  annotationLines(out, 'Annotations', address.metadata.annotations);
  const parent = address.spec?.parentRef as Readonly<Record<string, string>> | undefined;
  if (parent) {
    out.line(0, 'Parent Reference:');
    for (const name of ['Group', 'Resource', 'Namespace', 'Name']) out.line(1, `${name}:\t${parent[name.toLowerCase()] ?? ''}`);
  }
  eventLines(out, address, context);
  return out.toString();
}
