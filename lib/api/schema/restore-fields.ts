import { goTypeName } from '../go-value';
import { base64Fault, fieldProblem } from './check-fields';
import { namedTextType } from './go-types';
import { schemaFor, type FieldSchema, type ObjectSchema } from './schema';

/** What restoring an object from a map of values found. */
export interface RestoreFindings {
  /** `unknown field "spec.foo"`, sorted. */
  readonly unknown: readonly string[];
  /** The first value that its field cannot hold. */
  readonly mismatch?: string;
}

class Mismatch extends Error {}

const MOST_UNKNOWN = 100;

/**
 * Checks a value against a schema as apimachinery does when it makes an object of a patched map, where the words differ from those
 * of decoding JSON. Models runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation.
 */
export function restoreFields(object: object, schemaName: string): RestoreFindings {
  const schema = schemaFor(schemaName);
  const unknown: string[] = [];
  if (!schema) return { unknown };
  try {
    struct(object, schema, '', unknown);
  } catch (error) {
    if (error instanceof Mismatch) return { unknown, mismatch: error.message };
    throw error;
  }
  return { unknown: unknown.sort() };
}

const kindOf = (value: unknown): string => {
  const name = goTypeName(value);
  return name.startsWith('map') ? 'map' : name.startsWith('[]') ? 'slice' : name;
};

function struct(value: unknown, schema: ObjectSchema, path: string, unknown: string[]): void {
  if (kindOf(value) !== 'map') throw new Mismatch(`cannot restore struct from: ${kindOf(value)}`);
  const name = schema.name.slice(schema.name.lastIndexOf('.') + 1);
  for (const [key, item] of Object.entries(value as object)) {
    const field = schema.fields[key];
    const here = path ? `${path}.${key}` : key;
    if (field) restore(item, field, here, `${name}.${key}`, unknown);
    else if (unknown.length < MOST_UNKNOWN) unknown.push(`unknown field "${here}"`);
  }
}

function restore(value: unknown, field: FieldSchema, path: string, place: string, unknown: string[]): void {
  if (value === null || value === undefined) return;
  const custom = fieldProblem(value, field);
  if (custom !== undefined) throw new Mismatch(custom);
  switch (field.type) {
    case 'any':
      return;
    case 'string':
      if (field.quantity || field.format === 'date-time' || field.format === 'micro-time') return;
      if (field.format === 'byte') return bytes(value);
      return simple(value, 'string', namedTextType(...split(place))?.replace(/^\[\]/, '') ?? 'string');
    case 'boolean':
      return simple(value, 'bool', 'bool');
    case 'integer':
      return simple(value, field.format ?? 'int32', field.format ?? 'int32');
    case 'number':
      return simple(value, 'float64', 'float64');
    case 'array':
      if (!Array.isArray(value)) throw new Mismatch(`cannot restore slice from ${kindOf(value)}`);
      return value.forEach((item, i) => restore(item, field.items!, `${path}[${i}]`, place, unknown));
    case 'map':
      if (kindOf(value) !== 'map') throw new Mismatch(`cannot restore map from ${kindOf(value)}`);
      for (const [key, item] of Object.entries(value as object)) restore(item, field.values!, `${path}.${key}`, place, unknown);
      return;
    case 'object': {
      const schema = field.ref === undefined ? undefined : schemaFor(field.ref);
      if (schema) struct(value, schema, path, unknown);
    }
  }
}

const split = (place: string): [string, string] => {
  const at = place.indexOf('.');
  return [place.slice(0, at), place.slice(at + 1)];
};

function bytes(value: unknown): void {
  if (typeof value !== 'string') throw new Mismatch(`cannot restore slice from ${kindOf(value)}`);
  const at = base64Fault(value);
  if (at >= 0) throw new Mismatch(`error decoding from json: illegal base64 data at input byte ${at}`);
}

/** Whether Go would convert between the two kinds at all (an int64 to a string, but not a bool). */
function isConvertible(from: string, to: string): boolean {
  const isNumber = (kind: string) => kind === 'int64' || kind === 'int32' || kind === 'float64';
  return from === to || (isNumber(from) && isNumber(to)) || (from === 'int64' && to === 'string');
}

function simple(value: unknown, to: string, typeName: string): void {
  const from = kindOf(value);
  if (!isConvertible(from, to)) throw new Mismatch(`unrecognized type: ${to}`);
  if (from === to || (from === 'int64' && to !== 'string')) return;
  throw new Mismatch(`cannot convert ${from} to ${typeName}`);
}
