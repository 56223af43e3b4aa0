import { ageOf } from '@/lib/api/duration';
import type { KubeObject } from '@/lib/api/object';
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
  // Kubelets report about nodes with the node's name for a uid.
  let events = object.kind === 'Node' ? search(name) : search(uid);
  if (object.kind === 'Node') events = [...events, ...search(uid)];
  listEvents(out, events, context.now);
}

export function listEvents(out: Description, events: readonly KubeObject[], now: number): void {
  if (events.length === 0) {
    out.line(0, 'Events:\t<none>');
    return;
  }
  out.flush();
  const at = (event: any) =>
    Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp ?? '') || 0;
  out.line(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage');
  out.line(1, '----\t------\t----\t----\t-------');
  for (const event of [...events].sort((a, b) => at(a) - at(b)) as any[]) {
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
