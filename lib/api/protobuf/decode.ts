import { definitionFor, entriesOf, inlineFields, JSON_SCHEMA, unionOf, type Entry } from '../go-order';
import { normalizeObject, schemaFor, type FieldSchema } from '../schema';
import { formatMicroTime, formatTime } from '../time';
import type { KubeObject } from '../object';
import { ProtobufError, Reader } from './reader';

const MAGIC = [0x6b, 0x38, 0x73, 0x00];
/** Upstream's objects nest about a dozen levels; a body that nests deeper is not one. */
const MOST_DEPTH = 64;

/**
 * Decodes a body of `application/vnd.kubernetes.protobuf`: the magic `k8s\0`, then a runtime.Unknown that names apiVersion and
 * kind and holds the object's own bytes. Throws ProtobufError for bytes that are no such thing and for kinds without a table.
 */
export function decodeProtobuf(bytes: Uint8Array): KubeObject {
  if (bytes.length < 4 || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  let apiVersion = '';
  let kind = '';
  let body: Uint8Array | undefined;
  const unknown = new Reader(bytes.subarray(4));
  while (!unknown.done) {
    const { number, type } = unknown.tag();
    if (number === 1) {
      const meta = new Reader(unknown.bytes());
      while (!meta.done) {
        const field = meta.tag();
        if (field.number === 1) apiVersion = meta.text();
        else if (field.number === 2) kind = meta.text();
        else meta.skip(field.type);
      }
    } else if (number === 2) body = unknown.bytes();
    else unknown.skip(type);
  }
  const definition = definitionFor(apiVersion, kind);
  if (!definition) throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}" in protobuf`);
  const object = message(body ?? new Uint8Array(), definition, schemaFor(definition)?.fields ?? {}, 0);
  // gogo writes every field that is no pointer, zero or not; JSON's omitempty does not.
  return { apiVersion, kind, ...normalizeObject(object, definition) } as KubeObject;
}

type Numbers = ReadonlyMap<number, Entry>;
const tables = new Map<string, Numbers>();

function numbersOf(definition: string): Numbers {
  const known = tables.get(definition);
  if (known) return known;
  const entries = entriesOf(definition);
  if (!entries) throw new ProtobufError(`${definition} is not decoded from protobuf here`);
  const table = new Map(entries.map((entry) => [entry.number, entry]));
  tables.set(definition, table);
  return table;
}

function message(
  bytes: Uint8Array,
  definition: string,
  fields: Readonly<Record<string, FieldSchema>>,
  depth: number,
): Record<string, unknown> {
  if (depth > MOST_DEPTH) throw new ProtobufError('message nests too deeply');
  const numbers = numbersOf(definition);
  const out: Record<string, unknown> = {};
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { number, type } = reader.tag();
    const entry = numbers.get(number);
    if (!entry) {
      reader.skip(type);
      continue;
    }
    if (entry.inline) {
      Object.assign(out, message(reader.bytes(), entry.inline, inlineFields(entry.inline, fields), depth + 1));
      continue;
    }
    const field = fields[entry.name];
    if (!field) reader.skip(type);
    else if (field.type === 'array' && !(field.items?.type === 'integer' && type === 2)) {
      ((out[entry.name] ??= []) as unknown[]).push(value(reader, type, field.items!, depth, unionOf(definition, entry.name)));
    } else if (field.type === 'array') {
      const packed = new Reader(reader.bytes());
      while (!packed.done) ((out[entry.name] ??= []) as unknown[]).push(Number(packed.int()));
    } else if (field.type === 'map') {
      const [key, item] = mapEntry(reader.bytes(), field.values!, depth, unionOf(definition, entry.name));
      ((out[entry.name] ??= {}) as Record<string, unknown>)[key] = item;
    } else {
      const read = value(reader, type, field, depth, unionOf(definition, entry.name));
      if (read !== undefined) out[entry.name] = read;
    }
  }
  return out;
}

type Union = ReturnType<typeof unionOf>;

function value(reader: Reader, type: number, field: FieldSchema, depth: number, union?: Union): unknown {
  switch (field.type) {
    case 'boolean':
      return reader.int() !== 0n;
    case 'integer':
      return Number(reader.int());
    case 'number':
      return reader.double();
    case 'string':
      if (field.quantity) return one(reader.bytes(), 1) ?? '0';
      if (field.format === 'byte') return Buffer.from(reader.bytes()).toString('base64');
      if (field.format === 'date-time' || field.format === 'micro-time') return time(reader.bytes(), field.format === 'micro-time');
      return reader.text();
    case 'object':
      return message(reader.bytes(), field.ref!, schemaFor(field.ref!)?.fields ?? {}, depth + 1);
    case 'array': {
      // A list inside a map or list travels in a message of its own (ExtraValue).
      const items: unknown[] = [];
      const inner = new Reader(reader.bytes());
      while (!inner.done) {
        const tag = inner.tag();
        if (tag.number === 1) items.push(value(inner, tag.type, field.items!, depth + 1));
        else inner.skip(tag.type);
      }
      return items;
    }
    case 'any':
      if (union) return unionValue(reader.bytes(), union, depth);
      return field.intOrString ? intOrString(reader.bytes()) : raw(reader.bytes());
    default:
      reader.skip(type);
      return undefined;
  }
}

function mapEntry(bytes: Uint8Array, values: FieldSchema, depth: number, union: Union): [string, unknown] {
  let key = '';
  let item: unknown;
  const reader = new Reader(bytes);
  while (!reader.done) {
    const { number, type } = reader.tag();
    if (number === 1) key = reader.text();
    else if (number === 2) item = value(reader, type, values, depth, union);
    else reader.skip(type);
  }
  if (item === undefined) item = values.type === 'array' ? [] : values.type === 'object' ? {} : '';
  return [key, item];
}

/** The text in field `number` of a message that has little else (Quantity). */
function one(bytes: Uint8Array, number: number): string | undefined {
  const reader = new Reader(bytes);
  let found: string | undefined;
  while (!reader.done) {
    const tag = reader.tag();
    if (tag.number === number && tag.type === 2) found = reader.text();
    else reader.skip(tag.type);
  }
  return found;
}

function time(bytes: Uint8Array, micro: boolean): string | undefined {
  const reader = new Reader(bytes);
  let seconds: bigint | undefined;
  let nanos = 0n;
  while (!reader.done) {
    const tag = reader.tag();
    if (tag.number === 1) seconds = reader.int();
    else if (tag.number === 2) nanos = reader.int();
    else reader.skip(tag.type);
  }
  // An empty message is Go's zero time, which is JSON's null.
  if (seconds === undefined) return undefined;
  if (!micro) return formatTime(Number(seconds) * 1000);
  const whole = formatMicroTime(Number(seconds) * 1000).slice(0, 19);
  return `${whole}.${String(nanos / 1000n).padStart(6, '0')}Z`;
}

function intOrString(bytes: Uint8Array): number | string {
  const reader = new Reader(bytes);
  let isText = false;
  let number = 0;
  let text = '';
  while (!reader.done) {
    const tag = reader.tag();
    if (tag.number === 1) isText = reader.int() === 1n;
    else if (tag.number === 2) number = Number(reader.int());
    else if (tag.number === 3) text = reader.text();
    else reader.skip(tag.type);
  }
  return isText ? text : number;
}

/** A schema, or what may stand for one in its place. */
function unionValue(bytes: Uint8Array, union: NonNullable<Union>, depth: number): unknown {
  const reader = new Reader(bytes);
  const schema = () => message(reader.bytes(), JSON_SCHEMA, schemaFor(JSON_SCHEMA)?.fields ?? {}, depth + 1);
  let found: unknown = union === 'empty' ? {} : union === 'schema-or-bool' ? false : undefined;
  while (!reader.done) {
    const { number, type } = reader.tag();
    if (union === 'schema-or-bool' && number === 1) found = found || reader.int() !== 0n;
    else if (union === 'schema-or-bool' && number === 2) found = schema();
    else if (union !== 'empty' && number === 1) found = schema();
    else if (union !== 'empty' && number === 2) {
      found ??= [];
      (found as unknown[]).push(union === 'schema-or-array' ? schema() : reader.text());
    } else reader.skip(type);
  }
  return found;
}

/** RawExtension, FieldsV1 and JSON: a message whose first field is JSON text. */
function raw(bytes: Uint8Array): unknown {
  const text = one(bytes, 1);
  if (text === undefined || text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ProtobufError('an embedded object is not JSON');
  }
}
