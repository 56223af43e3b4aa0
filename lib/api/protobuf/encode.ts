import { definitionFor, entriesOf, inlineFields, JSON_SCHEMA, unionOf } from '../go-order';
import { schemaFor, type FieldSchema } from '../schema';
import { Writer } from './writer';

type Value = Readonly<Record<string, unknown>>;
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const META_FIELDS: Readonly<Record<string, FieldSchema>> = { metadata: { type: 'object', ref: `${META}.ObjectMeta` } };

/**
 * An object as `application/vnd.kubernetes.protobuf`: the magic, then a runtime.Unknown with its kind and its bytes. Undefined for
 * kinds that have no such form (custom resources, Tables).
 */
export function encodeProtobuf(object: object): Buffer | undefined {
  const { apiVersion, kind } = object as { apiVersion?: unknown; kind?: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return undefined;
  const raw = body(object as Value, apiVersion, kind);
  if (!raw) return undefined;
  const out = new Writer();
  out.message(1, (meta) => meta.text(1, apiVersion).text(2, kind));
  out.blob(2, raw).text(3, '').text(4, '');
  return Buffer.concat([MAGIC, out.finish()]);
}

function body(object: Value, apiVersion: string, kind: string): Buffer | undefined {
  const out = new Writer();
  if (apiVersion === 'meta.k8s.io/v1' && kind === 'PartialObjectMetadata') {
    partial(out, object);
    return out.finish();
  }
  if (apiVersion === 'meta.k8s.io/v1' && kind === 'PartialObjectMetadataList') {
    out.message(1, (meta) => message(meta, (object.metadata ?? {}) as Value, `${META}.ListMeta`));
    for (const item of (object.items ?? []) as readonly Value[]) out.message(2, (inner) => partial(inner, item));
    return out.finish();
  }
  const definition = definitionFor(apiVersion, kind);
  if (!definition || !entriesOf(definition)) return undefined;
  message(out, object, definition);
  return out.finish();
}

const partial = (out: Writer, object: Value) =>
  void out.message(1, (meta) => message(meta, (object.metadata ?? {}) as Value, META_FIELDS.metadata!.ref!));

function message(out: Writer, object: Value, definition: string, fields = schemaFor(definition)?.fields ?? {}): void {
  const entries = entriesOf(definition);
  if (!entries) throw new Error(`${definition} is not encoded to protobuf here`);
  for (const { number, name, inline } of entries) {
    if (inline) {
      out.message(number, (inner) => message(inner, object, inline, inlineFields(inline, fields)));
      continue;
    }
    const value = object[name];
    const field = fields[name];
    if (value === undefined || value === null || !field) continue;
    if (field.type === 'array' && Array.isArray(value)) for (const item of value) put(out, number, item, field.items!, definition, name);
    else if (field.type === 'map')
      for (const [key, item] of Object.entries(value)) mapEntry(out, number, key, item, field.values!, definition, name);
    else put(out, number, value, field, definition, name);
  }
}

function mapEntry(out: Writer, number: number, key: string, item: unknown, field: FieldSchema, definition: string, name: string): void {
  out.message(number, (entry) => {
    entry.text(1, key);
    if (field.type !== 'array') put(entry, 2, item, field, definition, name);
    // A list inside a map travels in a message of its own (ExtraValue).
    else entry.message(2, (list) => (item as readonly unknown[]).forEach((one) => put(list, 1, one, field.items!, definition, name)));
  });
}

function put(out: Writer, number: number, value: unknown, field: FieldSchema, definition: string, name: string): void {
  switch (field.type) {
    case 'boolean':
      out.int(number, value === true);
      return;
    case 'integer':
      out.int(number, typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : 0);
      return;
    case 'number':
      out.double(number, value as number);
      return;
    case 'string':
      text(out, number, String(value), field);
      return;
    case 'object':
      out.message(number, (inner) => message(inner, value as Value, field.ref!));
      return;
    case 'any':
      any(out, number, value, field, unionOf(definition, name));
      return;
    default:
      throw new Error(`${definition}.${name} is not encoded to protobuf here`);
  }
}

function text(out: Writer, number: number, value: string, field: FieldSchema): void {
  if (field.quantity) out.message(number, (inner) => inner.text(1, value));
  else if (field.format === 'byte') out.blob(number, Buffer.from(value, 'base64'));
  else if (field.format === 'date-time' || field.format === 'micro-time') out.message(number, (inner) => time(inner, value));
  else out.text(number, value);
}

function time(out: Writer, value: string): void {
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) return;
  const seconds = Math.floor(milliseconds / 1000);
  out.int(1, BigInt(seconds));
  const fraction = /\.(\d{1,9})/.exec(value)?.[1];
  out.int(2, fraction ? Number(fraction.padEnd(9, '0')) : 0);
}

function any(out: Writer, number: number, value: unknown, field: FieldSchema, union: ReturnType<typeof unionOf>): void {
  const schema = (inner: Writer, at: number, one: unknown) => inner.message(at, (own) => message(own, one as Value, JSON_SCHEMA));
  out.message(number, (inner) => {
    if (field.intOrString) {
      if (typeof value === 'number') inner.int(1, 0).int(2, BigInt(value)).text(3, '');
      else inner.int(1, 1).int(2, 0).text(3, String(value));
    } else if (union === 'empty') return;
    else if (union === 'schema-or-bool') {
      inner.int(1, value !== false);
      if (typeof value === 'object') schema(inner, 2, value);
    } else if (union && Array.isArray(value)) {
      for (const one of value as readonly unknown[]) {
        if (union === 'schema-or-array') schema(inner, 2, one);
        else inner.text(2, String(one));
      }
    } else if (union) schema(inner, 1, value);
    else inner.text(1, JSON.stringify(value));
  });
}
