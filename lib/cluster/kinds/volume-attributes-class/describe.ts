import type { KubeObject } from '@/lib/api/object';
import { formatLabels } from '../columns';
import { eventLines } from '../description/events';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

/** Models describeVolumeAttributesClass. */
export function describeVolumeAttributesClass(object: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${object.metadata.name}`);
  out.line(0, `Annotations:\t${formatLabels(object.metadata.annotations)}`);
  out.line(0, `DriverName:\t${object.driverName ?? ''}`);
  out.line(0, `Parameters:\t${formatLabels(object.parameters)}`);
  eventLines(out, object, context);
  return out.toString();
}
