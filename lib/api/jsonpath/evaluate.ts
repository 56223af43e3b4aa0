import { goJson } from '../go-json';
import { JsonPathError, parseTemplate, type Node, type Operand, type Step } from './parse';

export interface JsonPathOptions {
  /** A missing field gives nothing instead of an error (kubectl's default). */
  readonly allowMissingKeys?: boolean;
}

/** The values that a path finds in a value. Throws JsonPathError (`x is not found`, `array index out of bounds …`). */
export function findAll(steps: readonly Step[], value: unknown, options: JsonPathOptions = {}): unknown[] {
  const lenient = options.allowMissingKeys ?? true;
  let current: unknown[] = [value];
  for (const step of steps) current = advance(step, current, lenient);
  return current;
}

function advance(step: Step, values: readonly unknown[], lenient: boolean): unknown[] {
  switch (step.step) {
    case 'field':
      return fields(step.name, values, lenient);
    case 'wildcard':
      return values.flatMap((value) => (Array.isArray(value) ? value : isObject(value) ? sortedValues(value) : []));
    case 'recursive':
      return values.flatMap((value) => descend(value));
    case 'slice':
      return values.flatMap((value) => slice(step, value, lenient));
    case 'union':
      return step.branches.flatMap((branch) => values.flatMap((value) => findAll(branch, value, { allowMissingKeys: lenient })));
    case 'filter':
      return values
        .flatMap((value) => (Array.isArray(value) ? value : isObject(value) ? sortedValues(value) : []))
        .filter((item) => passes(step, item));
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const sortedValues = (value: Record<string, unknown>) =>
  Object.keys(value)
    .sort()
    .map((key) => value[key]);

function fields(name: string, values: readonly unknown[], lenient: boolean): unknown[] {
  const found: unknown[] = [];
  for (const value of values) if (isObject(value) && Object.hasOwn(value, name) && value[name] !== undefined) found.push(value[name]);
  if (found.length === 0 && !lenient) throw new JsonPathError(`${name} is not found`, true);
  return found;
}

function descend(value: unknown): unknown[] {
  if (Array.isArray(value)) return [value, ...value.flatMap(descend)];
  if (isObject(value)) return [value, ...sortedValues(value).flatMap(descend)];
  return [];
}

function slice(step: Extract<Step, { step: 'slice' }>, value: unknown, lenient: boolean): unknown[] {
  if (!Array.isArray(value)) {
    if (value === null || value === undefined || lenient) {
      if (value === null || value === undefined) return [];
    }
    throw new JsonPathError(`${goTypeOf(value)} is not array or slice`, true);
  }
  const length = value.length;
  let from = step.from ?? 0;
  let to = step.single ? from + 1 : (step.to ?? length);
  if (from < 0) from += length;
  if (step.single) to = from + 1;
  else if (to < 0) to += length;
  if (step.single && (from >= length || from < 0)) {
    throw new JsonPathError(`array index out of bounds: index ${step.from}, length ${length}`, true);
  }
  const items = value.slice(Math.max(0, from), Math.max(0, to));
  const by = step.by ?? 1;
  return by <= 1 ? items : items.filter((_, i) => i % by === 0);
}

function passes(step: Extract<Step, { step: 'filter' }>, item: unknown): boolean {
  const left = operandValues(step.left, item);
  if (step.operator === 'exists') return left.length > 0;
  const right = operandValues(step.right!, item);
  if (left.length === 0 || right.length === 0) return false;
  const a = left[0];
  const b = right[0];
  switch (step.operator) {
    case '==':
      return same(a, b);
    case '!=':
      return !same(a, b);
    default: {
      const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
      return step.operator === '<' ? order < 0 : step.operator === '>' ? order > 0 : step.operator === '<=' ? order <= 0 : order >= 0;
    }
  }
}

const same = (a: unknown, b: unknown) =>
  a === b || (typeof a !== typeof b && String(a) === String(b) && typeof a !== 'boolean' && typeof b !== 'boolean');

function operandValues(operand: Operand, item: unknown): unknown[] {
  return 'literal' in operand ? [operand.literal] : findAll(operand.path, item);
}

/** The text of a value as client-go's evalToText gives it. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'object') return goJson(value);
  return typeof value === 'number' ? numberText(value) : String(value);
}

const numberText = (value: number) =>
  Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? String(value) : String(value).replace(/e([+-])(\d)$/, 'e$10$2');

/** Runs a template over a value. Throws JsonPathError. */
export function renderJsonPath(template: string, value: unknown, options: JsonPathOptions = {}): string {
  return render(parseTemplate(template), value, options);
}

function render(nodes: readonly Node[], value: unknown, options: JsonPathOptions): string {
  let out = '';
  for (const node of nodes) {
    if (node.node === 'text') out += node.text;
    else if (node.node === 'literal') out += String(node.value);
    else if (node.node === 'range')
      for (const item of rangeItems(findAll(node.steps, value, options))) out += render(node.body, item, options);
    else if (!node.nothing) out += findAll(node.steps, value, options).map(textOf).join(' ');
  }
  return out;
}

/** A range over one list goes through its items only when the path itself spread them (`[*]`). */
const rangeItems = (values: unknown[]) => values;

/** What each expression of a template finds, for `-o jsonpath-as-json`; those of a range once an item. */
export function resultSets(template: string, value: unknown, options: JsonPathOptions = {}): unknown[][] {
  const sets = (nodes: readonly Node[], root: unknown): unknown[][] =>
    nodes.flatMap((node) => {
      if (node.node === 'path') return [findAll(node.steps, root, options)];
      if (node.node === 'range') return findAll(node.steps, root, options).flatMap((item) => sets(node.body, item));
      return [[node.node === 'text' ? node.text : node.value]];
    });
  return sets(parseTemplate(template), value);
}

function goTypeOf(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return 'map[string]interface {}';
}

/** The values that a template's paths find, one after another. */
export function findResults(template: string, value: unknown, options: JsonPathOptions = {}): unknown[] {
  return parseTemplate(template).flatMap((node) => (node.node === 'path' ? findAll(node.steps, value, options) : []));
}
