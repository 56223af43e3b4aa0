import type { SchemaObject } from './schema-object';

/** What OpenAPI v2 cannot say, and what upstream leaves out of it (defaults confuse old clients). */
const DROPPED = new Set(['default', 'oneOf', 'anyOf', 'not', 'nullable', 'writeOnly', 'deprecated', 'x-kubernetes-validations']);

const rewritten = new WeakMap<SchemaObject, SchemaObject>();

/** The OpenAPI v2 form of a v3 schema. `name` is the definition's, if it is one. The same value for the same schema. */
export function swaggerSchema(schema: SchemaObject, name?: string): SchemaObject {
  const known = rewritten.get(schema);
  if (known) return known;
  const made = rewrite(schema, name);
  rewritten.set(schema, made);
  return made;
}

function rewrite(schema: SchemaObject, name?: string): SchemaObject {
  const out: Record<string, unknown> = {};
  // Quantities and the like are either of two types in v3 and texts in v2.
  if (Array.isArray(schema.oneOf) && name !== undefined && schema.type === undefined) out.type = 'string';
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key)) continue;
    if (key === '$ref') out.$ref = toDefinition(value as string);
    else if (key === 'allOf') Object.assign(out, allOf(value as readonly SchemaObject[]));
    else if (key === 'properties') out.properties = mapped(value as Readonly<Record<string, SchemaObject>>);
    else if (key === 'items' || key === 'additionalProperties')
      out[key] = typeof value === 'object' && value !== null ? swaggerSchema(value as SchemaObject) : value;
    else out[key] = value;
  }
  // A value that may be null has no one type in v2; of what may hold unknown fields, v2 clients must not ask for known ones.
  if (schema.nullable === true || schema['x-kubernetes-int-or-string'] === true) {
    delete out.type;
    delete out.items;
    delete out.properties;
  }
  if (schema['x-kubernetes-preserve-unknown-fields'] === true && schema.type === 'object') {
    delete out.properties;
    delete out.items;
    if (name === undefined) delete out.type;
  }
  return out;
}

const toDefinition = (ref: string) => ref.replace('#/components/schemas/', '#/definitions/');

const mapped = (schemas: Readonly<Record<string, SchemaObject>>) =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, swaggerSchema(schema)]));

/** A reference stands in an allOf of its own in v3, so that a description may stand beside it. Other allOfs are left out. */
function allOf(schemas: readonly SchemaObject[]): object {
  const only = schemas.length === 1 ? schemas[0]! : undefined;
  return only && typeof only.$ref === 'string' ? { $ref: toDefinition(only.$ref) } : {};
}
