import { canonicalQuantity, QuantityError } from '../quantity';
import { parseTime } from '../time';
import { base64Fault } from './check-fields';
import { isAbsent, timeWithoutOmit } from './normalize-rules';
import { schemaFor, type FieldSchema, type ObjectSchema } from './schema';

/** Frozen values that were found to be normal, and by which definition: templates are decoded again and again. */
const known = new WeakMap<object, ObjectSchema>();

/**
 * Whether a value is just what decoding would make of it: `checkFields` has nothing to say, its quantities and times are canonical,
 * and `normalizeObject` gives it back as it is. One walk that allocates nothing, for the many bodies that need no more; false may
 * also mean that only a closer look can tell.
 */
export function isNormal(object: object, schemaName: string): boolean {
  const schema = schemaFor(schemaName);
  return schema !== undefined && isStruct(object, schema);
}

function isStruct(value: unknown, schema: ObjectSchema): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const isFrozen = Object.isFrozen(value);
  if (isFrozen && known.get(value) === schema) return true;
  const { fields } = schema;
  const short = shortName(schema);
  const time = timeWithoutOmit(short);
  const object = value as Record<string, unknown>;
  for (const name in object) {
    const field = fields[name];
    if (field === undefined) return false;
    const item = object[name];
    if (item === null && name === time) continue;
    if (!isValue(item, field) || (mayBeAbsent(item, field) && isAbsent(item, field, name, short))) return false;
  }
  if (time !== undefined && object[time] === undefined) return false;
  if (isFrozen) known.set(value, schema);
  return true;
}

/** The last part of a definition's name, cut once. */
const shortNames = new Map<ObjectSchema, string>();
function shortName(schema: ObjectSchema): string {
  let short = shortNames.get(schema);
  if (short === undefined) shortNames.set(schema, (short = schema.name.slice(schema.name.lastIndexOf('.') + 1)));
  return short;
}

const mayBeAbsent = (value: unknown, field: FieldSchema) =>
  value === '' || value === 0 || value === false || (typeof value === 'object' && (field.type === 'map' || field.type === 'array'));

function isValue(value: unknown, field: FieldSchema): boolean {
  if (value === null || value === undefined) return false;
  switch (field.type) {
    case 'string':
      return typeof value === 'string' && isText(value, field);
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value) && (field.format !== 'int32' || Math.abs(value as number) <= 2147483648);
    case 'number':
      return typeof value === 'number';
    case 'any':
      if (field.either || field.quantity) return false;
      return !field.intOrString || typeof value === 'string' || (Number.isInteger(value) && Math.abs(value as number) <= 2147483647);
    case 'array':
      return Array.isArray(value) && field.items !== undefined && areItems(value, field.items);
    case 'map':
      return typeof value === 'object' && !Array.isArray(value) && field.values !== undefined && areValues(value, field.values);
    case 'object': {
      const schema = field.ref === undefined ? undefined : schemaFor(field.ref);
      return schema ? isStruct(value, schema) : typeof value === 'object' && !Array.isArray(value);
    }
  }
}

function areItems(list: readonly unknown[], field: FieldSchema): boolean {
  for (let i = 0; i < list.length; i++) if (!isValue(list[i], field)) return false;
  return true;
}

function areValues(map: object, field: FieldSchema): boolean {
  for (const key in map) if (!isValue((map as Record<string, unknown>)[key], field)) return false;
  return true;
}

const WHOLE_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
/** Texts of times that were good, and of canonical quantities: few, and asked for again and again. */
let goodTime = '';

function isText(text: string, field: FieldSchema): boolean {
  if (field.quantity) return isCanonical(text);
  if (field.format === undefined) return true;
  if (field.format === 'date-time') {
    if (text === goodTime) return true;
    if (!WHOLE_SECONDS.test(text) || Number.isNaN(Date.parse(text))) return false;
    goodTime = text;
    return true;
  }
  if (field.format === 'micro-time') return !Number.isNaN(parseTime(text));
  return field.format !== 'byte' || base64Fault(text) < 0;
}

function isCanonical(text: string): boolean {
  try {
    return canonicalQuantity(text) === text;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}
