import { isMap, plain, type Fields } from '../template/value';
import type { Chart } from './chart';

/* eslint-disable @typescript-eslint/no-explicit-any -- schemas are what people wrote */
type Found = { where: string; text: string };

/** What values.schema.json of a chart and its subcharts say against values, as helm lists it; '' when nothing (Models gojsonschema). */
export function schemaComplaints(chart: Chart, values: Fields): string {
  let out = '';
  if (chart.schema !== undefined) {
    const schema = JSON.parse(chart.schema) as any;
    const found: Found[] = [];
    check(schema, plain(values), '(root)', schema, found, 0);
    if (found.length > 0) out += `${chart.metadata.name}:\n${found.map(({ where, text }) => `- ${where}: ${text}\n`).join('')}`;
  }
  for (const child of chart.dependencies) {
    const below = values[child.metadata.name];
    out += schemaComplaints(child, isMap(below) ? below : {});
  }
  return out;
}

const typeOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : typeof value === 'number'
        ? Number.isInteger(value)
          ? 'integer'
          : 'number'
        : typeof value === 'object'
          ? 'object'
          : typeof value;

const show = (value: unknown) => JSON.stringify(value);
const below = (where: string, name: string | number) => (where === '(root)' ? String(name) : `${where}.${name}`);
const DEEPEST = 100;

function check(schema: any, value: any, where: string, root: any, found: Found[], depth: number): void {
  if (depth > DEEPEST || schema === true || schema === undefined || schema === null) return;
  const say = (text: string) => found.push({ where, text });
  if (schema === false) return void say('False always fails validation');
  if (typeof schema.$ref === 'string') {
    const target =
      schema.$ref === '#'
        ? root
        : schema.$ref
            .slice(2)
            .split('/')
            .reduce((at: any, part: string) => at?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], root);
    return check(target, value, where, root, found, depth + 1);
  }
  const type = typeOf(value);
  if (schema.type !== undefined) {
    const wanted: string[] = Array.isArray(schema.type) ? schema.type : [schema.type];
    if (!wanted.includes(type) && !(type === 'integer' && wanted.includes('number'))) {
      say(`Invalid type. Expected: ${wanted.length > 1 ? `[${wanted.join(',')}]` : wanted[0]}, given: ${type}`.replace(/\[(.*)\]/, '$1'));
      return;
    }
  }
  if (schema.enum !== undefined && !schema.enum.some((each: unknown) => show(each) === show(value)))
    say(`${where} must be one of the following: ${schema.enum.map(show).join(', ')}`);
  if (schema.const !== undefined && show(schema.const) !== show(value)) say(`${where} does not match: ${show(schema.const)}`);
  combined(schema, value, where, root, found, depth);
  if (type === 'string') text(schema, value, say);
  if (type === 'number' || type === 'integer') number(schema, value, say);
  if (type === 'array') {
    if (schema.minItems !== undefined && value.length < schema.minItems) say(`Array must have at least ${schema.minItems} items`);
    if (schema.maxItems !== undefined && value.length > schema.maxItems) say(`Array must have at most ${schema.maxItems} items`);
    if (schema.uniqueItems) {
      const at = value.findIndex((each: unknown, i: number) => value.findIndex((other: unknown) => show(other) === show(each)) < i);
      if (at >= 0) say(`array items[${value.findIndex((other: unknown) => show(other) === show(value[at]))},${at}] must be unique`);
    }
    if (schema.items !== undefined && !Array.isArray(schema.items))
      value.forEach((each: unknown, i: number) => check(schema.items, each, below(where, i), root, found, depth + 1));
  }
  if (type === 'object') object(schema, value, where, root, found, depth);
}

function combined(schema: any, value: any, where: string, root: any, found: Found[], depth: number): void {
  const passes = (each: any) => {
    const own: Found[] = [];
    check(each, value, where, root, own, depth + 1);
    return own.length === 0;
  };
  const say = (text: string) => found.push({ where, text });
  if (schema.anyOf && !schema.anyOf.some(passes)) say('Must validate at least one schema (anyOf)');
  if (schema.oneOf && schema.oneOf.filter(passes).length !== 1) say('Must validate one and only one schema (oneOf)');
  if (schema.not && passes(schema.not)) say('Must not validate the schema (not)');
  for (const each of schema.allOf ?? []) check(each, value, where, root, found, depth + 1);
  if (schema.if !== undefined) check(passes(schema.if) ? schema.then : schema.else, value, where, root, found, depth + 1);
}

function text(schema: any, value: string, say: (text: string) => void): void {
  const length = [...value].length;
  if (schema.minLength !== undefined && length < schema.minLength)
    say(`String length must be greater than or equal to ${schema.minLength}`);
  if (schema.maxLength !== undefined && length > schema.maxLength) say(`String length must be less than or equal to ${schema.maxLength}`);
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) say(`Does not match pattern '${schema.pattern}'`);
}

function number(schema: any, value: number, say: (text: string) => void): void {
  if (schema.multipleOf !== undefined && value % schema.multipleOf !== 0) say(`Must be a multiple of ${schema.multipleOf}`);
  if (schema.maximum !== undefined && value > schema.maximum) say(`Must be less than or equal to ${schema.maximum}`);
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum) say(`Must be less than ${schema.exclusiveMaximum}`);
  if (schema.minimum !== undefined && value < schema.minimum) say(`Must be greater than or equal to ${schema.minimum}`);
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) say(`Must be greater than ${schema.exclusiveMinimum}`);
}

function object(schema: any, value: any, where: string, root: any, found: Found[], depth: number): void {
  const say = (text: string) => found.push({ where, text });
  const keys = Object.keys(value).sort();
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) say(`${name} is required`);
  const known = (key: string) =>
    Object.hasOwn(schema.properties ?? {}, key) ||
    Object.keys(schema.patternProperties ?? {}).some((pattern) => new RegExp(pattern).test(key));
  for (const key of keys.filter((each) => !known(each))) {
    if (schema.additionalProperties === false) say(`Additional property ${key} is not allowed`);
    else if (typeof schema.additionalProperties === 'object')
      check(schema.additionalProperties, value[key], below(where, key), root, found, depth + 1);
  }
  for (const [pattern, each] of Object.entries(schema.patternProperties ?? {}))
    for (const key of keys) if (new RegExp(pattern).test(key)) check(each, value[key], below(where, key), root, found, depth + 1);
  for (const key of Object.keys(schema.properties ?? {}))
    if (Object.hasOwn(value, key)) check(schema.properties[key], value[key], below(where, key), root, found, depth + 1);
}
