import { isMap, type Json } from './json-map';
import { refOf, schemaFor, type FieldSchema } from './schema';

/** Thrown for an item of a list that has no place in it. */
export class KeyError extends Error {}

/**
 * The path element of an item of a list that is a map or a set: `k:{"containerPort":80,"protocol":"TCP"}`, `v:"a"`. Keys left out
 * stand for their defaults. Throws KeyError with upstream's words. Models structured-merge-diff's listItemToPathElement.
 */
export function itemElement(item: unknown, field: FieldSchema): string {
  if (field.listType === 'set') {
    if (isMap(item)) throw new KeyError("associative list without keys has an element that's a map type");
    if (Array.isArray(item)) throw new KeyError('not supported: associative list with lists as elements');
    if (item === null || item === undefined) throw new KeyError("associative list without keys has an element that's an explicit null");
    return `v:${JSON.stringify(item)}`;
  }
  if (item === null || item === undefined) throw new KeyError('associative list with keys may not have a null element');
  if (!isMap(item)) throw new KeyError('associative list with keys may not have non-map elements');
  const ref = refOf(field.items);
  const fields = ref ? (schemaFor(ref)?.fields ?? {}) : {};
  const parts: Record<string, unknown> = {};
  for (const key of [...(field.listMapKeys ?? [])].sort()) {
    const value = Object.hasOwn(item, key) ? item[key] : defaultOf(fields[key], key);
    if (value === undefined) {
      throw new KeyError(
        `associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`,
      );
    }
    parts[key] = value;
  }
  return `k:${JSON.stringify(parts)}`;
}

/** As `itemElement`, of an item that may have no key: what is left out is left out of the element. */
export function laxItemElement(item: unknown, field: FieldSchema): string {
  try {
    return itemElement(item, field);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    const keys = [...(field.listMapKeys ?? [])].sort();
    return field.listType === 'set'
      ? `v:${JSON.stringify(item)}`
      : `k:${JSON.stringify(Object.fromEntries(keys.map((key) => [key, (item as Json | null)?.[key]])))}`;
  }
}

const defaultOf = (field: FieldSchema | undefined, key: string): unknown => {
  if (field?.default !== undefined) {
    try {
      return JSON.parse(field.default) as unknown;
    } catch {
      return field.default;
    }
  }
  return key === 'protocol' ? 'TCP' : undefined;
};

/** A path element for people: `.spec`, `[name="a"]`, `[="x"]`. Models PathElement.String. */
export function elementText(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  if (element.startsWith('i:')) return `[${text}]`;
  const parts = Object.entries(JSON.parse(text) as object).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `[${parts.join(',')}]`;
}

/** The order of path elements: names of fields, keys, values, indices. Models PathElement.Compare. */
export function compareElements(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '.' || b === '.') return a === '.' ? -1 : 1;
  const rank = 'fkvi'.indexOf(a[0]!) - 'fkvi'.indexOf(b[0]!);
  if (rank !== 0) return rank;
  if (a.startsWith('f:')) return a < b ? -1 : 1;
  try {
    const [left, right] = [JSON.parse(a.slice(2)) as unknown, JSON.parse(b.slice(2)) as unknown];
    return isMap(left) && isMap(right) ? compareKeys(left, right) : compareValues(left, right);
  } catch {
    return a < b ? -1 : 1;
  }
}

function compareKeys(a: Json, b: Json): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const [[name, value], [otherName, otherValue]] = [left[i]!, right[i]!];
    if (name !== otherName) return name < otherName ? -1 : 1;
    const order = compareValues(value, otherValue);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers, then text, then truth values. */
function compareValues(a: unknown, b: unknown): number {
  const rank = (value: unknown) => ['number', 'string', 'boolean'].indexOf(typeof value);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  return a === b ? 0 : (a as string) < (b as string) ? -1 : 1;
}
