import { duplicate, invalid, type FieldError } from '../field-error';
import { child, isMap, itemsOf, keyed, propertyOf, valuesOf, type Json, type JsonSchema } from './json-schema';

/** Duplicates in lists that are sets or maps. Models listtype.ValidateListSetsAndMaps. */
export function listTypeErrors(value: unknown, schema: JsonSchema | undefined, path = ''): FieldError[] {
  const found: FieldError[] = [];
  check(value, schema, path, found);
  return found;
}

function check(value: unknown, schema: JsonSchema | undefined, path: string, found: FieldError[]): void {
  if (!schema || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    const type = schema['x-kubernetes-list-type'];
    if (type === 'set') for (const i of repeated(value)) found.push(duplicate(keyed(path, i), value[i]));
    else if (type === 'map') checkKeys(value, schema, path, found);
    const items = itemsOf(schema);
    if (items) value.forEach((item, i) => check(item, items, keyed(path, i), found));
    return;
  }
  const values = valuesOf(schema);
  const object = value as Json;
  for (const name in object) {
    const own = propertyOf(schema, name);
    if (own) check(object[name], own, child(path, name), found);
    else if (values) check(object[name], values, keyed(path, name), found);
  }
}

/** Indices at which a value comes for the second time. */
function repeated(values: readonly unknown[]): number[] {
  const seen = new Map<string, number>();
  const found: number[] = [];
  values.forEach((value, i) => {
    const key = JSON.stringify(value) ?? 'absent';
    const times = seen.get(key) ?? 0;
    if (times === 1) found.push(i);
    seen.set(key, times + 1);
  });
  return found;
}

function checkKeys(items: readonly unknown[], schema: JsonSchema, path: string, found: FieldError[]): void {
  const odd = items.findIndex((item) => item !== null && !isMap(item));
  if (odd >= 0) return void found.push(invalid(keyed(path, odd), items[odd], 'must be an object for an array of list-type map'));
  const names = schema['x-kubernetes-list-map-keys'] ?? [];
  const keys = items.map((item) => Object.fromEntries(names.flatMap((name) => (isMap(item) && name in item ? [[name, item[name]]] : []))));
  for (const i of repeated(keys)) found.push(duplicate(keyed(path, i), keys[i]));
}
