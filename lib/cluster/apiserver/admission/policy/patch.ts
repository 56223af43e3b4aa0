import { isMap, type Json } from '@/lib/api/json-map';
import { applyMerge } from '@/lib/api/apply-merge';
import { CelList, CelMap, type CelValue } from '@/lib/api/cel';
import { mutationJson } from '@/lib/api/cel/mutation';
import { jsonPatch, JsonPatchError } from '@/lib/api/json-patch';
import type { KubeObject } from '@/lib/api/object';
import { refOf, schemaFor, type FieldSchema, type SchemaRef } from '@/lib/api/schema';
import type { ServedKind } from '../../../kinds/kind-table';

/** A mutation whose patch cannot be applied; the message is upstream's. */
export class PatchError extends Error {}

/** An apply configuration laid over the object. Throws PatchError. Models patch.ApplyStructuredMergeDiff. */
export function applied(object: KubeObject, value: CelValue, { version }: ServedKind): KubeObject {
  const schema: SchemaRef = version.custom?.fields ?? version.schema;
  const configuration = { ...(mutationJson(value) as Json), apiVersion: object.apiVersion, kind: object.kind };
  const atomic = atomicStruct(configuration, schema, '');
  if (atomic.length > 0) {
    const why = `may not mutate atomic arrays, maps or structs: ${atomic.join(', ')}`;
    throw new PatchError(`error applying patch: invalid ApplyConfiguration: ${why}`);
  }
  return applyMerge(object as Json, configuration, schema) as unknown as KubeObject;
}

/** Fields that a configuration would replace as a whole. Models findAtomics. */
function atomicStruct(value: Json, ref: SchemaRef, path: string): string[] {
  const schema = schemaFor(ref);
  return Object.entries(value).flatMap(([name, item]) => atomicField(item, schema?.fields[name] ?? schema?.others, `${path}.${name}`));
}

function atomicField(value: unknown, field: FieldSchema | undefined, path: string): string[] {
  if (!field) return [];
  const below = refOf(field);
  const schema = below === undefined ? undefined : schemaFor(below);
  if (isMap(value)) {
    const own = field.atomic || schema?.atomic ? [path] : [];
    if (below !== undefined) return [...own, ...atomicStruct(value, below, path)];
    return [...own, ...Object.entries(value).flatMap(([key, item]) => atomicField(item, field.values, `${path}.${key}`))];
  }
  if (!Array.isArray(value) || field.type !== 'array') return [];
  const own = field.listType === 'map' || field.listType === 'set' ? [] : [path];
  return [...own, ...value.flatMap((item, i) => atomicField(item, field.items, `${path}[${i}]`))];
}

/** The operations of a JSON patch applied; a failed test leaves the object as it is. Throws PatchError. Models jsonPatcher.Patch. */
export function jsonPatched(object: KubeObject, value: CelValue): KubeObject {
  if (!(value instanceof CelList)) throw new PatchError('type mismatch: JSONPatchType.expression should evaluate to array');
  const operations = value.items().map((item) => {
    if (!(item instanceof CelMap)) {
      throw new PatchError('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch');
    }
    const operation: Record<string, unknown> = {};
    for (const name of ['op', 'path', 'from'] as const) {
      const given = item.get(name);
      if (given !== undefined && !(name === 'from' && given === '')) operation[name] = given;
    }
    const given = item.get('value');
    if (given !== undefined) operation.value = mutationValue(given);
    return operation;
  });
  try {
    return jsonPatch(object, operations) as KubeObject;
  } catch (error) {
    if (!(error instanceof JsonPatchError)) throw error;
    if (/^testing path/.test(error.message)) return object;
    throw new PatchError(`JSONPath: ${error.message}`);
  }
}

/** A value of an operation: `Object.spec.x{…}` may stand on its own. */
const mutationValue = (value: CelValue): unknown => mutationJson(value, value instanceof CelMap ? value.structName : undefined);
