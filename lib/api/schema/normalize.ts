import { canonicalQuantity, QuantityError } from '../quantity';
import { isNormal } from './is-normal';
import { isAbsent, timeWithoutOmit } from './normalize-rules';
import { schemaFor, type FieldSchema } from './schema';

/** Objects that are known to be normal, and by which schema: most are read twice on their way to the store. */
const normal = new WeakMap<object, string>();

/**
 * What is left of a JSON object after upstream has decoded it into Go's structs and written it again: nulls, empty lists, maps
 * and texts, and zeros of fields that are no pointers, are gone; nulls in lists and maps are zero values. Shares what did not change; unknown fields stay.
 */
export function normalizeObject<T extends object>(object: T, schemaName: string): T {
  const schema = schemaFor(schemaName);
  if (!schema || normal.get(object) === schemaName) return object;
  if (isNormal(object, schemaName)) {
    normal.set(object, schemaName);
    return object;
  }
  const read = normalizeStruct(object as Record<string, unknown>, schema.fields, schemaName) as T;
  normal.set(read, schemaName);
  return read;
}

function normalizeStruct(
  object: Record<string, unknown>,
  fields: Readonly<Record<string, FieldSchema>>,
  schemaName: string,
): Record<string, unknown> {
  let out: Record<string, unknown> | undefined;
  const short = schemaName.slice(schemaName.lastIndexOf('.') + 1);
  const time = timeWithoutOmit(short);
  if (time !== undefined && object[time] === undefined) out = { ...object, [time]: null };
  for (const name in object) {
    if (name === time && object[name] === null) continue;
    const before = object[name];
    const field = fields[name];
    const after = field ? normalizeValue(before, field) : before;
    const gone = after === undefined || after === null || (field !== undefined && isAbsent(after, field, name, short));
    if (!gone && after === before) continue;
    out ??= { ...object };
    if (gone) delete out[name];
    else out[name] = after;
  }
  return out ?? object;
}

function normalizeValue(value: unknown, field: FieldSchema): unknown {
  if (field.quantity && (typeof value === 'string' || typeof value === 'number')) return normalizeQuantity(value);
  if (typeof value !== 'object' || value === null) return value;
  if (field.type === 'object') {
    const schema = field.ref === undefined || Array.isArray(value) ? undefined : schemaFor(field.ref);
    return schema ? normalizeStruct(value as Record<string, unknown>, schema.fields, schema.name) : value;
  }
  if (field.either && !Array.isArray(value)) {
    const schema = schemaFor(field.either)!;
    return normalizeStruct(value as Record<string, unknown>, schema.fields, schema.name);
  }
  if (field.type === 'array' && field.items && Array.isArray(value)) {
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const after = normalizeItem(value[i], field.items);
      if (after !== value[i]) (out ??= [...(value as unknown[])])[i] = after;
    }
    return out ?? value;
  }
  if (field.type === 'map' && field.values && !Array.isArray(value)) {
    let changed = false;
    const items = Object.entries(value).map(([key, item]) => {
      const after = normalizeItem(item, field.values!);
      changed ||= after !== item;
      return [key, after] as const;
    });
    return changed ? Object.fromEntries(items) : value;
  }
  return value;
}

/** An item of a list or map: Go has no null for values, so that null leaves the zero value there. */
const normalizeItem = (item: unknown, field: FieldSchema): unknown =>
  item === null || item === undefined ? zeroOf(field) : normalizeValue(item, field);

function zeroOf(field: FieldSchema): unknown {
  if (field.quantity) return '0';
  if (field.intOrString) return 0;
  switch (field.type) {
    case 'string':
      return field.format === 'date-time' || field.format === 'micro-time' ? null : '';
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    case 'object':
      return field.ref !== undefined && schemaFor(field.ref) ? {} : null;
    case 'array':
      return [];
    case 'map':
      return {};
    case 'any':
      return null;
  }
}

/** Upstream writes quantities in their canonical form; what is none is left for decoding to refuse. */
function normalizeQuantity(value: string | number): string | number {
  try {
    return canonicalQuantity(value);
  } catch (error) {
    if (error instanceof QuantityError) return value;
    throw error;
  }
}
