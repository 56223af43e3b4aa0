import type { KubeObject } from '@/lib/api/object';
import { about, aboutText, countOf, firstSeen, lastSeen, messageOf, sourceText } from './format';
import { nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  text('Last Seen', 'The time at which the most recent occurrence of this event was recorded.', (o, now) => lastSeen(o, now)),
  text('Type', 'Type of this event (Normal, Warning), new types could be added in the future', (o) => o.type ?? ''),
  text(
    'Reason',
    "This should be a short, machine understandable string that gives the reason for the transition into the object's current status.",
    (o) => o.reason ?? '',
  ),
  text('Object', 'The object that this event is about.', (o) => aboutText(o)),
  wide(
    'Subobject',
    'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement.',
    (o) => about(o)?.fieldPath ?? '',
  ),
  wide('Source', 'The component reporting this event. Should be a short machine understandable string.', (o) => sourceText(o)),
  text('Message', 'A human-readable description of the status of this operation.', (o) => messageOf(o).trim()),
  wide('First Seen', 'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)', (o, now) =>
    firstSeen(o, now),
  ),
  { ...wide('Count', 'The number of times this event has occurred.', (o) => countOf(o)), type: 'integer' },
  { ...wide('Name', nameColumn.description, (o) => o.metadata.name), format: 'name' },
];
