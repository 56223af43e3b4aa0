import {
  asResource,
  child,
  isEmbedded,
  itemsOf,
  keyed,
  META_FIELDS,
  preserves,
  propertyOf,
  valuesOf,
  type Json,
  type JsonSchema,
} from './json-schema';

/** apimachinery stops collecting strict errors at a hundred. */
const MOST_UNKNOWN = 100;

/**
 * The object without the fields that the schema does not specify; their paths are added to `unknown`. apiVersion, kind and metadata of
 * the root and of embedded resources stay. Shares what did not change. Models structural pruning.PruneWithOptions.
 */
export function pruned(object: unknown, schema: JsonSchema | undefined, isResource: boolean, unknown?: string[]): unknown {
  return prune(object, isResource ? asResource(schema) : schema, '', unknown);
}

function prune(value: unknown, schema: JsonSchema | undefined, path: string, unknown: string[] | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const keepsAll = preserves(schema);
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const below = keyed(path, i);
      const after: unknown = keepsAll
        ? prune(value[i], items ? { ...items, ...KEEPS } : KEEPS, below, unknown)
        : prune(value[i], items, below, unknown);
      if (after !== value[i]) (out ??= value.slice())[i] = after;
    }
    return out ?? value;
  }
  const object = value as Json;
  const embedded = isEmbedded(schema);
  const values = valuesOf(schema);
  const takesOthers = keepsAll || schema?.additionalProperties !== undefined;
  let out: Record<string, unknown> | undefined;
  for (const name in object) {
    if (embedded && META_FIELDS.has(name)) continue;
    const own = propertyOf(schema, name);
    const below = child(path, name);
    if (!own && !takesOthers) {
      if (unknown && unknown.length < MOST_UNKNOWN) unknown.push(below);
      delete (out ??= { ...object })[name];
      continue;
    }
    if (!own && keepsAll && !values) continue;
    const after = prune(object[name], own ?? values, below, unknown);
    if (after !== object[name]) (out ??= { ...object })[name] = after;
  }
  return out ?? value;
}

const KEEPS: JsonSchema = Object.freeze({ 'x-kubernetes-preserve-unknown-fields': true });
