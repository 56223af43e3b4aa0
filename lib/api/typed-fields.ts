import { isMap, type Json } from './json-map';
import { EMPTY, isEmpty, keepSorted, type FieldSet } from './field-set';
import { deepEqual } from './freeze';
import { laxItemElement as itemKey } from './path-element';
import { refOf, schemaFor, type FieldSchema, type ObjectSchema, type SchemaRef } from './schema';

const LEAF: FieldSet = EMPTY;

/** What two states of an object differ in. */
export interface Differences {
  /** Fields that are new or have another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Fields that are there even in an empty object, so that they are never new themselves: structs that Go holds by value, and lists
 * without `omitempty`. By name, or by definition and name where only that one is.
 */
const BY_VALUE = new Set(
  `metadata spec status template scaleTargetRef strategy updateStrategy jobTemplate containers involvedObject source nodeInfo daemonEndpoints
  kubeletEndpoint loadBalancer PersistentVolumeClaimSpec.resources CustomResourceDefinitionSpec.names
  CustomResourceDefinitionStatus.acceptedNames FlowSchemaSpec.priorityLevelConfiguration CSINodeSpec.drivers ResourceClaimSpec.devices
  ResourceSliceSpec.pool`.split(/\s+/),
);
const POINTERS = new Set(['ReplicationControllerSpec.template']);

/** Answers of `isByValue` for the built-in definitions: there are few of them. */
const byValue = new Map<ObjectSchema, Map<string, boolean>>();

/** Whether a struct's field is there even in an empty object. Objects kept as JSON (custom resources) have none. */
function isByValue(schema: ObjectSchema | undefined, name: string): boolean {
  if (!schema || schema.custom) return !schema && BY_VALUE.has(name);
  let answers = byValue.get(schema);
  if (!answers) byValue.set(schema, (answers = new Map()));
  let answer = answers.get(name);
  if (answer === undefined) {
    const place = `${schema.name.slice(schema.name.lastIndexOf('.') + 1)}.${name}`;
    answer = (BY_VALUE.has(name) && !POINTERS.has(place)) || BY_VALUE.has(place);
    if (schema.fields[name]) answers.set(name, answer);
  }
  return answer;
}
/** What is held by value and empty is as it was in an empty object. */
const isNothing = (value: unknown) => typeof value === 'object' && value !== null && Object.keys(value).length === 0;
const valuesOf = (field: FieldSchema) => (field.deduced ? field : field.values);

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

/**
 * All fields that a configuration names: leaves, items of lists, keys of maps, and what is null. Models TypedValue.ToFieldSet.
 */
export function fieldsOf(value: Json, ref: SchemaRef): FieldSet {
  const schema = schemaFor(ref);
  const out: Record<string, FieldSet> = {};
  for (const name in value) {
    const below = namedSet(value[name], schema?.fields[name] ?? schema?.others);
    if (below) out[`f:${name}`] = below;
  }
  return out;
}

/** The set of one field's value; undefined when it names nothing (an empty list of items). */
function namedSet(value: unknown, field: FieldSchema | undefined): FieldSet | undefined {
  if (value === undefined) return undefined;
  if (value === null) return LEAF;
  switch (shapeOf(field, value)) {
    case 'struct':
      return isMap(value) && !isEmpty(value as FieldSet) ? fieldsOf(value, refOf(field)!) : LEAF;
    case 'map': {
      if (!isMap(value) || isEmpty(value as FieldSet)) return LEAF;
      const out: Record<string, FieldSet> = {};
      for (const key in value) {
        const below = namedSet(value[key], valuesOf(field!));
        out[`f:${key}`] = below && !isEmpty(below) && !('.' in below) ? { '.': LEAF, ...below } : LEAF;
      }
      return out;
    }
    case 'list':
    case 'set': {
      if (!Array.isArray(value) || value.length === 0) return undefined;
      const out: Record<string, FieldSet> = {};
      for (const item of value) {
        const below = isMap(item) ? fieldsOf(item, refOf(field!.items) ?? '') : LEAF;
        out[itemKey(item, field!)] = isEmpty(below) ? LEAF : { '.': LEAF, ...below };
      }
      return out;
    }
    default:
      return LEAF;
  }
}

/** What a new struct counts: itself (`.`) when it is new, and all that is in it. */
function structSet(value: Json, schemaName: SchemaRef, fresh: boolean): FieldSet {
  const schema = schemaFor(schemaName);
  const fields = schema?.fields;
  const out: Record<string, FieldSet> = {};
  if (fresh) out['.'] = LEAF;
  for (const name in value) {
    const item = value[name];
    if (item === undefined || item === null) continue;
    const isNew = fresh || !isByValue(schema, name);
    if (isNew || !isNothing(item)) out[`f:${name}`] = valueSet(item, fields?.[name] ?? schema?.others, isNew);
  }
  return out;
}

/** Sets of frozen values by the field they stood in: pods of one template name the same fields. */
const setsOf = new WeakMap<object, { readonly field: FieldSchema; readonly fresh: boolean; readonly set: FieldSet }>();

/** Containers that are new count themselves (`.`), as an update records them; an apply records leaves only. */
function valueSet(value: unknown, field: FieldSchema | undefined, fresh: boolean): FieldSet {
  if (!field || typeof value !== 'object' || value === null || !Object.isFrozen(value)) return readSet(value, field, fresh);
  const known = setsOf.get(value);
  if (known?.field === field && known.fresh === fresh) return known.set;
  const set = keepSorted(readSet(value, field, fresh));
  setsOf.set(value, { field, fresh, set });
  return set;
}

function readSet(value: unknown, field: FieldSchema | undefined, fresh: boolean): FieldSet {
  switch (shapeOf(field, value)) {
    case 'struct':
      return isMap(value) && !isEmpty(value as FieldSet) ? structSet(value, refOf(field)!, fresh) : LEAF;
    case 'map': {
      if (!isMap(value) || isEmpty(value as FieldSet)) return LEAF;
      const out: Record<string, FieldSet> = fresh ? { '.': LEAF } : {};
      for (const key in value) out[`f:${key}`] = valueSet(value[key], valuesOf(field!), true);
      return out;
    }
    case 'list': {
      if (!Array.isArray(value) || value.length === 0) return LEAF;
      const out: Record<string, FieldSet> = fresh ? { '.': LEAF } : {};
      for (const item of value) {
        out[itemKey(item, field!)] = { '.': LEAF, ...structSet(item as Json, refOf(field!.items) ?? '', true) };
      }
      return out;
    }
    case 'set': {
      if (!Array.isArray(value) || value.length === 0) return LEAF;
      const out: Record<string, FieldSet> = fresh ? { '.': LEAF } : {};
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
    if (next !== undefined && !(byValue && isNothing(next))) changed[key] = valueSet(next, field, !byValue);
    return;
  }
  if (next === undefined) {
    removed[key] = valueSet(old, field, true);
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
      changed[id] = shape === 'set' ? LEAF : { '.': LEAF, ...structSet(item as Json, refOf(field.items) ?? '', true) };
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
    removed[id] = shape === 'set' ? LEAF : { '.': LEAF, ...structSet(item as Json, refOf(field.items) ?? '', true) };
  }
}
