import { asResource, isEmbedded, isIntOrString, itemsOf, preserves, valuesOf, type JsonSchema } from './json-schema';
import type { FieldSchema, ObjectSchema } from '../schema';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const STRING: FieldSchema = { type: 'string' };
const DEDUCED: FieldSchema = { type: 'any', deduced: true };

/** A structural schema as managed fields and apply patches read it. Models structured-merge-diff's schema of a custom resource. */
export function objectSchemaOf(schema: JsonSchema | undefined, name: string): ObjectSchema {
  const root = structOf(asResource(schema), name);
  return { ...root, fields: { ...root.fields, apiVersion: STRING, kind: STRING, metadata: { type: 'object', ref: OBJECT_META } } };
}

function structOf(schema: JsonSchema, name: string): ObjectSchema {
  const fields: Record<string, FieldSchema> = {};
  for (const [key, property] of Object.entries(schema.properties ?? {})) fields[key] = fieldOf(property, `${name}.${key}`);
  if (isEmbedded(schema)) Object.assign(fields, { apiVersion: STRING, kind: STRING, metadata: { type: 'object', ref: OBJECT_META } });
  return {
    name,
    description: schema.description ?? '',
    fields,
    custom: true,
    ...(preserves(schema) && { others: DEDUCED }),
    ...(schema['x-kubernetes-map-type'] === 'atomic' && { atomic: true }),
  };
}

function fieldOf(schema: JsonSchema, name: string): FieldSchema {
  if (isIntOrString(schema)) return { type: 'any', intOrString: true };
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema);
      const listType = schema['x-kubernetes-list-type'];
      return {
        type: 'array',
        items: items ? fieldOf(items, `${name}[]`) : DEDUCED,
        ...((listType === 'map' || listType === 'set') && { listType }),
        ...(listType === 'map' && { listMapKeys: schema['x-kubernetes-list-map-keys'] ?? [] }),
        ...defaultOf(schema),
      };
    }
    case 'object': {
      const atomic = schema['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {};
      const values = valuesOf(schema);
      if (values) return { type: 'map', values: fieldOf(values, `${name}{}`), ...atomic };
      if (schema.additionalProperties !== undefined) return { type: 'map', values: DEDUCED, ...atomic };
      if (!schema.properties && preserves(schema) && !isEmbedded(schema)) return { ...DEDUCED, ...atomic };
      return { type: 'object', object: structOf(schema, name), ...atomic };
    }
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: schema.type, ...defaultOf(schema) };
    default:
      return DEDUCED;
  }
}

const defaultOf = (schema: JsonSchema) => (schema.default === undefined ? {} : { default: JSON.stringify(schema.default) });
