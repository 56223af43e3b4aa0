import { isMap, type Json } from './json-map';
import { isEmpty, type FieldSet } from './field-set';
import { getOwn, setOwn } from './own';
import { laxItemElement } from './path-element';
import { refOf, schemaFor, type FieldSchema, type SchemaRef } from './schema';

/**
 * A configuration laid over the live object: structs and maps by field, lists by their keys, the rest as a whole.
 * Models structured-merge-diff's TypedValue.Merge.
 */
export function applyMerge<T extends object>(live: T, configuration: T, ref: SchemaRef): T {
  return mergeStruct(live as Json, configuration as Json, ref) as T;
}

function mergeStruct(live: Json, given: Json, ref: SchemaRef): Json {
  const schema = schemaFor(ref);
  return mergeFields(live, given, (name) => schema?.fields[name] ?? schema?.others);
}

function mergeFields(live: Json, given: Json, fieldOf: (name: string) => FieldSchema | undefined): Json {
  const out: Record<string, unknown> = { ...live };
  for (const name of Object.keys(given)) {
    if (given[name] !== undefined) setOwn(out, name, mergeValue(getOwn(live, name), given[name], fieldOf(name)));
  }
  return out;
}

const isNothing = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

/** Null gives way to what a list or a map holds, and wins over everything else. */
function mergeValue(live: unknown, given: unknown, field: FieldSchema | undefined): unknown {
  if (!field || field.atomic || live === undefined) return given;
  const inner = fieldsOf(field, given ?? live);
  if (inner) {
    if (isNothing(live) && isNothing(given)) return given;
    return mergeFields(isMap(live) ? live : {}, isMap(given) ? given : {}, inner);
  }
  if (field.type !== 'array' || (field.listType !== 'map' && field.listType !== 'set')) return given;
  if (isNothing(live) && isNothing(given)) return given;
  return mergeItems(Array.isArray(live) ? live : [], Array.isArray(given) ? given : [], field);
}

/** How the fields of a struct or map are merged; undefined for what is taken as a whole. */
function fieldsOf(field: FieldSchema, value: unknown): ((name: string) => FieldSchema | undefined) | undefined {
  if (field.deduced) return isMap(value) ? () => field : undefined;
  if (field.type === 'map') return () => field.values;
  if (field.type !== 'object') return undefined;
  const ref = refOf(field);
  const schema = ref === undefined ? undefined : schemaFor(ref);
  if (!schema || schema.atomic) return undefined;
  return (name) => schema.fields[name] ?? schema.others;
}

/** Items in the order of the configuration, those that only the live list has where they were. Models mergingWalker.visitListItems. */
function mergeItems(live: readonly unknown[], given: readonly unknown[], field: FieldSchema): unknown[] {
  const left = live.map((item) => laxItemElement(item, field));
  const right = given.map((item) => laxItemElement(item, field));
  const liveItems = new Map<string, unknown>();
  left.forEach((key, i) => liveItems.set(key, live[i]));
  const givenItems = new Map<string, unknown>();
  right.forEach((key, i) => givenItems.set(key, given[i]));
  const shared = right.filter((key) => liveItems.has(key));
  const merged = new Set<string>();
  const out: unknown[] = [];
  const mergeItem = (key: string) => {
    merged.add(key);
    const before = liveItems.get(key);
    const item = givenItems.get(key);
    out.push(before === undefined || field.listType === 'set' ? item : mergeStruct(before as Json, item as Json, refOf(field.items) ?? ''));
    if (shared[0] === key) shared.shift();
  };
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const here = left[i];
    if (here !== undefined && j < right.length) {
      if (here === right[j]) {
        mergeItem(here);
        i++;
        j++;
        continue;
      }
      if (givenItems.has(here) && shared.length > 0 && shared[0] !== here) {
        i++;
        continue;
      }
    }
    if (here !== undefined && !givenItems.has(here)) {
      out.push(live[i]);
      i++;
    } else if (here !== undefined && merged.has(here)) i++;
    else if (j < right.length) {
      if (!merged.has(right[j]!)) mergeItem(right[j]!);
      j++;
    } else i++;
  }
  return out;
}

/** The object without the members of a set. Models TypedValue.RemoveItems. */
export function withoutFields<T extends object>(object: T, set: FieldSet, ref: SchemaRef): T {
  const schema = schemaFor(ref);
  return dropFields(object as Json, set, (name) => schema?.fields[name] ?? schema?.others) as T;
}

const isMember = (set: FieldSet | undefined) => set !== undefined && (isEmpty(set) || '.' in set);

function dropFields(object: Json, set: FieldSet, fieldOf: (name: string) => FieldSchema | undefined): Json {
  const out: Record<string, unknown> = { ...object };
  for (const key in set) {
    const name = key.slice(2);
    if (!key.startsWith('f:') || out[name] === undefined) continue;
    if (isMember(set[key])) {
      delete out[name];
      continue;
    }
    const next = dropValue(out[name], set[key]!, fieldOf(name));
    if (next === undefined) delete out[name];
    else out[name] = next;
  }
  return out;
}

/** Undefined when nothing is left. */
function dropValue(value: unknown, set: FieldSet, field: FieldSchema | undefined): unknown {
  if (!field || field.atomic) return isMap(value) || Array.isArray(value) ? undefined : value;
  if (Array.isArray(value)) {
    if (field.listType !== 'map' && field.listType !== 'set') return undefined;
    const kept: unknown[] = [];
    for (const item of value as unknown[]) {
      const below = set[laxItemElement(item, field)];
      if (isMember(below)) continue;
      kept.push(below && isMap(item) ? withoutFields(item, below, refOf(field.items) ?? '') : item);
    }
    return kept.length > 0 ? kept : undefined;
  }
  const inner = fieldsOf(field, value);
  if (!inner || !isMap(value)) return isMap(value) ? undefined : value;
  const next = dropFields(value, set, inner);
  return isNothing(next) ? undefined : next;
}
