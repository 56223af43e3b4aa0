import { fieldErrorText, forbidden, invalid, required, type FieldError } from '../field-error';
import { deepEqual } from '../freeze';
import { child, isEmbedded, isIntOrString, itemsOf, keyed, preserves, propertyOf, valuesOf, type JsonSchema } from './json-schema';
import { compilePattern } from './pattern';

type Level = 'root' | 'item' | 'field';

const INT_OR_STRING: readonly JsonSchema[] = [{ type: 'integer' }, { type: 'string' }];

/** The first field of a schema that no structural schema can have, in upstream's words. Models validateUnsupportedFields. */
export function unsupportedField(schema: JsonSchema): string | undefined {
  const refuse = (name: string) => `OpenAPIV3Schema '${name}' is not supported`;
  if (schema.id) return refuse('id');
  if (schema.$schema) return refuse('schema');
  if (schema.$ref) return refuse('$ref');
  if (hasEntries(schema.patternProperties)) return refuse('patternProperties');
  if (hasEntries(schema.dependencies)) return refuse('dependencies');
  if (schema.additionalItems !== undefined) return refuse('additionalItems');
  if (hasEntries(schema.definitions)) return refuse('definitions');
  if (Array.isArray(schema.items)) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  for (const below of subschemas(schema)) {
    const found = unsupportedField(below);
    if (found) return found;
  }
  return undefined;
}

const hasEntries = (value: object | undefined) => value !== undefined && Object.keys(value).length > 0;

/** All schemas directly below one. */
export function subschemas(schema: JsonSchema): readonly JsonSchema[] {
  const { not, allOf = [], anyOf = [], oneOf = [], properties = {} } = schema;
  return [itemsOf(schema), valuesOf(schema), not, ...allOf, ...anyOf, ...oneOf, ...Object.values(properties)].filter(
    (one): one is JsonSchema => one !== undefined,
  );
}

/** Checks that a schema is structural, errors in order of their texts. Models schema.ValidateStructural. */
export function structuralErrors(schema: JsonSchema, path: string): FieldError[] {
  const found: FieldError[] = [];
  checkInvariants(schema, 'root', path, found);
  checkComplete(schema, schema, path, path, found);
  const keyOf = new Map(found.map((error) => [error, fieldErrorText(error)]));
  return found.sort((a, b) => (keyOf.get(a)! < keyOf.get(b)! ? -1 : keyOf.get(a)! > keyOf.get(b)! ? 1 : 0));
}

function checkInvariants(schema: JsonSchema, level: Level, path: string, found: FieldError[]): void {
  const items = itemsOf(schema);
  const type = schema.type ?? '';
  if (type === 'array' && !items) found.push(required(child(path, 'items'), 'must be specified'));
  if (items) checkInvariants(items, 'item', child(path, 'items'), found);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkInvariants(property, 'field', keyed(child(path, 'properties'), name), found);
  }
  if (schema.additionalProperties !== undefined) {
    if (level === 'root') found.push(forbidden(child(path, 'additionalProperties'), 'must not be used at the root'));
    const values = valuesOf(schema);
    if (values) checkInvariants(values, 'field', child(path, 'additionalProperties'), found);
  }
  checkExtensions(schema, path, found);
  const isAnyOf = deepEqual(schema.anyOf, INT_OR_STRING);
  const isAllOf = deepEqual(schema.allOf?.[0]?.anyOf, INT_OR_STRING);
  checkValueValidation(schema, isAnyOf, isAllOf, path, found);
  checkTypes(schema, level, path, found);
  if (isEmbedded(schema) && schema.additionalProperties !== undefined) {
    found.push(forbidden(child(path, 'additionalProperties'), 'must not be used if x-kubernetes-embedded-resource is set'));
  }
  if (level === 'root' && type !== '' && type !== 'object') found.push(invalid(child(path, 'type'), type, 'must be object at the root'));
  checkMeta(schema, level, path, found);
  if (isEmbedded(schema) && !preserves(schema) && Object.keys(schema.properties ?? {}).length === 0) {
    const why = 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    found.push(required(child(path, 'properties'), why));
  }
}

function checkTypes(schema: JsonSchema, level: Level, path: string, found: FieldError[]): void {
  const type = schema.type ?? '';
  if (isEmbedded(schema) && type !== 'object') {
    const why = 'must be object if x-kubernetes-embedded-resource is true';
    found.push(type === '' ? required(child(path, 'type'), why) : invalid(child(path, 'type'), type, why));
  } else if (type === '' && !isIntOrString(schema) && !preserves(schema)) {
    const where = { root: 'at the root', item: 'for specified array items', field: 'for specified object fields' }[level];
    found.push(required(child(path, 'type'), `must not be empty ${where}`));
  }
}

function checkExtensions(schema: JsonSchema, path: string, found: FieldError[]): void {
  if (!isIntOrString(schema)) return;
  for (const name of ['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const) {
    if (schema[name]) found.push(invalid(child(path, name), true, 'must be false if x-kubernetes-int-or-string is true'));
  }
}

/** The root's and embedded resources' own fields: kind and apiVersion are texts, and of metadata only the names may be restricted. */
function checkMeta(schema: JsonSchema, level: Level, path: string, found: FieldError[]): void {
  const isResource = level === 'root' || isEmbedded(schema);
  const at = (name: string) => keyed(child(path, 'properties'), name);
  for (const name of ['kind', 'apiVersion']) {
    const property = propertyOf(schema, name);
    if (isResource && property && property.type !== 'string') {
      found.push(invalid(child(at(name), 'type'), property.type ?? '', 'must be string'));
    }
  }
  const metadata = propertyOf(schema, 'metadata');
  if (!metadata) return;
  if (isResource && metadata.type !== 'object') {
    found.push(invalid(child(at('metadata'), 'type'), metadata.type ?? '', 'must be object'));
  }
  if (level !== 'root') return;
  const { type: _type, default: _default, properties = {}, ...rest } = metadata;
  const names = Object.keys(properties);
  if (Object.keys(rest).length > 0 || names.some((name) => name !== 'name' && name !== 'generateName')) {
    const why = 'must not specify anything other than name and generateName, but metadata is implicitly specified';
    found.push(forbidden(at('metadata'), why));
  }
}

function checkValueValidation(schema: JsonSchema, skipAnyOf: boolean, skipFirst: boolean, path: string, found: FieldError[]): void {
  if (!skipAnyOf) schema.anyOf?.forEach((one, i) => checkNested(one, false, keyed(child(path, 'anyOf'), i), found));
  schema.allOf?.forEach((one, i) => checkNested(one, skipFirst && i === 0, keyed(child(path, 'allOf'), i), found));
  schema.oneOf?.forEach((one, i) => checkNested(one, false, keyed(child(path, 'oneOf'), i), found));
  if (schema.not) checkNested(schema.not, false, child(path, 'not'), found);
  if (schema.pattern && !compilePattern(schema.pattern)) {
    const why = `must be a valid regular expression, but isn't: ${patternError(schema.pattern)}`;
    found.push(invalid(child(path, 'pattern'), schema.pattern, why));
  }
}

/** What Go's regexp says to the commonest mistakes. */
function patternError(pattern: string): string {
  const look = /\(\?(?:<?[=!])/.exec(pattern);
  if (look) return `error parsing regexp: invalid or unsupported Perl syntax: \`${look[0]}\``;
  const back = /\\[1-9]/.exec(pattern);
  if (back) return `error parsing regexp: invalid escape sequence: \`${back[0]}\``;
  if (/^[*+?]/.test(pattern)) return `error parsing regexp: missing argument to repetition operator: \`${pattern[0]}\``;
  let depth = 0;
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') i++;
    else if (inClass) inClass = char !== ']';
    else if (char === '[') inClass = true;
    else if (char === '(') depth++;
    else if (char === ')' && --depth < 0) return `error parsing regexp: unexpected ): \`${pattern}\``;
  }
  if (inClass) return `error parsing regexp: missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``;
  if (depth > 0) return `error parsing regexp: missing closing ): \`${pattern}\``;
  return `error parsing regexp: invalid escape sequence: \`${/\\./.exec(pattern)?.[0] ?? pattern}\``;
}

const EMPTY = 'must be empty to be structural';
const UNDEFINED = 'must be undefined to be structural';
const FALSE = 'must be false to be structural';

/** Inside of allOf, anyOf, oneOf and not: values may be restricted, their structure not be said. */
function checkNested(schema: JsonSchema, skipAnyOf: boolean, path: string, found: FieldError[]): void {
  checkValueValidation(schema, skipAnyOf, false, path, found);
  const items = itemsOf(schema);
  if (items) checkNested(items, false, child(path, 'items'), found);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkNested(property, false, keyed(child(path, 'properties'), name), found);
  }
  const forbid = (name: keyof JsonSchema, isSet: boolean, why: string) => {
    if (isSet) found.push(forbidden(child(path, name), why));
  };
  forbid('type', !!schema.type, EMPTY);
  forbid('additionalProperties', schema.additionalProperties !== undefined, UNDEFINED);
  forbid('default', schema.default !== undefined && schema.default !== null, UNDEFINED);
  forbid('title', !!schema.title, EMPTY);
  forbid('description', !!schema.description, EMPTY);
  forbid('nullable', schema.nullable === true, FALSE);
  forbid('externalDocs', schema.externalDocs !== undefined, UNDEFINED);
  forbid('x-kubernetes-preserve-unknown-fields', preserves(schema), FALSE);
  forbid('x-kubernetes-embedded-resource', isEmbedded(schema), FALSE);
  forbid('x-kubernetes-int-or-string', isIntOrString(schema), FALSE);
  forbid('x-kubernetes-list-map-keys', (schema['x-kubernetes-list-map-keys']?.length ?? 0) > 0, EMPTY);
  forbid('x-kubernetes-list-type', schema['x-kubernetes-list-type'] !== undefined, UNDEFINED);
  forbid('x-kubernetes-map-type', schema['x-kubernetes-map-type'] !== undefined, UNDEFINED);
  forbid('x-kubernetes-validations', (schema['x-kubernetes-validations']?.length ?? 0) > 0, EMPTY);
  if (propertyOf(schema, 'metadata')) {
    found.push(forbidden(keyed(child(path, 'properties'), 'metadata'), 'must not be specified in a nested context'));
  }
}

/** What restrictions name must be specified outside of them, too. Models validateStructuralCompleteness. */
function checkComplete(validation: JsonSchema, schema: JsonSchema, path: string, from: string, found: FieldError[]): void {
  if (validation.not) checkNestedComplete(validation.not, schema, path, child(from, 'not'), found);
  for (const name of ['allOf', 'anyOf', 'oneOf'] as const) {
    validation[name]?.forEach((one, i) => checkNestedComplete(one, schema, path, keyed(child(from, name), i), found));
  }
}

function checkNestedComplete(one: JsonSchema, schema: JsonSchema | undefined, path: string, from: string, found: FieldError[]): void {
  if (!schema) return void found.push(required(path, `because it is defined in ${from}`));
  checkComplete(one, schema, path, from, found);
  const items = itemsOf(one);
  if (items) checkNestedComplete(items, itemsOf(schema), child(path, 'items'), child(from, 'items'), found);
  for (const [name, property] of Object.entries(one.properties ?? {})) {
    const where = keyed(child(path, 'properties'), name);
    checkNestedComplete(property, propertyOf(schema, name), where, keyed(child(from, 'properties'), name), found);
  }
}
