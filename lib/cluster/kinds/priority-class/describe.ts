import type { KubeObject } from '@/lib/api/object';
import { eventLines } from '../description/events';
import { Description } from '../description/writer';
import type { DescribeContext } from '../kind';

import { annotationLines } from '../description/metadata';

/** Models describePriorityClass. */
export function describePriorityClass(priority: KubeObject, context: DescribeContext): string {
  const out = new Description();
  out.line(0, `Name:\t${priority.metadata.name}`);
  out.line(0, `Value:\t${priority.value ?? 0}`);
  out.line(0, `GlobalDefault:\t${Boolean(priority.globalDefault)}`);
  out.line(0, `PreemptionPolicy:\t${priority.preemptionPolicy ?? ''}`);
  out.line(0, `Description:\t${priority.description ?? ''}`);
  annotationLines(out, 'Annotations', priority.metadata.annotations);
  eventLines(out, priority, context);
  return out.toString();
}
