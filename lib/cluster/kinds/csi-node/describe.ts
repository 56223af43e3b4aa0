import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { annotationLines, labelLines, longTime } from '../description/metadata';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

interface Driver {
  readonly name?: string;
  readonly nodeID?: string;
  readonly topologyKeys?: readonly string[];
  readonly allocatable?: { readonly count?: number };
}

/** Models describeCSINode. */
export function describeCsiNode(node: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${node.metadata.name}`);
  labelLines(out, 'Labels', node.metadata.labels);
  annotationLines(out, 'Annotations', node.metadata.annotations);
  out.line(0, `CreationTimestamp:\t${longTime(node.metadata.creationTimestamp)}`);
  out.line(0, 'Spec:');
  const drivers = node.spec?.drivers as readonly Driver[] | null | undefined;
  if (drivers) {
    out.line(1, 'Drivers:');
    for (const { name = '', nodeID = '', topologyKeys, allocatable } of drivers) {
      out.line(2, `${name}:`);
      out.line(3, `Node ID:\t${nodeID}`);
      if (allocatable?.count !== undefined) out.line(3, 'Allocatables:').line(4, `Count:\t${allocatable.count}`);
      if (topologyKeys) out.line(3, `Topology Keys:\t[${topologyKeys.join(' ')}]`);
    }
  }
  eventLines(out, node, context);
  return out.toString();
}
