import {
  boolType, doubleType, dynType, intType, listType, mapType, stringType, type CelField, type CelType,
} from './types'; // prettier-ignore

/** The parts of an OpenAPI v3 schema that decide types: JSONSchemaProps of a CustomResourceDefinition. */
export interface TypeSchema {
  readonly type?: string | undefined;
  readonly format?: string | undefined;
  readonly properties?: Readonly<Record<string, TypeSchema>> | undefined;
  readonly additionalProperties?: TypeSchema | boolean | undefined;
  readonly items?: TypeSchema | readonly TypeSchema[] | undefined;
  readonly required?: readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly default?: unknown;
  readonly maxLength?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly maxProperties?: number | undefined;
  readonly 'x-kubernetes-int-or-string'?: boolean | undefined;
  readonly 'x-kubernetes-embedded-resource'?: boolean | undefined;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean | undefined;
  readonly 'x-kubernetes-list-type'?: string | undefined;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[] | undefined;
}

/** The largest request in bytes: what bounds the sizes that a schema leaves open. */
const MAX_REQUEST = 3 * 1024 * 1024;

const KEYWORDS = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);

/**
 * A property's name as an expression writes it (`__dash__`, `__namespace__`), or undefined when none can.
 * Models apiserver/pkg/cel.Escape.
 */
export function escapeProperty(name: string): string | undefined {
  if (KEYWORDS.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_.\-/][A-Za-z0-9_.\-/]*$/.test(name)) return undefined;
  return name.replace(/__|\.|-|\//g, (part) => ({ __: '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' })[part]!);
}

interface Sized {
  readonly type: CelType;
  /** Fewest bytes of a value's JSON. */
  readonly min: number;
}

/**
 * The type of values under a schema, with the bounds of their sizes; undefined when rules may not see them. `root`: the schema of
 * a whole resource, whose apiVersion, kind and metadata are always there. Models common.SchemaDeclType.
 */
export function celTypeOfSchema(schema: TypeSchema, root = false, name = 'object'): CelType | undefined {
  return declare(schema, root, name)?.type;
}

function declare(schema: TypeSchema, root: boolean, name: string): Sized | undefined {
  if (schema['x-kubernetes-int-or-string']) {
    const max = schema.maxLength === undefined ? MAX_REQUEST - 2 : Math.max(schema.maxLength, 0) * 4;
    return { type: { ...dynType, maxElements: max }, min: 1 };
  }
  switch (schema.type) {
    case 'array':
      return arrayType(schema, name);
    case 'object':
      return objectTypeOf(root ? withObjectMeta(schema) : schema, name);
    case 'string':
      return stringTypeOf(schema);
    case 'boolean':
      return { type: boolType, min: 4 };
    case 'number':
      return { type: doubleType, min: 1 };
    case 'integer':
      return { type: intType, min: 1 };
    default:
      return root && schema.type === undefined ? objectTypeOf(withObjectMeta(schema), name) : undefined;
  }
}

function arrayType(schema: TypeSchema, name: string): Sized | undefined {
  const items = schema.items as TypeSchema | undefined;
  if (!items || Array.isArray(items)) return undefined;
  const elem = declare(items, items['x-kubernetes-embedded-resource'] === true, `${name}.@idx`);
  if (!elem) return undefined;
  const maxElements = schema.maxItems === undefined ? Math.floor((MAX_REQUEST - 2) / (elem.min + 1)) : Math.max(schema.maxItems, 0);
  const kind = schema['x-kubernetes-list-type'];
  const semantics = kind === 'set' || kind === 'map' ? { listType: kind as 'set' | 'map' } : {};
  const keys = schema['x-kubernetes-list-map-keys'];
  return { type: listType(elem.type, { maxElements, ...semantics, ...(keys && { listMapKeys: keys }) }), min: 2 };
}

function objectTypeOf(schema: TypeSchema, name: string): Sized | undefined {
  const values = schema.additionalProperties;
  if (typeof values === 'object' && values !== null) {
    const value = declare(values, values['x-kubernetes-embedded-resource'] === true, `${name}.@elem`);
    if (!value) return undefined;
    const open = Math.floor((MAX_REQUEST - 2) / (value.min + 6));
    const maxElements = schema.maxProperties === undefined ? open : Math.max(schema.maxProperties, 0);
    return { type: mapType(stringType, value.type, { maxElements }), min: 2 };
  }
  const required = new Set(schema.required ?? []);
  const fields = new Map<string, CelField>();
  let min = 2;
  for (const [json, property] of Object.entries(schema.properties ?? {})) {
    const escaped = escapeProperty(json);
    const field = declare(property, property['x-kubernetes-embedded-resource'] === true, `${name}.${escaped ?? json}`);
    if (!field) continue;
    if (escaped !== undefined) fields.set(escaped, { type: field.type, json });
    if (required.has(json) && property.default === undefined) min += json.length + field.min + 4;
  }
  return { type: { kind: 'object', name, fields }, min };
}

function stringTypeOf(schema: TypeSchema): Sized {
  const length = schema.maxLength === undefined ? undefined : Math.max(schema.maxLength, 0);
  switch (schema.format) {
    case 'byte':
      return { type: { kind: 'bytes', maxElements: length ?? MAX_REQUEST - 2 }, min: 2 };
    case 'duration':
      return { type: { kind: 'duration', maxElements: 32 }, min: 3 };
    case 'date':
      return { type: { kind: 'timestamp', maxElements: 12 }, min: 12 };
    case 'date-time':
      return { type: { kind: 'timestamp', maxElements: 32 }, min: 21 };
  }
  const longest = schema.enum?.length
    ? Math.max(0, ...schema.enum.map((value) => (typeof value === 'string' ? Buffer.byteLength(value) : 0)))
    : MAX_REQUEST - 2;
  return { type: { kind: 'string', maxElements: length === undefined ? longest : length * 4 }, min: 2 };
}

function withObjectMeta(schema: TypeSchema): TypeSchema {
  const text = { type: 'string' };
  const metadata = { type: 'object', properties: { name: text, generateName: text } };
  return { ...schema, type: 'object', properties: { ...schema.properties, kind: text, apiVersion: text, metadata } };
}
