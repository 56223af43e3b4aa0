import { schemaFor, type FieldSchema, type ObjectSchema } from './schema';

/** What strict decoding found. */
export interface FieldFindings {
  /** `unknown field "spec.foo"`, in the order of the document. */
  readonly unknown: readonly string[];
  /** The first type mismatch, which ends decoding: `json: cannot unmarshal string into Go struct field …`. */
  readonly mismatch?: string;
}

/** apimachinery stops collecting strict errors at a hundred. */
const MOST_UNKNOWN = 100;

class Mismatch extends Error {}

interface Place {
  /** Indexed path, for unknown fields: `spec.containers[0].foo`. */
  readonly path: string;
  /** Path of names only, as Go's decoder reports it: `spec.containers.foo`. */
  readonly names: string;
  /** Name of the struct that has the field: `Container`. */
  readonly struct: string;
}

/**
 * Decodes a value against a schema as apimachinery's strict JSON decoder does: null stands for absence everywhere, names
 * are case-sensitive, the first mismatch of types ends the decoding. Models sigs.k8s.io/json.
 */
export function checkFields(object: unknown, schemaName: string): FieldFindings {
  const schema = schemaFor(schemaName);
  const unknown: string[] = [];
  if (!schema) return { unknown };
  if (object === null || typeof object !== 'object' || Array.isArray(object)) {
    return { unknown, mismatch: `json: cannot unmarshal ${nameOf(object)} into Go value of type ${goStruct(schemaName)}` };
  }
  try {
    checkObject(object as Record<string, unknown>, schema, { path: '', names: '', struct: shortName(schemaName) }, unknown);
  } catch (error) {
    if (error instanceof Mismatch) return { unknown, mismatch: error.message };
    throw error;
  }
  return { unknown };
}

function checkObject(object: Record<string, unknown>, schema: ObjectSchema, place: Place, unknown: string[]): void {
  const struct = shortName(schema.name);
  for (const [name, value] of Object.entries(object)) {
    const field = schema.fields[name];
    const path = place.path ? `${place.path}.${name}` : name;
    if (!field) {
      if (unknown.length < MOST_UNKNOWN) unknown.push(`unknown field "${path}"`);
      continue;
    }
    checkValue(value, field, { path, names: place.names ? `${place.names}.${name}` : name, struct }, unknown);
  }
}

function checkValue(value: unknown, field: FieldSchema, place: Place, unknown: string[]): void {
  if (value === null || value === undefined) return;
  switch (field.type) {
    case 'any':
      if (field.intOrString && typeof value !== 'string' && typeof value !== 'number') {
        if (typeof value === 'boolean' || Array.isArray(value) || typeof value === 'object') refuse(value, 'int32', place);
      }
      return;
    case 'string':
      if (field.quantity) {
        if (typeof value === 'string' || typeof value === 'number') return;
        throw new Mismatch("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
      }
      if (typeof value !== 'string') refuse(value, field.format === 'byte' ? '[]uint8' : 'string', place);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') refuse(value, 'bool', place);
      return;
    case 'integer':
      if (typeof value !== 'number') refuse(value, field.format ?? 'int32', place);
      if (!Number.isInteger(value) || (field.format === 'int32' && Math.abs(value as number) > 2147483648)) {
        refuse(value, field.format ?? 'int32', place, ` ${String(value)}`);
      }
      return;
    case 'number':
      if (typeof value !== 'number') refuse(value, 'float64', place);
      return;
    case 'array':
      if (!Array.isArray(value)) refuse(value, goType(field), place);
      (value as unknown[]).forEach((item, i) => checkValue(item, field.items!, { ...place, path: `${place.path}[${i}]` }, unknown));
      return;
    case 'map':
      if (typeof value !== 'object' || Array.isArray(value)) refuse(value, goType(field), place);
      for (const [key, item] of Object.entries(value as object)) {
        checkValue(item, field.values!, { ...place, path: `${place.path}.${key}` }, unknown);
      }
      return;
    case 'object': {
      if (typeof value !== 'object' || Array.isArray(value)) refuse(value, goStruct(field.ref ?? ''), place);
      const schema = field.ref === undefined ? undefined : schemaFor(field.ref);
      if (schema) checkObject(value as Record<string, unknown>, schema, place, unknown);
    }
  }
}

function refuse(value: unknown, type: string, place: Place, literal = ''): never {
  throw new Mismatch(
    `json: cannot unmarshal ${nameOf(value)}${literal} into Go struct field ${place.struct}.${place.names} of type ${type}`,
  );
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return { string: 'string', number: 'number', boolean: 'bool', object: 'object' }[typeof value as string] ?? typeof value;
}

const shortName = (definition: string) => definition.slice(definition.lastIndexOf('.') + 1);

/** `io.k8s.api.core.v1.Container` -> `v1.Container` */
function goStruct(definition: string): string {
  return definition.split('.').slice(-2).join('.');
}

function goType(field: FieldSchema): string {
  switch (field.type) {
    case 'array':
      return `[]${goType(field.items!)}`;
    case 'map':
      return `map[string]${goType(field.values!)}`;
    case 'object':
      return goStruct(field.ref ?? '');
    case 'boolean':
      return 'bool';
    case 'integer':
      return field.format ?? 'int32';
    case 'number':
      return 'float64';
    case 'any':
      return field.intOrString ? 'intstr.IntOrString' : 'interface {}';
    default:
      if (field.quantity) return 'resource.Quantity';
      return field.format === 'byte' ? '[]uint8' : field.format === 'date-time' ? 'v1.Time' : 'string';
  }
}
