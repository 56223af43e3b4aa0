import { refOf, schemaFor, type FieldSchema, type ObjectSchema } from '../schema';
import { goText } from './go-text';
import { isMap, type Json } from './json-schema';

/** structured-merge-diff stops nowhere; a client reads no more than these. */
const MOST_ERRORS = 100;

/**
 * What keeps a value from being an apply configuration of a schema, one text for each finding (`.spec.x: field not declared in
 * schema`). Models structured-merge-diff's typed.ValidateTyped.
 */
export function typedErrors(value: unknown, schema: ObjectSchema): readonly string[] {
  const found: string[] = [];
  struct(value, schema, '', found);
  return found;
}

const say = (found: string[], path: string, text: string) => {
  if (found.length < MOST_ERRORS) found.push(path ? `${path}: ${text}` : text);
};

function struct(value: unknown, schema: ObjectSchema, path: string, found: string[]): void {
  if (value === null || value === undefined) return;
  if (!isMap(value)) return say(found, path, `expected map, got &{${goText(value)}}`);
  for (const name in value) {
    const field = schema.fields[name] ?? schema.others;
    if (!field) say(found, `${path}.${name}`, 'field not declared in schema');
    else check(value[name], field, `${path}.${name}`, found);
  }
}

function check(value: unknown, field: FieldSchema, path: string, found: string[]): void {
  if (value === null || value === undefined || field.deduced) return;
  switch (field.type) {
    case 'string':
      if (field.quantity ? typeof value !== 'string' && typeof value !== 'number' : typeof value !== 'string')
        scalar(value, 'string', path, found);
      return;
    case 'boolean':
      if (typeof value !== 'boolean') scalar(value, 'boolean', path, found);
      return;
    case 'integer':
    case 'number':
      if (typeof value !== 'number') scalar(value, 'numeric (int or float)', path, found);
      return;
    case 'object': {
      const ref = refOf(field);
      const schema = ref === undefined ? undefined : schemaFor(ref);
      if (schema) struct(value, schema, path, found);
      return;
    }
    case 'map':
      if (!isMap(value)) return say(found, path, `expected map, got &{${goText(value)}}`);
      for (const key in value) if (field.values) check(value[key], field.values, `${path}.${key}`, found);
      return;
    case 'array':
      list(value, field, path, found);
  }
}

function scalar(value: unknown, wanted: string, path: string, found: string[]): void {
  say(found, path, `expected ${wanted}, got &value.valueUnstructured{Value:${goText(value, true)}}`);
}

function list(value: unknown, field: FieldSchema, path: string, found: string[]): void {
  if (!Array.isArray(value)) return say(found, path, `expected list, got &{${goText(value)}}`);
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  value.forEach((item: unknown, i) => {
    const key = field.listType === 'set' ? `[=${JSON.stringify(item)}]` : field.listType === 'map' ? keyText(item, field) : undefined;
    if (key !== undefined) {
      if (seen.has(key)) duplicates.add(key);
      seen.add(key);
    }
    if (field.items) check(item, field.items, `${path}${key ?? `[${i}]`}`, found);
  });
  for (const key of duplicates) say(found, path, `duplicate entries for key ${key}`);
}

function keyText(item: unknown, field: FieldSchema): string {
  const parts = [...(field.listMapKeys ?? [])].sort().flatMap((key) => {
    const value = isMap(item) ? (item as Json)[key] : undefined;
    return value === undefined ? [] : [`${key}=${JSON.stringify(value)}`];
  });
  return `[${parts.join(',')}]`;
}
