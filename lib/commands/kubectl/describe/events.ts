import { ageOf } from '@/lib/api/duration';
import { listEvents } from '@/lib/cluster/kinds/description/events';
import { Description } from '@/lib/cluster/kinds/description/writer';
import { ServerError } from '../errors';
import type { Invocation } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- events as they came */
/** The closing `Events:` of a description (Models describe.DescribeEvents). */
export function eventsSection(k: Invocation, object: any): string {
  const out = new Description();
  listEvents(out, eventsOf(k, object), k.now());
  return out.toString();
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

/** `3s`, or `10s (x4 over 2m)`. */
export function age(event: any, now: number): string {
  const first = event.firstTimestamp ?? event.eventTime ?? event.metadata?.creationTimestamp;
  const count = event.series?.count ?? event.count ?? 1;
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? first;
  if (count > 1) return `${ageOf(last, now)} (x${count} over ${ageOf(first, now)})`;
  return ageOf(first ?? last, now);
}
