import { ageOf } from '@/lib/api/duration';
import { goSort } from '@/lib/api/go-sort';
import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import type { DescribeContext } from '../kind';
import type { Description } from './writer';

/* eslint-disable @typescript-eslint/no-explicit-any -- events as they came */

/** The closing `Events:` of a description. Models describe.DescribeEvents over the events that name the object. */
export function eventLines(out: Description, object: KubeObject, context: DescribeContext): void {
  if (!context.showEvents) return;
  const { name, namespace = '', annotations } = object.metadata;
  // Kubelets report about static pods by the hash that the mirror pod carries.
  const uid = annotations?.['kubernetes.io/config.mirror'] ?? object.metadata.uid;
  const search = (id: string | undefined) => {
    const fields = [
      `involvedObject.name=${name}`,
      ...(namespace ? [`involvedObject.namespace=${namespace}`] : []),
      `involvedObject.kind=${object.kind}`,
    ];
    if (id) fields.push(`involvedObject.uid=${id}`);
    return context.list('', 'events', namespace, { fields: fields.join(',') });
  };
  // Controllers report about nodes by their uid, kubelets with the node's name for one.
  const events = object.kind === 'Node' ? [...search(uid), ...search(name)] : search(uid);
  listEvents(out, events, context.now);
}

export function listEvents(out: Description, events: readonly KubeObject[], now: number): void {
  if (events.length === 0) {
    out.line(0, 'Events:\t<none>');
    return;
  }
  out.flush();
  // What was reported through events.k8s.io (by the scheduler) has no last timestamp and comes first.
  const at = (event: any) => (event.lastTimestamp ? parseTime(event.lastTimestamp) : 0);
  const sorted = [...events] as any[];
  goSort(sorted, (a, b) => at(a) < at(b));
  out.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  out.line(1, '----\t------\t----\t----\t-------');
  for (const event of sorted) {
    const source = event.source?.component || event.reportingComponent || '';
    out.line(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${interval(event, now)}\t${source}\t${message(event)}`);
  }
}

/** The message, after the part of the object that it is about. */
function message(event: any): string {
  const text = String(event.message ?? '').trim();
  return event.involvedObject?.fieldPath ? `${event.involvedObject.fieldPath}: ${text}` : text;
}

function interval(event: any, now: number): string {
  const first = ageOf(event.eventTime || event.firstTimestamp || undefined, now);
  if (event.series) return `${ageOf(event.series.lastObservedTime, now)} (x${event.series.count} over ${first})`;
  if ((event.count ?? 0) > 1) return `${ageOf(event.lastTimestamp, now)} (x${event.count} over ${first})`;
  return first;
}
