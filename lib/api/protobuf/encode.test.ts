import { describe, expect, it } from 'vitest';
import { definitionNames, normalizeObject, schemaFor, type FieldSchema } from '../schema';
import { fieldOrder } from '../go-order';
import { decodeProtobuf, encodeProtobuf } from './index';

/** A value for a field, four levels deep: enough to meet every kind of field. */
function sample(field: FieldSchema, name: string, depth: number): unknown {
  if (field.type === 'array') return [sample(field.items!, name, depth)];
  if (field.type === 'map') return { key: sample(field.values!, name, depth) };
  if (field.ref) return depth > 3 ? {} : struct(field.ref, depth + 1);
  if (field.quantity) return '1500m';
  if (field.intOrString) return name.length % 2 ? 7 : '50%';
  if (field.format === 'byte') return Buffer.from(name).toString('base64');
  if (field.format === 'date-time') return '2026-11-21T03:23:14Z';
  if (field.format === 'micro-time') return '2026-11-21T03:23:14.123456Z';
  if (field.type === 'any') return { of: name };
  return { string: `a ${name}`, integer: -name.length, number: 0.5, boolean: true }[field.type as string];
}

/** Fields that are one thing or another, each as it may be. */
const either: Readonly<Record<string, unknown>> = {
  items: [{ type: 'string' }, { type: 'integer' }],
  additionalItems: false,
  additionalProperties: { type: 'boolean' },
  dependencies: { one: ['other'] },
};

function struct(definition: string, depth: number): Record<string, unknown> {
  const order = fieldOrder(definition) ?? [];
  const names = Object.entries(schemaFor(definition)!.fields).filter(([name]) => order.includes(name));
  const fixed = definition.endsWith('.JSONSchemaProps') ? either : definition.endsWith('.CustomResourceSubresources') ? { status: {} } : {};
  return Object.fromEntries(
    names
      .map(([name, field]) => [name, (fixed as Readonly<Record<string, unknown>>)[name] ?? sample(field, name, depth)])
      .filter(([, value]) => value !== undefined),
  ) as Record<string, unknown>;
}

const kinds = definitionNames().filter((name) => schemaFor(name)!.gvk && fieldOrder(name) && !name.includes('.meta.v1.'));

describe('protobuf', () => {
  it.each(kinds)('carries a %s there and back', (definition) => {
    const { group, version, kind } = schemaFor(definition)!.gvk!;
    const object = { apiVersion: group ? `${group}/${version}` : version, kind, ...struct(definition, 0) };
    const bytes = encodeProtobuf(object)!;
    expect(bytes.subarray(0, 4).toString('latin1')).toBe('k8s\0');
    const { apiVersion, kind: named, ...rest } = object;
    expect(decodeProtobuf(bytes)).toEqual({ apiVersion, kind: named, ...normalizeObject(rest, definition) });
  });

  it('has no form for custom resources and Tables', () => {
    expect(encodeProtobuf({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: {} })).toBeUndefined();
    expect(encodeProtobuf({ apiVersion: 'meta.k8s.io/v1', kind: 'Table' })).toBeUndefined();
  });
});
