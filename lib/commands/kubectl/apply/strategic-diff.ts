import { deepEqual } from '@/lib/api/freeze';
import { schemaFor, type FieldSchema } from '@/lib/api/schema';

/* eslint-disable @typescript-eslint/no-explicit-any -- JSON of any shape */
type Fields = Readonly<Record<string, FieldSchema>> | undefined;

const isObject = (value: unknown): value is Record<string, any> => typeof value === 'object' && value !== null && !Array.isArray(value);
const fieldsOf = (schema: FieldSchema | undefined): Fields => (schema?.ref ? schemaFor(schema.ref)?.fields : undefined);

/**
 * The patch of `kubectl apply`: adds and changes from current to modified, deletions of what original had and modified
 * has not. With a schema a strategic merge patch (lists merged by their keys), without one a JSON merge patch.
 * Models strategicpatch.CreateThreeWayMergePatch. Undefined: nothing to do.
 */
export function threeWayPatch(original: any, modified: any, current: any, schemaName: string | undefined): any {
  const fields = schemaName === undefined ? undefined : schemaFor(schemaName)?.fields;
  const patch = diffObject(original ?? {}, modified, current, fields, fields !== undefined);
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function diffObject(original: any, modified: any, current: any, fields: Fields, strategic: boolean): Record<string, any> {
  const patch: Record<string, any> = {};
  for (const key of Object.keys(modified)) {
    const next = modified[key];
    const now = current?.[key];
    const before = original?.[key];
    const field = fields?.[key];
    if (next === null) {
      if (now !== undefined) patch[key] = null;
      continue;
    }
    if (deepEqual(next, now)) continue;
    if (isObject(next) && isObject(now)) {
      const replace = strategic && field?.patchStrategy?.includes('replace');
      if (replace) {
        patch[key] = { ...next, $patch: 'replace' };
        continue;
      }
      const inner = diffObject(isObject(before) ? before : {}, next, now, fieldsOf(field), strategic);
      if (strategic && field?.patchStrategy?.includes('retainKeys') && Object.keys(inner).length > 0)
        inner['$retainKeys'] = Object.keys(next).sort();
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (Array.isArray(next) && strategic && field?.patchStrategy?.includes('merge')) {
      Object.assign(patch, diffList(key, Array.isArray(before) ? before : [], next, Array.isArray(now) ? now : [], field));
    } else patch[key] = next;
  }
  for (const key of Object.keys(original ?? {})) {
    if (Object.hasOwn(modified, key) || current?.[key] === undefined) continue;
    patch[key] = null;
  }
  return patch;
}

function diffList(
  key: string,
  original: readonly any[],
  modified: readonly any[],
  current: readonly any[],
  field: FieldSchema,
): Record<string, any> {
  const mergeKey = field.mergeKey;
  if (mergeKey === undefined) return diffSet(key, original, modified, current);
  const same = (item: any) => (other: any) => other?.[mergeKey] === item?.[mergeKey];
  const fields = field.items ? fieldsOf(field.items) : undefined;
  const changes: any[] = [];
  for (const item of modified) {
    const now = current.find(same(item));
    if (now === undefined) {
      changes.push(item);
      continue;
    }
    const inner = diffObject(original.find(same(item)) ?? {}, item, now, fields, true);
    if (Object.keys(inner).length > 0) changes.push({ ...inner, [mergeKey]: item[mergeKey] });
  }
  for (const item of original) {
    if (!modified.some(same(item)) && current.some(same(item))) changes.push({ $patch: 'delete', [mergeKey]: item[mergeKey] });
  }
  if (changes.length === 0) return {};
  const order = modified.map((item) => ({ [mergeKey]: item[mergeKey] }));
  return { [`$setElementOrder/${key}`]: order, [key]: changes };
}

function diffSet(key: string, original: readonly any[], modified: readonly any[], current: readonly any[]): Record<string, any> {
  const added = modified.filter((item) => !current.includes(item));
  const removed = original.filter((item) => !modified.includes(item) && current.includes(item));
  if (added.length === 0 && removed.length === 0) return {};
  return {
    ...(removed.length > 0 && { [`$deleteFromPrimitiveList/${key}`]: removed }),
    [`$setElementOrder/${key}`]: [...modified],
    ...(added.length > 0 && { [key]: added }),
  };
}
