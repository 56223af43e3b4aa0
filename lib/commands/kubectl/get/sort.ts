import { findAll, JsonPathError, parseTemplate, relaxedPath, type Step } from '@/lib/api/jsonpath';
import { CommandError } from '../errors';
import type { Invocation } from '../invocation';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects and tables of any kind */
function sortPath(expression: string): { steps: readonly Step[]; text: string } {
  try {
    const text = relaxedPath(expression);
    const node = parseTemplate(text)[0];
    return { steps: node?.node === 'path' ? node.steps : [], text };
  } catch (error) {
    if (error instanceof JsonPathError) throw new CommandError(error.message);
    throw error;
  }
}

/** Sorts rows of a table that carry their objects. Throws CommandError. */
export function sortRows(expression: string, rows: any[]): void {
  const { steps, text } = sortPath(expression);
  sortInPlace(rows, (row) => findAll(steps, row.object)[0], text);
}

/** Whether any of the rows has what --sort-by names. */
export function canSort(expression: string, rows: readonly any[]): boolean {
  const { steps } = sortPath(expression);
  return rows.some((row) => findAll(steps, row.object)[0] !== undefined);
}

/** The objects in the order of --sort-by. Throws CommandError. */
export function sortObjects(k: Invocation, objects: any[]): any[] {
  const expression = k.flags.has('sort-by') ? k.flags.text('sort-by') : '';
  if (expression === '') return objects;
  const { steps, text } = sortPath(expression);
  const copy = [...objects];
  sortInPlace(copy, (object) => findAll(steps, object)[0], text);
  return copy;
}

function sortInPlace(items: any[], keyOf: (item: any) => unknown, path: string): void {
  const keys = new Map(items.map((item) => [item, keyOf(item)]));
  if (items.length > 0 && [...keys.values()].every((key) => key === undefined)) {
    throw new CommandError(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);
  }
  items.sort((a, b) => compare(keys.get(a), keys.get(b)));
}

function compare(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const quantity = /^(\d+)(\.\d+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/;
  if (typeof a === 'string' && typeof b === 'string' && quantity.test(a) && quantity.test(b)) return scale(a) - scale(b);
  return naturalLess(String(a), String(b));
}

const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  Ki: 1024,
  M: 1e6,
  Mi: 1024 ** 2,
  G: 1e9,
  Gi: 1024 ** 3,
  T: 1e12,
  Ti: 1024 ** 4,
};
const scale = (text: string) => parseFloat(text) * (UNITS[text.replace(/^[\d.]+/, '')] ?? 1);

/** Strings sort as people count (`a2` before `a10`), as fvbommel/sortorder does. */
function naturalLess(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i]!;
    const y = right[i]!;
    if (x === y) continue;
    if (/^\d/.test(x) && /^\d/.test(y) && Number(x) !== Number(y)) return Number(x) - Number(y);
    return x < y ? -1 : 1;
  }
  return left.length - right.length;
}
