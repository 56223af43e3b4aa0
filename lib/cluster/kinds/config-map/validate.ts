import { forbidden, invalid, tooLong, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isConfigMapKey } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { sortedKeys, structOf, textOf } from '../read';

export const MOST_BYTES = 1024 * 1024;
const bytesOf = (text: string) => new TextEncoder().encode(text).length;
/** Bytes behind a text in base64. */
export const decodedBytes = (text: string): number => Math.floor((text.replace(/[=\s]+/g, '').length * 3) / 4);

/** Models core validation.ValidateConfigMap. */
export function validateConfigMap(map: KubeObject): FieldError[] {
  const data = structOf(map.data) as Readonly<Record<string, string>>;
  const binary = structOf(map.binaryData) as Readonly<Record<string, string>>;
  const found: FieldError[] = [];
  let bytes = 0;
  for (const key of sortedKeys(data)) {
    for (const text of isConfigMapKey(key)) found.push(invalid(`data[${key}]`, key, text));
    if (Object.hasOwn(binary, key)) found.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    bytes += bytesOf(textOf(data[key]));
  }
  for (const key of sortedKeys(binary)) {
    for (const text of isConfigMapKey(key)) found.push(invalid(`binaryData[${key}]`, key, text));
    bytes += decodedBytes(textOf(binary[key]));
  }
  // Upstream's path of the whole object: a name that is empty prints as an index that is.
  if (bytes > MOST_BYTES) found.push(tooLong('[]', MOST_BYTES));
  return found;
}

/** Models ValidateConfigMapUpdate and its sibling for secrets: what is immutable stays. */
export function immutableComplaints(next: KubeObject, old: KubeObject, fields: readonly string[]): FieldError[] {
  if (!old.immutable) return [];
  const found: FieldError[] = [];
  if (!next.immutable) found.push(forbidden('immutable', 'field is immutable when `immutable` is set'));
  for (const field of fields)
    if (!deepEqual(next[field], old[field])) found.push(forbidden(field, 'field is immutable when `immutable` is set'));
  return found;
}
