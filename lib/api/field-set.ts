import { deepEqual } from './freeze';
import { compareElements, elementText, laxItemElement } from './path-element';
import { refOf, schemaFor, type FieldSchema, type ObjectSchema, type SchemaRef } from './schema';

/** A set of fields as `fieldsV1` writes it: `{ 'f:spec': { 'f:replicas': {} } }`; `{ '.': {} }` is the thing itself. */
export type FieldSet = { readonly [path: string]: FieldSet };

export const EMPTY: FieldSet = Object.freeze({});
const LEAF: FieldSet = EMPTY;

/** What two states of an object differ in. */
export interface Differences {
  /** Fields that are new or have another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

type Json = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Structs that Go holds by value: they are there in an empty object, so that they are never new themselves. */
const BY_VALUE = new Set([
  'metadata',
  'spec',
  'status',
  'template',
  'strategy',
  'updateStrategy',
  'jobTemplate',
  'containers',
  'involvedObject',
  'source',
  'nodeInfo',
  'daemonEndpoints',
  'loadBalancer',
  'rules',
  'subjects',
]);

/** Whether a struct's field is there even in an empty object. Objects kept as JSON (custom resources) have none. */
const isByValue = (schema: ObjectSchema | undefined, name: string) => !schema?.custom && BY_VALUE.has(name);
const valuesOf = (field: FieldSchema) => (field.deduced ? field : field.values);

export const isEmpty = (set: FieldSet): boolean => {
  for (const _ in set) return false;
  return true;
};

/** Fields in either set. Shares what it can. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  let out: Record<string, FieldSet> | undefined;
  for (const key in b) {
    const before = a[key];
    const after = before === undefined ? b[key]! : joined(before, b[key]!);
    if (after !== before) (out ??= { ...a })[key] = after;
  }
  return out ?? a;
}

/** Two entries of the same path; a leaf beside deeper fields stays known as `.`. */
function joined(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) && isEmpty(b)) return a;
  if (isEmpty(a)) return '.' in b ? b : { '.': LEAF, ...b };
  if (isEmpty(b)) return '.' in a ? a : { '.': LEAF, ...a };
  return union(a, b);
}

/** Fields of `a` that are not in `b`. Shares what it can. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  let out: Record<string, FieldSet> | undefined;
  for (const key in b) {
    const before = a[key];
    if (before === undefined) continue;
    const gone = b[key]!;
    if (isEmpty(before)) {
      if (isEmpty(gone) || '.' in gone) delete (out ??= { ...a })[key];
      continue;
    }
    const after = isEmpty(gone) ? difference(before, { '.': LEAF }) : difference(before, gone);
    if (after === before) continue;
    out ??= { ...a };
    if (isEmpty(after)) delete out[key];
    else out[key] = after;
  }
  return out ?? a;
}

/** Fields in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const out: Record<string, FieldSet> = {};
  for (const key in a) {
    const left = a[key]!;
    const right = b[key];
    if (right === undefined) continue;
    if (isEmpty(left)) {
      if (isEmpty(right) || '.' in right) out[key] = LEAF;
    } else if (isEmpty(right)) {
      if ('.' in left) out[key] = LEAF;
    } else {
      const both = intersection(left, right);
      if (!isEmpty(both)) out[key] = both;
    }
  }
  return out;
}

/** Sorted by path, as upstream writes them. */
export function sortedSet(set: FieldSet): FieldSet {
  const out: Record<string, FieldSet> = {};
  for (const key of Object.keys(set).sort(compareElements)) out[key] = sortedSet(set[key]!);
  return out;
}

/** How a value of a field is taken: as a whole, field by field, or item by item. */
function shapeOf(field: FieldSchema | undefined, value: unknown): 'atomic' | 'struct' | 'map' | 'list' | 'set' {
  if (!field || field.atomic) return 'atomic';
  if (field.deduced) return isMap(value) ? 'map' : 'atomic';
  if (field.type === 'object') {
    const ref = refOf(field);
    const schema = ref && schemaFor(ref);
    return schema && !schema.atomic ? 'struct' : 'atomic';
  }
  if (field.type === 'map') return 'map';
  if (field.type !== 'array') return 'atomic';
  return field.listType === 'map' ? 'list' : field.listType === 'set' ? 'set' : 'atomic';
}

/** The element of an item of a list; see path-element.ts. */
export const itemKey = laxItemElement;

/** All fields that a configuration names: leaves, and items of lists. Models typed.ToFieldSet. */
export function fieldsOf(value: Json, schemaName: SchemaRef): FieldSet {
  return structSet(value, schemaName, false, false);
}

function structSet(value: Json, schemaName: SchemaRef, fresh: boolean, tracking: boolean): FieldSet {
  const schema = schemaFor(schemaName);
  const fields = schema?.fields;
  const out: Record<string, FieldSet> = {};
  if (fresh && tracking) out['.'] = LEAF;
  for (const name in value) {
    const item = value[name];
    if (item === undefined || item === null) continue;
    out[`f:${name}`] = valueSet(item, fields?.[name] ?? schema?.others, fresh || !isByValue(schema, name), tracking);
  }
  return out;
}

/** `tracking`: containers that are new count themselves (`.`), as an update records them; an apply records leaves only. */
function valueSet(value: unknown, field: FieldSchema | undefined, fresh: boolean, tracking: boolean): FieldSet {
  switch (shapeOf(field, value)) {
    case 'struct':
      return isMap(value) && !isEmpty(value as FieldSet) ? structSet(value, refOf(field)!, fresh, tracking) : LEAF;
    case 'map': {
      if (!isMap(value) || isEmpty(value as FieldSet)) return LEAF;
      const out: Record<string, FieldSet> = fresh && tracking ? { '.': LEAF } : {};
      for (const key in value) out[`f:${key}`] = valueSet(value[key], valuesOf(field!), true, tracking);
      return out;
    }
    case 'list': {
      if (!Array.isArray(value) || value.length === 0) return LEAF;
      const out: Record<string, FieldSet> = fresh && tracking ? { '.': LEAF } : {};
      for (const item of value) {
        out[itemKey(item, field!)] = { '.': LEAF, ...structSet(item as Json, refOf(field!.items) ?? '', true, tracking) };
      }
      return out;
    }
    case 'set': {
      if (!Array.isArray(value) || value.length === 0) return LEAF;
      const out: Record<string, FieldSet> = fresh && tracking ? { '.': LEAF } : {};
      for (const item of value) out[`v:${JSON.stringify(item)}`] = LEAF;
      return out;
    }
    default:
      return LEAF;
  }
}

/** What changed between two states; parts that are the same value are not looked into. Models typed.Compare. */
export function compareFields(old: Json, next: Json, schemaName: SchemaRef): Differences {
  const changed: Record<string, FieldSet> = {};
  const removed: Record<string, FieldSet> = {};
  compareStruct(old, next, schemaName, changed, removed);
  return { changed, removed };
}

type Out = Record<string, FieldSet>;

function compareStruct(old: Json, next: Json, schemaName: SchemaRef, changed: Out, removed: Out): void {
  const schema = schemaFor(schemaName);
  const fields = schema?.fields;
  for (const name in next)
    compareAt(`f:${name}`, old[name], next[name], fields?.[name] ?? schema?.others, changed, removed, isByValue(schema, name));
  for (const name in old) {
    if (next[name] === undefined) compareAt(`f:${name}`, old[name], undefined, fields?.[name] ?? schema?.others, changed, removed, false);
  }
}

function compareAt(
  key: string,
  old: unknown,
  next: unknown,
  field: FieldSchema | undefined,
  changed: Out,
  removed: Out,
  byValue: boolean,
): void {
  if (old === next || next === null) return;
  if (old === undefined || old === null) {
    if (next !== undefined) changed[key] = valueSet(next, field, !byValue, true);
    return;
  }
  if (next === undefined) {
    removed[key] = valueSet(old, field, true, true);
    return;
  }
  const shape = shapeOf(field, next);
  const sub: Out = {};
  const gone: Out = {};
  if (shape === 'struct' && isMap(old) && isMap(next)) compareStruct(old, next, refOf(field)!, sub, gone);
  else if (shape === 'map' && isMap(old) && isMap(next)) {
    for (const name in next) compareAt(`f:${name}`, old[name], next[name], valuesOf(field!), sub, gone, false);
    for (const name in old) if (next[name] === undefined) compareAt(`f:${name}`, old[name], undefined, valuesOf(field!), sub, gone, false);
  } else if ((shape === 'list' || shape === 'set') && Array.isArray(old) && Array.isArray(next)) {
    compareItems(old, next, field!, shape, sub, gone);
  } else {
    if (!deepEqual(old, next)) changed[key] = LEAF;
    return;
  }
  if (!isEmpty(sub)) changed[key] = sub;
  if (!isEmpty(gone)) removed[key] = gone;
}

function compareItems(old: unknown[], next: unknown[], field: FieldSchema, shape: 'list' | 'set', changed: Out, removed: Out): void {
  const idOf = (item: unknown) => (shape === 'set' ? `v:${JSON.stringify(item)}` : itemKey(item, field));
  const before = new Map(old.map((item) => [idOf(item), item]));
  for (const item of next) {
    const id = idOf(item);
    if (!before.has(id)) {
      changed[id] = shape === 'set' ? LEAF : { '.': LEAF, ...structSet(item as Json, refOf(field.items) ?? '', true, true) };
      continue;
    }
    const was = before.get(id);
    before.delete(id);
    if (shape === 'set' || was === item) continue;
    const sub: Out = {};
    const gone: Out = {};
    compareStruct(was as Json, item as Json, refOf(field.items) ?? '', sub, gone);
    if (!isEmpty(sub)) changed[id] = sub;
    if (!isEmpty(gone)) removed[id] = gone;
  }
  for (const [id, item] of before) {
    removed[id] = shape === 'set' ? LEAF : { '.': LEAF, ...structSet(item as Json, refOf(field.items) ?? '', true, true) };
  }
}

/** Human paths of a set's members: those at one level first, then what is below them. Models fieldpath.Set.Iterate. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const keys = Object.keys(set)
    .filter((key) => key !== '.')
    .sort(compareElements);
  const members = keys.filter((key) => isEmpty(set[key]!) || '.' in set[key]!).map((key) => prefix + elementText(key));
  return [...members, ...keys.flatMap((key) => pathsOf(set[key]!, prefix + elementText(key)))];
}
