import { refOf, schemaFor, type FieldSchema, type ObjectSchema, type SchemaRef } from '../schema';
import { escapeProperty } from './schema-type';
import {
  boolType, dynType, doubleType, intType, listType, mapType, stringType, type CelField, type CelType, type ObjectType,
} from './types'; // prettier-ignore

const known = new WeakMap<ObjectSchema, ObjectType>();

/** The type of a built-in definition's objects, as type checking of policies sees them; undefined for names that are none. */
export function celTypeOfDefinition(ref: SchemaRef): ObjectType | undefined {
  const schema = schemaFor(ref);
  if (!schema) return undefined;
  const found = known.get(schema);
  if (found) return found;
  const fields = new Map<string, CelField>();
  const type: ObjectType = { kind: 'object', name: schema.name, fields };
  known.set(schema, type);
  for (const [json, field] of Object.entries(schema.fields)) {
    const escaped = escapeProperty(json);
    const of = fieldType(field);
    if (escaped !== undefined && of) fields.set(escaped, { type: of, json });
  }
  return type;
}

function fieldType(field: FieldSchema): CelType | undefined {
  if (field.intOrString || field.format === 'int-or-string') return dynType;
  switch (field.type) {
    case 'string':
      return textType(field);
    case 'integer':
      return intType;
    case 'number':
      return doubleType;
    case 'boolean':
      return boolType;
    case 'array': {
      const elem = field.items && fieldType(field.items);
      return elem && listType(elem);
    }
    case 'map': {
      const value = field.values && fieldType(field.values);
      return value && mapType(stringType, value);
    }
    case 'object': {
      const ref = refOf(field);
      return (ref === undefined ? undefined : celTypeOfDefinition(ref)) ?? { kind: 'object', name: 'object', fields: new Map() };
    }
    default:
      return undefined;
  }
}

function textType({ format }: FieldSchema): CelType {
  if (format === 'byte') return { kind: 'bytes' };
  if (format === 'date-time' || format === 'micro-time') return { kind: 'timestamp' };
  return format === 'duration' ? { kind: 'duration' } : stringType;
}
