import { forbidden, invalid, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isConfigMapKey } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';

/** Models core validation.ValidateConfigMap. */
export function validateConfigMap(map: KubeObject): FieldError[] {
  const binary: Readonly<Record<string, string>> = map.binaryData ?? {};
  const found: FieldError[] = [];
  for (const key of Object.keys(map.data ?? {}).sort()) {
    for (const text of isConfigMapKey(key)) found.push(invalid(`data[${key}]`, key, text));
    if (Object.hasOwn(binary, key)) found.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
  }
  for (const key of Object.keys(binary).sort())
    for (const text of isConfigMapKey(key)) found.push(invalid(`binaryData[${key}]`, key, text));
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
