import { canonicalQuantity } from '@/lib/api/quantity';
import { schemaFor, type FieldSchema } from '@/lib/api/schema';
import { formatTime, parseTime } from '@/lib/api/time';

/** Without the fields that the schema does not know. */
export function pruned(object: Record<string, unknown>, schemaName: string): object {
  const schema = schemaFor(schemaName);
  if (!schema) return object;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    const field = schema.fields[name];
    if (field) out[name] = prunedValue(value, field);
  }
  return out;
}

function prunedValue(value: unknown, field: FieldSchema): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (field.type === 'object' && field.ref && !Array.isArray(value)) return pruned(value as Record<string, unknown>, field.ref);
  if (field.either && !Array.isArray(value)) return pruned(value as Record<string, unknown>, field.either);
  if (field.type === 'array' && Array.isArray(value) && field.items) return value.map((item) => prunedValue(item, field.items!));
  if (field.type === 'map' && field.values) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prunedValue(item, field.values!)]));
  }
  return value;
}

const special = new Map<string, boolean>();

/** Whether a definition has quantities or times somewhere below it. */
function holdsSpecial(schemaName: string): boolean {
  const known = special.get(schemaName);
  if (known !== undefined) return known;
  special.set(schemaName, false);
  const fields = Object.values(schemaFor(schemaName)?.fields ?? {});
  const found = fields.some(fieldHoldsSpecial);
  special.set(schemaName, found);
  return found;
}

function fieldHoldsSpecial(field: FieldSchema): boolean {
  if (field.quantity || field.format === 'date-time') return true;
  if (field.type === 'object') return field.ref !== undefined && holdsSpecial(field.ref);
  const inner = field.items ?? field.values;
  return inner !== undefined && fieldHoldsSpecial(inner);
}

/** Quantities and times in canonical form; shares what did not change. */
export function canonical(object: Record<string, unknown>, schemaName: string): unknown {
  const schema = schemaFor(schemaName);
  if (!schema || !holdsSpecial(schemaName)) return object;
  let out: Record<string, unknown> | undefined;
  for (const name in object) {
    const field = schema.fields[name];
    const before = object[name];
    if (!field || before === undefined || before === null) continue;
    const after = canonicalValue(before, field);
    if (after !== before) (out ??= { ...object })[name] = after;
  }
  return out ?? object;
}

function canonicalValue(value: unknown, field: FieldSchema): unknown {
  if (field.quantity) return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) : value;
  if (field.format === 'date-time') return typeof value === 'string' ? canonicalTime(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (field.type === 'object') return field.ref ? canonical(value as Record<string, unknown>, field.ref) : value;
  if (field.type === 'array' && Array.isArray(value)) {
    if (!field.items || !fieldHoldsSpecial(field.items)) return value;
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const after = canonicalValue(value[i], field.items);
      if (after !== value[i]) (out ??= value.slice())[i] = after;
    }
    return out ?? value;
  }
  if (field.type === 'map' && field.values && fieldHoldsSpecial(field.values)) {
    let out: Record<string, unknown> | undefined;
    const map = value as Record<string, unknown>;
    for (const key in map) {
      const after = canonicalValue(map[key], field.values);
      if (after !== map[key]) (out ??= { ...map })[key] = after;
    }
    return out ?? value;
  }
  return value;
}

/** Whole seconds in UTC, as metav1.Time is written; text that is no time has been refused before. */
function canonicalTime(value: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return value;
  const ms = parseTime(value);
  return Number.isNaN(ms) ? value : formatTime(ms);
}
