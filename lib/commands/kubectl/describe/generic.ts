import { listEvents } from '@/lib/cluster/kinds/description/events';
import { annotationLines, labelLines } from '@/lib/cluster/kinds/description/metadata';
import { Description } from '@/lib/cluster/kinds/description/writer';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
const SHOWN_ALREADY = new Set(['metadata.name', 'metadata.namespace', 'metadata.labels', 'metadata.annotations', 'metadata.managedFields']);

/**
 * The description of a kind that has none of its own: its fields by their names, and what happened to it unless `events` is
 * undefined (Models describe.genericDescriber).
 */
export function describeGeneric(object: any, events: readonly any[] | undefined, now: number): string {
  const meta = object.metadata ?? {};
  const out = new Description();
  out.line(0, `Name:\t${meta.name ?? ''}`);
  out.line(0, `Namespace:\t${meta.namespace ?? ''}`);
  labelLines(out, 'Labels', meta.labels);
  annotationLines(out, 'Annotations', meta.annotations);
  fields(out, object, 0, '');
  if (events) listEvents(out, events, now);
  return out.toString();
}

/** `creationTimestamp` → `Creation Timestamp`; names with other signs than letters and dashes stay (Models smartLabelFor). */
export function labelFor(field: string): string {
  if (/[^\p{L}-]/u.test(field)) return field;
  return field
    .split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=-)(?!-)|(?<!-)(?=-)/u)
    .filter(Boolean)
    .map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1).toLowerCase()))
    .join(' ');
}

const ACRONYMS = new Set(['API', 'URL', 'UID', 'OSB', 'GUID']);

function fields(out: Description, value: any, level: number, path: string): void {
  for (const key of Object.keys(value).sort()) {
    const at = path ? `${path}.${key}` : key;
    if (SHOWN_ALREADY.has(at)) continue;
    const field = value[key];
    const label = `${labelFor(key)}:`;
    if (Array.isArray(field)) {
      out.line(level, label);
      for (const item of field) {
        if (item !== null && typeof item === 'object' && !Array.isArray(item)) fields(out, item, level + 1, at);
        else out.line(level + 1, String(item));
      }
    } else if (field !== null && typeof field === 'object') {
      out.line(level, label);
      fields(out, field, level + 1, at);
    } else out.line(level, `${label}\t${field === null ? '<nil>' : String(field)}`);
  }
}
