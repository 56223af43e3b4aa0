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
    'If referring to a piece of an object instead of an entire object, this string should contain a valid JSON/Go field access statement, such as desiredState.manifest.containers[2]. For example, if the object reference is to a container within a pod, this would take on a value like: "spec.containers{name}" (where "name" refers to the name of the container that triggered the event) or if no container name is specified "spec.containers[2]" (container with index 2 in this pod). This syntax is chosen only to have some well-defined way of referencing a part of an object.',
    (o) => about(o)?.fieldPath ?? '',
  ),
  wide('Source', 'The component reporting this event. Should be a short machine understandable string.', (o) => sourceText(o)),
  text('Message', 'A human-readable description of the status of this operation.', (o) => messageOf(o).trim()),
  wide('First Seen', 'The time at which the event was first recorded. (Time of server receipt is in TypeMeta.)', (o, now) =>
    firstSeen(o, now),
  ),
  wide('Count', 'The number of times this event has occurred.', (o) => countOf(o)),
  { ...wide('Name', nameColumn.description, (o) => o.metadata.name), format: 'name' },
];
