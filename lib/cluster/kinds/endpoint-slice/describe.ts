import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/* eslint-disable @typescript-eslint/no-explicit-any -- endpoints of a slice */

/** Models describeEndpointSliceV1. */
export function describeEndpointSlice(slice: KubeObject, context: DescribeContext): string {
  const out = new Description();
  headLines(out, slice);
  mapLines(out, slice);
  out.line(0, `AddressType:\t${slice.addressType ?? ''}`);
  if ((slice.ports ?? []).length === 0) out.line(0, 'Ports: <unset>');
  else {
    out.line(0, 'Ports:').line(1, 'Name\tPort\tProtocol').line(1, '----\t----\t--------');
    for (const port of slice.ports as readonly any[]) out.line(1, `${port.name || '<unset>'}\t${port.port ?? '<unset>'}\t${port.protocol}`);
  }
  if ((slice.endpoints ?? []).length === 0) out.line(0, 'Endpoints: <none>');
  else {
    out.line(0, 'Endpoints:');
    for (const endpoint of slice.endpoints as readonly any[]) {
      out.line(1, `- Addresses:\t${(endpoint.addresses ?? []).join(',')}`);
      out.line(2, 'Conditions:');
      out.line(3, `Ready:\t${endpoint.conditions?.ready ?? '<unset>'}`);
      out.line(2, `Hostname:\t${endpoint.hostname ?? '<unset>'}`);
      if (endpoint.targetRef) out.line(2, `TargetRef:\t${endpoint.targetRef.kind}/${endpoint.targetRef.name}`);
      out.line(2, `NodeName:\t${endpoint.nodeName ?? '<unset>'}`);
      out.line(2, `Zone:\t${endpoint.zone ?? '<unset>'}`);
    }
  }
  eventLines(out, slice, context);
  return out.toString();
}
