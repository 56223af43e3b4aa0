import { invalid, required, type FieldError } from '../field-error';
import { isDns1035Label } from '../names';
import type { ObjectMeta } from '../object';
import { checkFields, normalizeObject, schemaFor } from '../schema';
import { asResource, child, isEmbedded, isMap, itemsOf, keyed, propertyOf, valuesOf, type Json, type JsonSchema } from './json-schema';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Checks the metadata of a resource that is embedded in another one. */
export type MetaValidator = (metadata: ObjectMeta, path: string) => readonly FieldError[];

/** Metadata as a resource may have it, or why it is none. */
export type CoercedMeta = { readonly metadata: Record<string, unknown>; readonly unknown: readonly string[] } | { readonly error: string };

/** Reads metadata as Go's ObjectMeta: types checked, unknown fields dropped and named. Models objectmeta.GetObjectMetaWithOptions. */
export function coerceMeta(metadata: unknown, path: string): CoercedMeta {
  if (!isMap(metadata)) {
    const given = Array.isArray(metadata) ? 'array' : typeof metadata === 'boolean' ? 'bool' : typeof metadata;
    return { error: `json: cannot unmarshal ${given} into Go value of type v1.ObjectMeta` };
  }
  const { unknown, mismatch } = checkFields(metadata, OBJECT_META);
  if (mismatch) return { error: mismatch };
  const kept = unknown.length > 0 ? known(metadata, OBJECT_META) : metadata;
  const names = unknown.map((text) => child(path, text.slice('unknown field "'.length, -1)));
  return { metadata: normalizeObject(kept, OBJECT_META) as Record<string, unknown>, unknown: names };
}

function known(object: Json, schemaName: string): Json {
  const fields = schemaFor(schemaName)?.fields ?? {};
  const out: Record<string, unknown> = {};
  for (const name in object) {
    const field = fields[name];
    if (!field) continue;
    const value = object[name];
    const ref = field.items?.ref;
    out[name] = ref && Array.isArray(value) ? value.map((item: unknown) => (isMap(item) ? known(item, ref) : item)) : value;
  }
  return out;
}

/** What coercing came to: the value, and the first field that is of a wrong type. */
export interface Coerced {
  readonly value: unknown;
  readonly error?: FieldError;
}

/** Checks apiVersion, kind and metadata of the root and of embedded resources. Models objectmeta.Coerce. */
export function coerce(value: unknown, schema: JsonSchema | undefined, isResource: boolean, unknown: string[] = [], path = ''): Coerced {
  try {
    return { value: coerceAt(value, isResource ? asResource(schema) : schema, path, unknown) };
  } catch (error) {
    if (error instanceof Uncoercible) return { value, error: error.finding };
    throw error;
  }
}

class Uncoercible extends Error {
  constructor(readonly finding: FieldError) {
    super(finding.detail);
  }
}

const embeds = new WeakMap<JsonSchema, boolean>();

function holdsEmbedded(schema: JsonSchema): boolean {
  if (isEmbedded(schema)) return true;
  let found = embeds.get(schema);
  if (found === undefined) {
    const below = [itemsOf(schema), valuesOf(schema), ...Object.values(schema.properties ?? {})];
    embeds.set(schema, (found = below.some((one) => one !== undefined && holdsEmbedded(one))));
  }
  return found;
}

function coerceAt(value: unknown, schema: JsonSchema | undefined, path: string, unknown: string[]): unknown {
  if (!schema || typeof value !== 'object' || value === null || !holdsEmbedded(schema)) return value;
  if (Array.isArray(value)) {
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const after = coerceAt(value[i], itemsOf(schema), keyed(path, i), unknown);
      if (after !== value[i]) (out ??= value.slice())[i] = after;
    }
    return out ?? value;
  }
  const object = value as Json;
  let out: Record<string, unknown> | undefined;
  for (const name in object) {
    const at = child(path, name);
    let after = object[name];
    if (isEmbedded(schema)) {
      if ((name === 'apiVersion' || name === 'kind') && typeof after !== 'string') {
        throw new Uncoercible(invalid(at, after, 'must be a string'));
      }
      if (name === 'metadata') {
        const read = coerceMeta(after ?? {}, at);
        if ('error' in read) throw new Uncoercible(invalid(at, after, read.error));
        after = read.metadata;
        unknown.push(...read.unknown);
      }
    }
    const own = propertyOf(schema, name);
    after = coerceAt(after, own ?? valuesOf(schema), own ? at : keyed(path, name), unknown);
    if (after !== object[name]) (out ??= { ...object })[name] = after;
  }
  return out ?? value;
}

/** Checks embedded resources: a kind, an apiVersion and proper metadata. Models objectmeta.Validate. */
export function embeddedErrors(
  value: unknown,
  schema: JsonSchema | undefined,
  isResource: boolean,
  validateMeta: MetaValidator,
  path = '',
): FieldError[] {
  const found: FieldError[] = [];
  checkEmbedded(value, isResource ? asResource(schema) : schema, path, validateMeta, found);
  return found;
}

function checkEmbedded(value: unknown, schema: JsonSchema | undefined, path: string, validate: MetaValidator, found: FieldError[]): void {
  if (!schema || typeof value !== 'object' || value === null || !holdsEmbedded(schema)) return;
  if (Array.isArray(value)) {
    value.forEach((item, i) => checkEmbedded(item, itemsOf(schema), keyed(path, i), validate, found));
    return;
  }
  const object = value as Json;
  if (isEmbedded(schema)) checkResource(object, path, validate, found);
  for (const name in object) {
    const own = propertyOf(schema, name);
    checkEmbedded(object[name], own ?? valuesOf(schema), own ? child(path, name) : keyed(path, name), validate, found);
  }
}

function checkResource(object: Json, path: string, validate: MetaValidator, found: FieldError[]): void {
  for (const name of ['apiVersion', 'kind'] as const) if (object[name] === undefined) found.push(required(child(path, name)));
  const { apiVersion, kind, metadata } = object;
  if (apiVersion !== undefined) {
    const at = child(path, 'apiVersion');
    if (typeof apiVersion !== 'string') found.push(invalid(at, apiVersion, 'must be a string'));
    else if (apiVersion === '') found.push(required(at));
    else if (apiVersion.split('/').length > 2) found.push(invalid(at, apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
  }
  if (kind !== undefined) {
    const at = child(path, 'kind');
    if (typeof kind !== 'string') found.push(invalid(at, kind, 'must be a string'));
    else if (kind === '') found.push(required(at));
    else {
      const errors = isDns1035Label(kind.toLowerCase());
      if (errors.length > 0) found.push(invalid(at, kind, `may have mixed case, but should otherwise match: ${errors.join(',')}`));
    }
  }
  if (metadata === undefined) return;
  const at = child(path, 'metadata');
  const read = coerceMeta(metadata, at);
  if ('error' in read) found.push(invalid(at, metadata, read.error));
  else found.push(...validate({ ...read.metadata, name: (read.metadata.name as string | undefined) || 'fakename' }, at));
}
