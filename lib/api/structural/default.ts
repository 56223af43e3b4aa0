import { itemsOf, propertyOf, valuesOf, type Json, type JsonSchema } from './json-schema';

const holders = new WeakMap<JsonSchema, boolean>();

/** Whether a schema has a default somewhere, or could drop a null. */
function mayChange(schema: JsonSchema): boolean {
  const known = holders.get(schema);
  if (known !== undefined) return known;
  const below = [itemsOf(schema), valuesOf(schema), ...Object.values(schema.properties ?? {})];
  const found = below.some((one) => one !== undefined && (one.default !== undefined || mayChange(one)));
  holders.set(schema, found);
  return found;
}

const isNullToReplace = (value: unknown, schema: JsonSchema | undefined) => value === null && schema !== undefined && !schema.nullable;

/**
 * The value with what it leaves out filled in from the schema's defaults; shares what did not change. A null that the schema does not
 * allow counts as left out. Models structural defaulting.Default after PruneNonNullableNullsWithoutDefaults.
 */
export function withDefaults(value: unknown, schema: JsonSchema | undefined): unknown {
  return filled(withoutNulls(value, schema), schema);
}

function filled(value: unknown, schema: JsonSchema | undefined): unknown {
  if (!schema || typeof value !== 'object' || value === null || !mayChange(schema)) return value;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (!items) return value;
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const given: unknown = isNullToReplace(value[i], items) ? (items.default ?? null) : value[i];
      const after = filled(given, items);
      if (after !== value[i]) (out ??= value.slice())[i] = after;
    }
    return out ?? value;
  }
  let out: Record<string, unknown> | undefined;
  const object = value as Json;
  for (const name in schema.properties) {
    const property = schema.properties[name]!;
    if (property.default === undefined || property.default === null) continue;
    if (!Object.hasOwn(object, name) || isNullToReplace(object[name], property)) (out ??= { ...object })[name] = property.default;
  }
  const source: Json = out ?? object;
  const values = valuesOf(schema);
  for (const name in source) {
    const property = propertyOf(schema, name) ?? values;
    if (!property) continue;
    const given = property === values && isNullToReplace(source[name], values) ? (values?.default ?? null) : source[name];
    const after = filled(given, property);
    if (after !== source[name]) (out ??= { ...object })[name] = after;
  }
  return out ?? value;
}

/** Without the nulls of properties that are neither nullable nor have a default. Models PruneNonNullableNullsWithoutDefaults. */
export function withoutNulls(value: unknown, schema: JsonSchema | undefined): unknown {
  if (!schema || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = itemsOf(schema);
    if (!items) return value;
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const after = withoutNulls(value[i], items);
      if (after !== value[i]) (out ??= value.slice())[i] = after;
    }
    return out ?? value;
  }
  let out: Record<string, unknown> | undefined;
  const object = value as Json;
  const values = valuesOf(schema);
  for (const name in object) {
    const own = propertyOf(schema, name);
    const property = own ?? values;
    if (!property) continue;
    if (isNullToReplace(object[name], property) && (own ? own.default === undefined : values?.default === undefined)) {
      delete (out ??= { ...object })[name];
      continue;
    }
    const after = withoutNulls(object[name], property);
    if (after !== object[name]) (out ??= { ...object })[name] = after;
  }
  return out ?? value;
}
