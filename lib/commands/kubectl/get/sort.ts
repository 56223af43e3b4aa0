import { findAll, JsonPathError, parseTemplate, relaxedPath, type Step } from '@/lib/api/jsonpath';
import { goSort } from '@/lib/api/go-sort';
import { compareQuantities, parseQuantity, type Quantity } from '@/lib/api/quantity';
import { CommandError, Fatal } from '../errors';
import type { Invocation } from '../invocation';
import { klog } from '../klog';

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
export function sortRows(k: Invocation, expression: string, rows: any[]): void {
  const { steps, text } = sortPath(expression);
  sortInPlace(k, rows, (row) => findAll(steps, row.object), text, '[][][]reflect.Value', 375);
}

/** Whether any of the rows has what --sort-by names. */
export function canSort(expression: string, rows: readonly any[]): boolean {
  const { steps } = sortPath(expression);
  return rows.some((row) => findAll(steps, row.object).length > 0);
}

/** Several tables are sorted as if they were objects: what objects have none of them has. Throws CommandError then. */
export function checkTables(expression: string, tables: readonly any[]): void {
  const { steps, text } = sortPath(expression);
  if (!tables.some((table) => findAll(steps, table).length > 0)) throw notFound(text);
}

/** The objects in the order of --sort-by. Throws CommandError. */
export function sortObjects(k: Invocation, objects: any[]): any[] {
  const expression = k.flags.has('sort-by') ? k.flags.text('sort-by') : '';
  if (expression === '') return objects;
  const { steps, text } = sortPath(expression);
  const copy = [...objects];
  sortInPlace(k, copy, (object) => findAll(steps, object), text, '*unstructured.Unstructured', 329);
  return copy;
}

const notFound = (path: string) => new CommandError(`couldn't find any field with path ${JSON.stringify(path)} in the list of objects`);

/** `type`: what Go calls what is sorted; `at`: the line of upstream's sorter.go that gives up. */
function sortInPlace(
  k: Invocation,
  items: any[],
  valuesOf: (item: any) => readonly unknown[],
  path: string,
  type: string,
  at: number,
): void {
  const values = new Map(items.map((item) => [item, valuesOf(item)]));
  if (items.length > 0 && [...values.values()].every((found) => found.length === 0)) throw notFound(path);
  goSort(items, (a, b) => {
    const [left, right] = [values.get(a)!, values.get(b)!];
    // As upstream has it: of two that lack the field each comes before the other.
    if (left.length === 0) return true;
    if (right.length === 0) return false;
    try {
      return isLess(left[0], right[0]);
    } catch (error) {
      if (!(error instanceof Unsortable)) throw error;
      throw new Fatal(
        klog(k.sys, 'F', `sorter.go:${at}`, `Field ${path} in ${type} is an unsortable type: interface, err: ${error.message}`),
      );
    }
  });
}

class Unsortable extends Error {}

/** Models get.isLess, of values as decoded JSON. Throws Unsortable. */
function isLess(a: unknown, b: unknown): boolean {
  if (a === null || a === undefined) return b !== null && b !== undefined;
  if (b === null || b === undefined) return false;
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (typeof a === 'string' && typeof b === 'string') {
    const [left, right] = [quantity(a), quantity(b)];
    return left && right ? compareQuantities(left, right) < 0 : a < b;
  }
  if (typeof a === 'string' || typeof a === 'number') throw new Unsortable('unsortable interface: interface');
  throw new Unsortable(
    `unsortable type: ${typeof a === 'boolean' ? 'bool' : Array.isArray(a) ? '[]interface {}' : 'map[string]interface {}'}`,
  );
}

function quantity(text: string): Quantity | undefined {
  try {
    return parseQuantity(text);
  } catch {
    return undefined;
  }
}
