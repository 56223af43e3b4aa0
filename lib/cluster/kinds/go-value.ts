/* eslint-disable @typescript-eslint/no-explicit-any -- structs of any kind */

/**
 * How one field of one of upstream's internal Go structs reads in JSON: those structs have no tags, so messages that print
 * them show Go's names and every field, empty ones too. `[Go name, name in the API, how its value shows]`.
 */
export type GoField = readonly [go: string, api: string, show: GoShow];
/** The value, or what stands for an absent one. */
export type GoShow = (value: any) => unknown;

/** Pointers, slices and maps: null when absent. */
export const pointer: GoShow = (value) => value ?? null;
export const text: GoShow = (value) => value ?? '';
export const number: GoShow = (value) => value ?? 0;
export const flag: GoShow = (value) => value ?? false;

/** A map, in order of its keys. */
export const map =
  (show: GoShow = pointer): GoShow =>
  (value) =>
    value === undefined || value === null
      ? null
      : Object.fromEntries(
          Object.keys(value)
            .sort()
            .map((key) => [key, show(value[key])]),
        );
export const list =
  (show: GoShow): GoShow =>
  (value) =>
    Array.isArray(value) ? value.map((item) => show(item)) : null;
/** A struct that is held by value. */
export const struct =
  (...fields: readonly GoField[]): GoShow =>
  (value) =>
    Object.fromEntries(fields.map(([go, api, show]) => [go, show(value?.[api])]));
/** A struct behind a pointer. */
export const optional =
  (show: GoShow): GoShow =>
  (value) =>
    value === undefined || value === null ? null : show(value);

const CONTEXT = 3;
/** More lines than this are not compared line by line: the message says so. */
const MOST_LINES = 2000;

/**
 * What changed between two Go values: a unified diff, with three lines around each change, of their indented JSON.
 * Models apimachinery's diff.Diff.
 */
export function goDiff(before: unknown, after: unknown): string {
  const a = JSON.stringify(before, null, 1).split('\n');
  const b = JSON.stringify(after, null, 1).split('\n');
  if (a.length > MOST_LINES || b.length > MOST_LINES) return `(${a.length} and ${b.length} lines: too many to compare)\n`;
  return unified(edits(a, b));
}

type Edit = readonly [sign: ' ' | '-' | '+', line: string];

/** The edits that lead from `a` to `b`, through their longest common subsequence. */
function edits(a: readonly string[], b: readonly string[]): Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const left = a.slice(head, a.length - tail);
  const right = b.slice(head, b.length - tail);
  const lengths = Array.from({ length: left.length + 1 }, () => new Uint16Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--)
      lengths[i]![j] = left[i] === right[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const out: Edit[] = a.slice(0, head).map((line) => [' ', line]);
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      out.push([' ', left[i++]!]);
      j++;
    } else if (i < left.length && (j === right.length || lengths[i + 1]![j]! >= lengths[i]![j + 1]!)) out.push(['-', left[i++]!]);
    else out.push(['+', right[j++]!]);
  }
  for (const line of a.slice(a.length - tail)) out.push([' ', line]);
  return out;
}

function unified(all: readonly Edit[]): string {
  const changed = all.flatMap(([sign], at) => (sign === ' ' ? [] : [at]));
  let out = '';
  for (let n = 0; n < changed.length;) {
    let last = n;
    while (last + 1 < changed.length && changed[last + 1]! - changed[last]! <= 2 * CONTEXT) last++;
    const start = Math.max(0, changed[n]! - CONTEXT);
    const end = Math.min(all.length, changed[last]! + CONTEXT + 1);
    const before = all.slice(0, start);
    const hunk = all.slice(start, end);
    const count = (part: readonly Edit[], other: '-' | '+') => part.filter(([sign]) => sign !== other).length;
    out += `@@ -${range(count(before, '+'), count(hunk, '+'))} +${range(count(before, '-'), count(hunk, '-'))} @@\n`;
    for (const [sign, line] of hunk) out += `${sign}${line}\n`;
    n = last + 1;
  }
  return out;
}

/** `start,count`, from one; an empty range names the line before it, a single line only itself. */
const range = (before: number, count: number): string => (count === 1 ? `${before + 1}` : `${count === 0 ? before : before + 1},${count}`);
