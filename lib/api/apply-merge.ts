import { deepEqual } from './freeze';
import { isEmpty, itemKey, type FieldSet } from './field-set';
import { refOf, schemaFor, type FieldSchema, type SchemaRef } from './schema';

type Json = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A configuration laid over the live object: structs and maps by field, lists by their keys, the rest as a whole. */
export function applyMerge<T extends object>(live: T, configuration: T, schemaName: SchemaRef): T {
  return mergeStruct(live as Json, configuration as Json, schemaName) as T;
}

function mergeStruct(live: Json, given: Json, schemaName: SchemaRef): Json {
  const schema = schemaFor(schemaName);
  const fields = schema?.fields;
  const out: Record<string, unknown> = { ...live };
  for (const name in given) {
    if (given[name] !== undefined && given[name] !== null)
      out[name] = mergeValue(live[name], given[name], fields?.[name] ?? schema?.others);
  }
  return out;
}

function mergeValue(live: unknown, given: unknown, field: FieldSchema | undefined): unknown {
  if (!field || live === undefined || live === null || field.atomic || deepEqual(live, given)) return deepEqual(live, given) ? live : given;
  if (field.type === 'object' && isMap(live) && isMap(given)) {
    const ref = refOf(field);
    const schema = ref === undefined ? undefined : schemaFor(ref);
    return schema && !schema.atomic ? mergeStruct(live, given, schema) : given;
  }
  if ((field.type === 'map' || field.deduced) && isMap(live) && isMap(given)) {
    const values = field.deduced ? field : field.values;
    const out: Record<string, unknown> = { ...live };
    for (const key in given) out[key] = mergeValue(live[key], given[key], values);
    return out;
  }
  if (!Array.isArray(live) || !Array.isArray(given)) return given;
  if (field.listType === 'set') return [...live, ...given.filter((item) => !live.some((one) => deepEqual(one, item)))];
  if (field.listType !== 'map') return given;
  const left = new Map(given.map((item) => [itemKey(item, field), item as unknown]));
  const out = live.map((item: unknown) => {
    const key = itemKey(item, field);
    if (!left.has(key)) return item;
    const next = left.get(key);
    left.delete(key);
    return mergeStruct(item as Json, next as Json, refOf(field.items) ?? '');
  });
  return [...out, ...left.values()];
}

/** The object without the fields of a set, and without what becomes empty by that. */
export function withoutFields<T extends object>(object: T, set: FieldSet, schemaName: SchemaRef): T {
  return dropStruct(object as Json, set, schemaName) as T;
}

function dropStruct(object: Json, set: FieldSet, schemaName: SchemaRef): Json {
  const schema = schemaFor(schemaName);
  const fields = schema?.fields;
  const out: Record<string, unknown> = { ...object };
  for (const key in set) {
    const name = key.slice(2);
    if (!key.startsWith('f:') || out[name] === undefined) continue;
    const below = set[key]!;
    const next = isEmpty(below) ? undefined : dropValue(out[name], below, fields?.[name] ?? schema?.others);
    if (next === undefined) delete out[name];
    else out[name] = next;
  }
  return out;
}

function dropValue(value: unknown, set: FieldSet, field: FieldSchema | undefined): unknown {
  if (!field) return value;
  if (Array.isArray(value)) {
    const kept = value
      .filter((item) => {
        const below = set[field.listType === 'set' ? `v:${JSON.stringify(item)}` : itemKey(item, field)];
        return below === undefined || (field.listType !== 'set' && !('.' in below));
      })
      .map((item) => {
        const below = field.listType === 'set' ? undefined : set[itemKey(item, field)];
        return below ? dropStruct(item as Json, below, refOf(field.items) ?? '') : (item as unknown);
      });
    return kept.length > 0 ? kept : undefined;
  }
  if (!isMap(value)) return value;
  if (field.type === 'object') {
    const next = dropStruct(value, set, refOf(field) ?? '');
    return isEmpty(next as FieldSet) && '.' in set ? undefined : next;
  }
  const out: Record<string, unknown> = { ...value };
  for (const key in set) {
    const name = key.slice(2);
    if (key === '.' || out[name] === undefined) continue;
    const below = set[key]!;
    const next = isEmpty(below) ? undefined : dropValue(out[name], below, field.deduced ? field : field.values);
    if (next === undefined) delete out[name];
    else out[name] = next;
  }
  return isEmpty(out as FieldSet) ? undefined : out;
}
