import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { headLines, mapLines } from '../description/workload';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/* eslint-disable @typescript-eslint/no-explicit-any -- subsets of endpoints */

/** Models describeEndpoints. */
export function describeEndpoints(endpoints: KubeObject, context: DescribeContext): string {
  const out = new Description();
  headLines(out, endpoints);
  mapLines(out, endpoints);
  out.line(0, 'Subsets:');
  const addresses = (list: readonly any[] | undefined) => (list && list.length > 0 ? list.map((each) => each.ip).join(',') : '<none>');
  for (const subset of (endpoints.subsets ?? []) as readonly any[]) {
    out.line(1, `Addresses:\t${addresses(subset.addresses)}`);
    out.line(1, `NotReadyAddresses:\t${addresses(subset.notReadyAddresses)}`);
    if ((subset.ports ?? []).length > 0) {
      out.line(1, 'Ports:').line(2, 'Name\tPort\tProtocol').line(2, '----\t----\t--------');
      for (const port of subset.ports) out.line(2, `${port.name || '<unset>'}\t${port.port}\t${port.protocol}`);
    }
    out.write(0, '\n');
  }
  eventLines(out, endpoints, context);
  return out.toString();
}
