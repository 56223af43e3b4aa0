/** Where an object differs from what was expected of it. */
export interface Difference {
  /** `spec.containers[0].image` */
  readonly path: string;
  readonly expected: unknown;
  /** Undefined: the field is not there. */
  readonly found: unknown;
}

/**
 * The differences between a partial expectation and a value: every expected field must be there and match; of a list,
 * each expected item must be matched by an item of its own, in any order.
 */
export function differences(expected: unknown, found: unknown, path = ''): Difference[] {
  if (Array.isArray(expected)) return Array.isArray(found) ? listDifferences(expected, found, path) : [{ path, expected, found }];
  if (isObject(expected)) {
    if (!isObject(found)) return [{ path, expected, found }];
    return Object.entries(expected).flatMap(([key, value]) => differences(value, found[key], path ? `${path}.${key}` : key));
  }
  return expected === found ? [] : [{ path, expected, found }];
}

function listDifferences(expected: readonly unknown[], found: readonly unknown[], path: string): Difference[] {
  const table = expected.map((item) => found.map((other, at) => differences(item, other, `${path}[${at}]`)));
  const owner = pairUp(table.map((row) => row.flatMap((these, at) => (these.length === 0 ? [at] : []))));
  const taken = new Set(owner.filter((at) => at !== undefined));
  return expected.flatMap((item, index) => {
    if (owner[index] !== undefined) return [];
    const free = [...found.keys()].filter((at) => !taken.has(at));
    if (!isObject(item) || free.length === 0) return [{ path: `${path}[${index}]`, expected: item, found: undefined }];
    const best =
      free.find((at) => sameName(item, found[at])) ?? free.reduce((a, b) => (table[index]![b]!.length < table[index]![a]!.length ? b : a));
    taken.add(best);
    return table[index]![best]!;
  });
}

/** Gives as many rows as possible a column of their own among those each row accepts (Kuhn's augmenting paths). */
function pairUp(accepted: readonly (readonly number[])[]): (number | undefined)[] {
  const rowOf = new Map<number, number>();
  const place = (row: number, seen: Set<number>): boolean =>
    accepted[row]!.some((column) => {
      if (seen.has(column)) return false;
      seen.add(column);
      const holder = rowOf.get(column);
      if (holder !== undefined && !place(holder, seen)) return false;
      rowOf.set(column, row);
      return true;
    });
  accepted.forEach((_, row) => place(row, new Set()));
  const columns = new Array<number | undefined>(accepted.length).fill(undefined);
  for (const [column, row] of rowOf) columns[row] = column;
  return columns;
}

function sameName(a: unknown, b: unknown): boolean {
  return isObject(a) && isObject(b) && a.name !== undefined && a.name === b.name;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
