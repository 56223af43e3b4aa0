import { parseTime } from '../time';
import { parseQuantity, QuantityError } from '../quantity';
import { namedTextType } from './go-types';
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
  /** The field's own name. */
  readonly field: string;
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
    checkObject(object as Record<string, unknown>, schema, { path: '', names: '', struct: shortName(schemaName), field: '' }, unknown);
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
    checkValue(value, field, { path, names: place.names ? `${place.names}.${name}` : name, struct, field: name }, unknown);
  }
}

/** JSONSchemaPropsOrBool and JSONSchemaPropsOrArray, which decode themselves: nobody hears of unknown fields in them. */
function checkEither(value: unknown, schema: ObjectSchema, place: Place): void {
  if (Array.isArray(value) && place.field === 'items') {
    value.forEach((item, i) => checkEither(item, schema, { ...place, path: `${place.path}[${i}]` }));
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    checkObject(value as Record<string, unknown>, schema, place, []);
  } else if (typeof value !== 'boolean' && place.field !== 'items') throw new Mismatch('boolean or JSON schema expected');
}

function checkValue(value: unknown, field: FieldSchema, place: Place, unknown: string[]): void {
  if (value === null || value === undefined) return;
  switch (field.type) {
    case 'any':
      if (field.intOrString && typeof value !== 'string') checkIntOrString(value);
      if (field.either) checkEither(value, schemaFor(field.either)!, place);
      return;
    case 'string':
      checkText(value, field, place);
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
      if (!Array.isArray(value)) refuse(value, namedTextType(place.struct, place.field) ?? goType(field), place);
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

/** Why a field that reads its value itself (a quantity, a time, a number or text) does not take it; undefined when it does. */
export function fieldProblem(value: unknown, field: FieldSchema): string | undefined {
  try {
    if (field.type === 'any' && field.intOrString && typeof value !== 'string') checkIntOrString(value);
    if (field.quantity) checkQuantity(value);
    if (field.format === 'date-time' || field.format === 'micro-time') checkTime(value, field.format === 'micro-time');
  } catch (error) {
    if (error instanceof Mismatch) return error.message;
    throw error;
  }
  return undefined;
}

/** Models IntOrString.UnmarshalJSON: what is no text is read on its own, so that no field is named. */
function checkIntOrString(value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value) && value <= 2147483647 && value >= -2147483648) return;
  const literal = typeof value === 'number' ? ` ${String(value)}` : '';
  throw new Mismatch(`json: cannot unmarshal ${nameOf(value)}${literal} into Go value of type int32`);
}

function checkText(value: unknown, field: FieldSchema, place: Place): void {
  if (field.quantity) checkQuantity(value);
  else if (field.format === 'date-time' || field.format === 'micro-time') checkTime(value, field.format === 'micro-time');
  else if (typeof value !== 'string') {
    const named = namedTextType(place.struct, place.field)?.replace(/^\[\]/, '');
    refuse(value, named ?? (field.format === 'byte' ? '[]uint8' : 'string'), place);
  } else if (field.format === 'byte') checkBase64(value);
}

function checkQuantity(value: unknown): void {
  try {
    parseQuantity(typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value));
  } catch (error) {
    if (error instanceof QuantityError) throw new Mismatch(error.message);
    throw error;
  }
}

/** Models metav1.Time and MicroTime's UnmarshalJSON. */
function checkTime(value: unknown, micro: boolean): void {
  if (typeof value !== 'string') throw new Mismatch(`json: cannot unmarshal ${nameOf(value)} into Go value of type string`);
  if (Number.isNaN(parseTime(value))) throw new Mismatch(timeProblem(value, micro));
}

/** Parts of RFC 3339 in order, as time.Parse looks for them, with the layout's own text for each. */
const TIME_PARTS: readonly (readonly [pattern: RegExp, layout: string])[] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^(?:0[1-9]|1[0-2])/, '01'],
  [/^-/, '-'],
  [/^\d\d/, '02'],
  [/^[Tt]/, 'T'],
  [/^\d\d/, '15'],
  [/^:/, ':'],
  [/^\d\d/, '04'],
  [/^:/, ':'],
  [/^\d\d(?:[.,]\d+)?/, '05'],
  [/^(?:[Zz]|[+-]\d\d:\d\d)/, 'Z07:00'],
];

/** Models time.ParseError for the layouts of RFC 3339. */
function timeProblem(text: string, micro: boolean): string {
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00';
  const start = `parsing time ${JSON.stringify(text)}`;
  let rest = text;
  for (const [pattern, part] of TIME_PARTS) {
    const found = pattern.exec(rest)?.[0];
    if (found === undefined) {
      if (part === '01' && /^\d\d/.test(rest)) return `${start}: month out of range`;
      return `${start} as "${layout}": cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`;
    }
    rest = rest.slice(found.length);
  }
  return rest ? `${start}: extra text: ${JSON.stringify(rest)}` : `${start}: day out of range`;
}

/** Models base64.StdEncoding's decoding of a []byte, where line breaks are passed over. */
function checkBase64(text: string): void {
  const at = base64Fault(text);
  if (at >= 0) throw new Mismatch(`illegal base64 data at input byte ${at}`);
}

/** Where base64 goes wrong (a byte's position); -1 when it is right. Models base64.CorruptInputError. */
export function base64Fault(text: string, { alphabet = /[A-Za-z0-9+/]/, padded = true } = {}): number {
  let at = 0;
  const skip = () => {
    while (text[at] === '\n' || text[at] === '\r') at++;
  };
  for (;;) {
    for (let j = 0; j < 4; j++) {
      skip();
      if (at >= text.length) return j === 0 || (j > 1 && !padded) ? -1 : at - j;
      const char = text[at]!;
      if (alphabet.test(char)) {
        at++;
        continue;
      }
      if (char !== '=' || !padded || j < 2) return at;
      at++;
      skip();
      if (j === 2) {
        if (at >= text.length) return text.length;
        if (text[at] !== '=') return at - 1;
        at++;
        skip();
      }
      return at < text.length ? at : -1;
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
      if (field.values?.quantity) return 'v1.ResourceList';
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
