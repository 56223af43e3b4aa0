import { invalid, notSupported, required, tooLong, tooMany, typeInvalid, type FieldError } from '../field-error';
import { deepEqual } from '../freeze';
import { compilePattern } from './pattern';
import { isKnownFormat, isOfFormat } from './formats';
import { isIntOrString, isMap, itemsOf, keyed, propertyOf, valuesOf, type Json, type JsonSchema } from './json-schema';
import { correlate } from './correlate';

/** What validators found at a value, and how many checks it passed (which picks the best of several alternatives). */
interface Result {
  readonly errors: FieldError[];
  matches: number;
}

/** Before the change: the value and how it is found; absent where nothing corresponds. */
interface Before {
  readonly value: unknown;
}

const IN = 'body';
const LARGEST_INT64 = 2 ** 63;

/**
 * Checks a value against a schema, with upstream's messages; `old` is the value before an update, whose unchanged parts are not
 * complained about. Paths in errors are relative to `path`. Models kube-openapi/pkg/validation/validate with CRDValidationRatcheting.
 */
export function validateValue(value: unknown, schema: JsonSchema, old?: Before, path = ''): FieldError[] {
  return validateAt(value, schema, path, old).errors;
}

function validateAt(value: unknown, schema: JsonSchema, path: string, old: Before | undefined): Result {
  const result = validateSchema(value, schema, path, old);
  if (old && result.errors.length > 0 && deepEqual(value, old.value)) return { errors: [], matches: result.matches };
  return result;
}

function validateSchema(value: unknown, schema: JsonSchema, path: string, old: Before | undefined): Result {
  const out: Result = { errors: [], matches: 0 };
  const type = isIntOrString(schema) ? ['integer', 'string'] : schema.type ? [schema.type] : [];
  const format = schema.format && isKnownFormat(schema.format, type.length === 1 ? type[0] : '') ? schema.format : '';
  checkType(value, type, format, schema.nullable === true, path, out);
  if (value === null || value === undefined) {
    checkEnum(value, schema, path, out);
    return out;
  }
  checkLogic(value, schema, path, old, out);
  if (typeof value === 'string') checkString(value, schema, format, path, out);
  else if (typeof value === 'number') checkNumber(value, schema, type, format, path, out);
  else if (Array.isArray(value)) checkArray(value, schema, path, old, out);
  checkEnum(value, schema, path, out);
  if (isMap(value)) checkObject(value, schema, path, old, out);
  out.matches++;
  return out;
}

const at = (path: string) => (path === '' || path === '.' ? '<nil>' : path.replace(/^\./, ''));
const add = (out: Result, error: FieldError) => out.errors.push(error);
const merge = (out: Result, other: Result) => {
  out.errors.push(...other.errors);
  out.matches += other.matches;
};

/** JSON type and format of a value, as Go would hold it. */
function typeOf(value: unknown): [type: string, format: string] {
  if (value === null || value === undefined) return ['null', ''];
  if (Array.isArray(value)) return ['array', ''];
  switch (typeof value) {
    case 'boolean':
      return ['boolean', ''];
    case 'string':
      return ['string', ''];
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < LARGEST_INT64 ? ['integer', 'int64'] : ['number', 'double'];
    default:
      return ['object', ''];
  }
}

const wrongType = (path: string, wanted: string, given: string): FieldError =>
  typeInvalid(at(path), given, `${path} in ${IN} must be of type ${wanted}: ${JSON.stringify(given)}`);

function checkType(value: unknown, type: readonly string[], format: string, nullable: boolean, path: string, out: Result): void {
  if (type.length === 0 && format === '') return;
  out.matches++;
  const [given, givenFormat] = typeOf(value);
  if (given === 'null') {
    if (type.length > 0 && !nullable) add(out, wrongType(path, type.join(','), 'null'));
    return;
  }
  const fits = type.includes(given) || (given === 'integer' && type.includes('number'));
  const texts = given === 'string' || given === 'array';
  if (!texts && format !== '' && !fits && givenFormat !== format) return void add(out, wrongType(path, format, givenFormat));
  if (!(type.includes('number') || type.includes('integer')) && format !== '' && texts) return;
  if (!fits && type.length > 0) add(out, wrongType(path, type.join(','), given));
}

function checkEnum(value: unknown, schema: JsonSchema, path: string, out: Result): void {
  if (!schema.enum?.length) return;
  if (value !== null && value !== undefined && schema.enum.some((one) => deepEqual(one, value))) return;
  const supported = schema.enum.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)));
  add(out, notSupported(at(path), value, supported));
}

function checkString(value: string, schema: JsonSchema, format: string, path: string, out: Result): void {
  const { maxLength, minLength, pattern } = schema;
  if (maxLength !== undefined || minLength !== undefined || pattern) {
    const length = maxLength !== undefined || minLength !== undefined ? [...value].length : 0;
    if (maxLength !== undefined && length > maxLength) add(out, tooLong(at(path), maxLength));
    else if (minLength !== undefined && length < minLength) {
      add(out, invalid(at(path), value, `${path} in ${IN} should be at least ${minLength} chars long`));
    } else if (pattern && !compilePattern(pattern)?.test(value)) {
      add(out, invalid(at(path), value, `${path} in ${IN} should match '${pattern}'`));
    }
  }
  if (format !== '' && !isOfFormat(value, format)) {
    add(out, typeInvalid(at(path), value, `${path} in ${IN} must be of type ${format}: ${JSON.stringify(value)}`));
  }
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  int32: [-2147483648, 2147483647],
  int64: [-(2 ** 63), 2 ** 63 - 1],
};
const LARGEST_FLOAT32 = 3.4028234663852886e38;

/** Whether a number can be held by the type and format. Models IsValueValidAgainstRange. */
function rangeError(value: number, type: string, format: string, what: string, path: string): string | undefined {
  if (type === 'integer') {
    const [least, most] = RANGES[format] ?? RANGES.int64!;
    if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  } else if (format !== 'float' || Math.abs(value) <= LARGEST_FLOAT32) return undefined;
  return `${what} value must be of type ${type}${format ? ` with format ${format}` : ' (default format)'} in ${path}`;
}

function checkNumber(value: number, schema: JsonSchema, type: readonly string[], format: string, path: string, out: Result): void {
  const { multipleOf, maximum, minimum } = schema;
  const only = type.length === 1 ? type[0]! : '';
  const range = rangeError(value, only, format, 'Checked', path);
  if (range) add(out, invalid('<nil>', '', range));
  const limit = (number: number, what: string) => {
    const bad = rangeError(number, only, format, what, path);
    if (bad) add(out, invalid('<nil>', '', bad));
  };
  const say = (text: string) => add(out, invalid(at(path), value, `${path} in ${IN} ${text}`));
  if (multipleOf !== undefined) {
    limit(multipleOf, 'MultipleOf');
    if (multipleOf < 0) add(out, invalid(at(path), multipleOf, `factor MultipleOf declared for ${path} must be positive: ${multipleOf}`));
    else if (!isMultiple(value, multipleOf)) say(`should be a multiple of ${multipleOf}`);
  }
  if (minimum !== undefined) {
    limit(minimum, 'Minimum boundary');
    if (schema.exclusiveMinimum ? value <= minimum : value < minimum) {
      say(`should be greater than ${schema.exclusiveMinimum ? '' : 'or equal to '}${minimum}`);
    }
  }
  if (maximum !== undefined) {
    limit(maximum, 'Maximum boundary');
    if (schema.exclusiveMaximum ? value >= maximum : value > maximum) {
      say(`should be less than ${schema.exclusiveMaximum ? '' : 'or equal to '}${maximum}`);
    }
  }
  out.matches++;
}

function isMultiple(value: number, factor: number): boolean {
  if (factor === 0) return false;
  const quotient = factor < 1 ? (1 / factor) * value : value / factor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

function checkArray(value: readonly unknown[], schema: JsonSchema, path: string, old: Before | undefined, out: Result): void {
  const items = itemsOf(schema);
  if (items) {
    const before = old && Array.isArray(old.value) ? correlate(schema, value, old.value) : undefined;
    for (let i = 0; i < value.length; i++) merge(out, validateAt(value[i], items, keyed(path, i), before?.(i)));
  }
  const { minItems, maxItems } = schema;
  if (minItems !== undefined && value.length < minItems) {
    add(out, invalid(at(path), value.length, `${path} in ${IN} should have at least ${minItems} items`));
  }
  if (maxItems !== undefined && value.length > maxItems) add(out, tooMany(at(path), value.length, maxItems));
  if (schema.uniqueItems && value.some((item, i) => value.slice(0, i).some((one) => deepEqual(one, item)))) {
    add(out, invalid(at(path), '', `${path} in ${IN} shouldn't contain duplicates`));
  }
  out.matches++;
}

function checkObject(value: Json, schema: JsonSchema, path: string, old: Before | undefined, out: Result): void {
  const { minProperties, maxProperties, properties, additionalProperties } = schema;
  const size = Object.keys(value).length;
  if (minProperties !== undefined && size < minProperties) {
    return void add(out, invalid(at(path), minProperties, `${path} in ${IN} should have at least ${minProperties} properties`));
  }
  if (maxProperties !== undefined && size > maxProperties) return void add(out, tooMany(at(path), size, maxProperties));
  const before = (name: string): Before | undefined =>
    old && isMap(old.value) && Object.hasOwn(old.value, name) ? { value: old.value[name] } : undefined;
  const values = valuesOf(schema);
  if (values || additionalProperties === false) {
    for (const name in value) {
      if (propertyOf(schema, name)) continue;
      if (values) merge(out, validateAt(value[name], values, `${path}.${name}`, before(name)));
      else add(out, invalid(at(path), name, `${path}.${name} in ${IN} is a forbidden property`));
    }
  }
  if (properties) {
    for (const name in value) {
      const property = propertyOf(schema, name);
      if (property && value[name] !== undefined)
        merge(out, validateAt(value[name], property, path ? `${path}.${name}` : name, before(name)));
    }
  }
  for (const name of schema.required ?? []) if (value[name] === undefined) add(out, required(at(`${path}.${name}`)));
  out.matches++;
}

/** anyOf, oneOf, allOf, not. Models schemaPropsValidator. */
function checkLogic(value: unknown, schema: JsonSchema, path: string, old: Before | undefined, out: Result): void {
  const { anyOf, oneOf, allOf, not } = schema;
  const say = (text: string) => add(out, invalid('<nil>', '', text));
  const run = (one: JsonSchema) => validateSchema(value, one, path, old);
  const shown = JSON.stringify(path);
  if (anyOf?.length) {
    const best = firstValid(anyOf.map((one) => () => run(one)));
    if (best.errors.length > 0) say(`${shown} must validate at least one schema (anyOf)`);
    merge(out, best);
  }
  if (oneOf?.length) {
    const results = oneOf.map(run);
    const valid = results.filter(({ errors }) => errors.length === 0);
    if (valid.length === 1) merge(out, valid[0]!);
    else {
      const why = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
      say(`${shown} must validate one and only one schema (oneOf). ${why}`);
      if (valid.length === 0) merge(out, bestOf(results));
    }
  }
  if (allOf?.length) {
    const results = allOf.map(run);
    for (const result of results) merge(out, result);
    const valid = results.filter(({ errors }) => errors.length === 0).length;
    if (valid !== results.length) say(`${shown} must validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
  }
  if (not && run(not).errors.length === 0) say(`${shown} must not validate the schema (not)`);
  out.matches++;
}

function firstValid(runs: readonly (() => Result)[]): Result {
  const failures: Result[] = [];
  for (const run of runs) {
    const result = run();
    if (result.errors.length === 0) return result;
    failures.push(result);
  }
  return bestOf(failures);
}

/** The failure that passed most checks; the first of those. */
const bestOf = (results: readonly Result[]): Result => results.reduce((best, one) => (one.matches > best.matches ? one : best));
