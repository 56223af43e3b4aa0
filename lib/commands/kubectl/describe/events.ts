import { ageOf } from '@/lib/api/duration';
import { parseTime } from '@/lib/api/time';
import { ServerError } from '../errors';
import type { Invocation } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- events as they came */
/** The closing `Events:` of a description (Models describe.DescribeEvents). */
export function eventsSection(k: Invocation, object: any): string {
  return eventsText(eventsOf(k, object), k.now());
}

/** The events about an object; none if they may not be read. */
export function eventsOf(k: Invocation, object: any): readonly any[] {
  const { name, namespace, uid } = object.metadata;
  const kind = object.kind;
  const fields = [
    `involvedObject.name=${name}`,
    ...(namespace ? [`involvedObject.namespace=${namespace}`] : []),
    `involvedObject.kind=${kind}`,
  ];
  if (uid) fields.push(`involvedObject.uid=${kind === 'Node' ? name : uid}`);
  try {
    const items: any[] =
      k.rest.get(namespace ? `/api/v1/namespaces/${namespace}/events` : '/api/v1/events', {
        query: { fieldSelector: fields.join(','), limit: k.flags.text('chunk-size') },
      }).items ?? [];
    if (kind !== 'Node' || items.length > 0 || !uid) return items;
    const other = fields.map((field) => (field.startsWith('involvedObject.uid') ? `involvedObject.uid=${uid}` : field)).join(',');
    return k.rest.get('/api/v1/events', { query: { fieldSelector: other } }).items ?? [];
  } catch (error) {
    if (error instanceof ServerError) return [];
    throw error;
  }
}

/** The table of events, oldest first; those without a last timestamp (the scheduler's) before all others. Models event.SortableEvents. */
export function eventsText(events: readonly any[], now: number): string {
  if (events.length === 0) return 'Events:  <none>\n';
  const at = (event: any) => (event.lastTimestamp ? parseTime(event.lastTimestamp) : 0);
  const rows = [...events]
    .sort((a, b) => at(a) - at(b))
    .map((event) => [
      `  ${event.type}`,
      event.reason ?? '',
      age(event, now),
      event.source?.component || event.reportingComponent || '',
      eventMessage(event),
    ]);
  const lines = [['  Type', 'Reason', 'Age', 'From', 'Message'], ['  ----', '------', '----', '----', '-------'], ...rows];
  const widths = [0, 1, 2, 3].map((i) => Math.max(...lines.map((line) => line[i]!.length)) + 2);
  return `Events:\n${lines
    .map(
      (line) =>
        `${line
          .slice(0, 4)
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('')}${line[4]}\n`,
    )
    .join('')}`;
}

/** The message, after the part of the object that it is about. */
function eventMessage(event: any): string {
  const message = String(event.message ?? '').trim();
  return event.involvedObject?.fieldPath ? `${event.involvedObject.fieldPath}: ${message}` : message;
}

/** `3s`, or `10s (x4 over 2m)`. */
export function age(event: any, now: number): string {
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata?.creationTimestamp;
  const count = event.series?.count ?? event.count ?? 1;
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? first;
  if (count > 1) return `${ageOf(last, now)} (x${count} over ${ageOf(first, now)})`;
  return ageOf(first ?? last, now);
}
