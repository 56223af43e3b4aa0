import { isMap, type Json } from './json-map';
import { goText } from './go-value';
import { refOf, schemaFor, type FieldSchema, type ObjectSchema, type SchemaRef } from './schema';
import { elementText, itemElement, KeyError } from './path-element';

const MOST_ERRORS = 100;

/**
 * What keeps a value from being of its type, each with its path: `.data.l: expected string, got …`. Empty: nothing does.
 * Models structured-merge-diff's typed.Validate, which server-side apply puts before everything else.
 */
export function typedErrors(value: object, ref: SchemaRef): readonly string[] {
  const found: string[] = [];
  const schema = schemaFor(ref);
  if (schema) struct(value as Json, schema, '', found);
  return found.slice(0, MOST_ERRORS);
}

/** Models ValidationErrors.Error: one alone, several in lines of their own. */
export const typedErrorsText = (errors: readonly string[]): string =>
  errors.length === 1 ? errors[0]! : ['errors:', ...errors.map((error) => `  ${error}`)].join('\n');

const at = (path: string, message: string) => (path ? `${path}: ${message}` : message);

function struct(value: Json, schema: ObjectSchema, path: string, found: string[]): void {
  for (const name in value) {
    const field = schema.fields[name] ?? schema.others;
    const here = `${path}.${name}`;
    if (field) check(value[name], field, here, found);
    else {
      found.push(`${here}: field not declared in schema`);
      return;
    }
  }
}

/** How Go's %v and %#v print a value of structured-merge-diff. */
const shown = (value: unknown) => (typeof value === 'string' ? value : goText(value));
const goSyntax = (value: unknown): string => `&value.valueUnstructured{Value:${goLiteral(value)}}`;

function goLiteral(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goLiteral).join(', ')}}`;
  if (isMap(value)) {
    const fields = Object.keys(value).sort();
    return `map[string]interface {}{${fields.map((name) => `${JSON.stringify(name)}:${goLiteral(value[name])}`).join(', ')}}`;
  }
  return value === null ? 'interface {}(nil)' : String(value);
}

function check(value: unknown, field: FieldSchema, path: string, found: string[]): void {
  if (value === null || value === undefined || found.length >= MOST_ERRORS) return;
  switch (field.type) {
    case 'any':
      return;
    case 'string':
      if (field.quantity) return;
      if (typeof value !== 'string') found.push(at(path, `expected string, got ${goSyntax(value)}`));
      return;
    case 'boolean':
      if (typeof value !== 'boolean') found.push(at(path, `expected boolean, got ${shown(value)}`));
      return;
    case 'integer':
    case 'number':
      if (typeof value !== 'number') found.push(at(path, `expected numeric (int or float), got ${typeName(value)}`));
      return;
    case 'array':
      if (Array.isArray(value)) list(value, field, path, found);
      else found.push(at(path, `expected list, got ${goSyntaxShort(value)}`));
      return;
    default: {
      if (!isMap(value)) {
        found.push(at(path, `expected map, got ${goSyntaxShort(value)}`));
        return;
      }
      const ref = refOf(field);
      const schema = ref === undefined ? undefined : schemaFor(ref);
      if (field.type === 'object' && schema) struct(value, schema, path, found);
      else if (field.values) for (const name in value) check(value[name], field.values, `${path}.${name}`, found);
    }
  }
}

/** Models %v of a value.Value: a pointer to a struct. */
const goSyntaxShort = (value: unknown) => `&{${shown(value)}}`;

function typeName(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function list(items: readonly unknown[], field: FieldSchema, path: string, found: string[]): void {
  const seen = new Set<string>();
  for (let i = 0; i < items.length; i++) {
    let element = `[${i}]`;
    if (field.listType === 'map' || field.listType === 'set') {
      try {
        const key = itemElement(items[i], field);
        element = elementText(key);
        if (seen.has(key)) found.push(at(path, `duplicate entries for key ${element}`));
        seen.add(key);
      } catch (error) {
        if (!(error instanceof KeyError)) throw error;
        found.push(at(path, `element ${i}: ${error.message}`));
        return;
      }
    }
    if (field.items) check(items[i], field.items, path + element, found);
  }
}
