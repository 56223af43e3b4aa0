import { describedSchemaFor, schemaFor, type FieldSchema, type ObjectSchema } from '@/lib/api/schema';

/** An OpenAPI v3 schema object, as a plain value. */
export type SchemaObject = Readonly<Record<string, unknown>>;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const RAW = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

/** Definitions that client-node writes as plain types, and that upstream's documents refer to. */
const scalars: Readonly<Record<string, SchemaObject>> = {
  [QUANTITY]: {
    description: 'Quantity is a fixed-point representation of a number.',
    oneOf: [{ type: 'string' }, { type: 'number' }],
  },
  [INT_OR_STRING]: {
    description: 'IntOrString is a type that can hold an int32 or a string.',
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  [`${META}.Time`]: {
    description:
      'Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON.  Wrappers are provided for many of the factory methods that the time package offers.',
    format: 'date-time',
    type: 'string',
  },
  [`${META}.MicroTime`]: {
    description: 'MicroTime is version of Time with microsecond level precision.',
    format: 'date-time',
    type: 'string',
  },
  [`${META}.FieldsV1`]: { description: 'FieldsV1 stores a set of fields in a data structure like a Trie, in JSON format.', type: 'object' },
  [`${META}.Patch`]: {
    description: 'Patch is provided to give a concrete name and type to the Kubernetes PATCH request body.',
    type: 'object',
  },
  [RAW]: { description: 'RawExtension is used to hold extensions in external versions.', type: 'object' },
};

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** The definition that a field of a simple type stands for, if it stands for one. */
function scalarRef(field: FieldSchema): string | undefined {
  if (field.quantity) return QUANTITY;
  if (field.intOrString) return INT_OR_STRING;
  if (field.format === 'date-time') return `${META}.Time`;
  if (field.format === 'micro-time') return `${META}.MicroTime`;
  return undefined;
}

function typeOf(field: FieldSchema, item: boolean): SchemaObject {
  const ref = field.ref ?? scalarRef(field);
  if (ref)
    return field.type === 'object' || item
      ? { allOf: [reference(ref)], ...(field.type === 'object' ? { default: {} } : {}) }
      : { allOf: [reference(ref)] };
  switch (field.type) {
    case 'array':
      return { type: 'array', items: typeOf(field.items!, true) };
    case 'map':
      return { type: 'object', additionalProperties: typeOf(field.values!, true) };
    case 'any':
      return { type: 'object' };
    case 'string':
      return { type: 'string', ...(field.format ? { format: field.format } : {}), ...(item ? { default: '' } : {}) };
    default:
      return {
        type: field.type,
        ...(field.format ? { format: field.format } : {}),
        ...(item && field.type === 'integer' ? { default: 0 } : {}),
      };
  }
}

function property(field: FieldSchema): SchemaObject {
  return {
    ...(field.description ? { description: field.description } : {}),
    ...typeOf(field, false),
    ...(field.default !== undefined ? { default: field.default } : {}),
    ...(field.mergeKey ? { 'x-kubernetes-patch-merge-key': field.mergeKey } : {}),
    ...(field.patchStrategy ? { 'x-kubernetes-patch-strategy': field.patchStrategy } : {}),
    ...(field.listMapKeys ? { 'x-kubernetes-list-map-keys': field.listMapKeys } : {}),
    ...(field.type === 'array' ? { 'x-kubernetes-list-type': field.listType ?? 'atomic' } : {}),
    ...(field.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
  };
}

function schemaObject(schema: ObjectSchema): SchemaObject {
  const required = Object.keys(schema.fields).filter((name) => schema.fields[name]!.required);
  return {
    description: schema.description,
    ...(required.length > 0 ? { required } : {}),
    type: 'object',
    properties: Object.fromEntries(Object.entries(schema.fields).map(([name, field]) => [name, property(field)])),
    ...(schema.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...(schema.gvk ? { 'x-kubernetes-group-version-kind': [schema.gvk] } : {}),
  };
}

function refsOf(field: FieldSchema, add: (name: string) => void): void {
  const ref = field.ref ?? scalarRef(field);
  if (ref) add(ref);
  if (field.items) refsOf(field.items, add);
  if (field.values) refsOf(field.values, add);
}

const made = new Map<string, SchemaObject>();

/** The schema of a built-in definition: the same value each time, for all documents of the process. */
function builtIn(name: string): SchemaObject | undefined {
  const known = scalars[name] ?? made.get(name);
  if (known) return known;
  const schema = describedSchemaFor(name);
  if (!schema) return undefined;
  const object = schemaObject(schema);
  made.set(name, object);
  return object;
}

/** Schemas of the definitions named and of all that they refer to; `custom` are those that are not built in. */
export function componentSchemas(
  names: readonly string[],
  custom: Readonly<Record<string, SchemaObject>> = {},
): Record<string, SchemaObject> {
  const out: Record<string, SchemaObject> = {};
  const todo = [...names];
  while (todo.length > 0) {
    const name = todo.pop() as string;
    if (out[name]) continue;
    const schema = custom[name] ?? builtIn(name);
    if (!schema) continue;
    out[name] = schema;
    const fields = custom[name] ? undefined : schemaFor(name)?.fields;
    if (fields) for (const field of Object.values(fields)) refsOf(field, (ref) => todo.push(ref));
    else referredBy(schema, (ref) => todo.push(ref));
  }
  return Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** References in a schema that is given as such. */
function referredBy(schema: unknown, add: (name: string) => void): void {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref' && typeof value === 'string') add(value.slice(value.lastIndexOf('/') + 1));
    else referredBy(value, add);
  }
}
