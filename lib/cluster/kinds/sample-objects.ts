import { schemaFor, type FieldSchema } from '@/lib/api/schema/schema';
import type { KubeObject } from '@/lib/api/object';
import type { Kind, KindVersion } from './kind';

const DEEP = 6;

/** An object of a kind with every field filled by its type, for tests: nearly always invalid, but of the right shape. */
export function sample(kind: Kind, version: KindVersion): KubeObject {
  const apiVersion = kind.group ? `${kind.group}/${version.name}` : version.name;
  const body = struct(version.schema, 0) as Record<string, unknown>;
  return { ...body, apiVersion, kind: kind.kind, metadata: { name: 'a' } } as unknown as KubeObject;
}

function struct(name: string, depth: number): unknown {
  const schema = schemaFor(name);
  if (!schema || depth > DEEP) return {};
  return Object.fromEntries(Object.entries(schema.fields).map(([field, of]) => [field, fill(of, depth + 1)]));
}

function fill(field: FieldSchema, depth: number): unknown {
  if (field.quantity) return '1';
  if (field.intOrString) return 1;
  if (field.ref) return struct(field.ref, depth);
  switch (field.type) {
    case 'string':
      return field.format === 'date-time' ? '2026-01-01T00:00:00Z' : 'a';
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    case 'array':
      return field.items ? [fill(field.items, depth)] : [];
    case 'map':
      return field.values ? { a: fill(field.values, depth) } : {};
    default:
      return {};
  }
}
