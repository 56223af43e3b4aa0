import { deepFreeze } from './freeze';
import { compareElements, elementText } from './path-element';
import { refOf, schemaFor, type FieldSchema, type SchemaRef } from './schema';

/** A set of fields as `fieldsV1` writes it: `{ 'f:spec': { 'f:replicas': {} } }`; `{ '.': {} }` is the thing itself. */
export type FieldSet = { readonly [path: string]: FieldSet };

export const EMPTY: FieldSet = Object.freeze({});
const LEAF: FieldSet = EMPTY;
const SELF: FieldSet = Object.freeze({ '.': LEAF });

export const isEmpty = (set: FieldSet): boolean => {
  for (const _ in set) return false;
  return true;
};

const DEEPEST_SET = 1_000;

/** Whether a value reads as a set of fields: maps all the way down, by path elements that can be read. Models fieldpath.Set.FromJSON. */
export function isFieldSet(value: unknown, depth = 0): value is FieldSet {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || depth > DEEPEST_SET) return false;
  return Object.entries(value).every(([element, below]) => isElement(element) && isFieldSet(below, depth + 1));
}

function isElement(element: string): boolean {
  const [kind, rest] = [element.slice(0, 2), element.slice(2)];
  if (kind === 'i:') return /^[-+]?\d+$/.test(rest);
  if (kind !== 'v:' && kind !== 'k:') return true;
  try {
    const key: unknown = JSON.parse(rest);
    return kind === 'v:' || (typeof key === 'object' && key !== null && !Array.isArray(key));
  } catch {
    return false;
  }
}

/** Fields in either set. Shares what it can. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  let out: Record<string, FieldSet> | undefined;
  for (const key in b) {
    const before = a[key];
    const after = before === undefined ? b[key]! : joined(before, b[key]!);
    if (after !== before) (out ??= { ...a })[key] = after;
  }
  return out ?? a;
}

/** Two entries of the same path; a leaf beside deeper fields stays known as `.`. */
function joined(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) && isEmpty(b)) return a;
  if (isEmpty(a)) return '.' in b ? b : { '.': LEAF, ...b };
  if (isEmpty(b)) return '.' in a ? a : { '.': LEAF, ...a };
  return union(a, b);
}

/** A set that is only itself is a leaf. */
function shrunk(set: FieldSet): FieldSet {
  for (const key in set) if (key !== '.') return set;
  return LEAF;
}

/** Whether an entry is itself in the set, besides what is below it. */
const isMember = (set: FieldSet) => isEmpty(set) || '.' in set;

/** Fields of `a` that are not in `b`. Shares what it can. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  let out: Record<string, FieldSet> | undefined;
  for (const key in b) {
    const before = a[key];
    if (before === undefined) continue;
    const gone = b[key]!;
    if (isEmpty(before)) {
      if (isMember(gone)) delete (out ??= { ...a })[key];
      continue;
    }
    const after = difference(before, isEmpty(gone) ? SELF : gone);
    if (after === before) continue;
    out ??= { ...a };
    if (isEmpty(after)) delete out[key];
    else out[key] = shrunk(after);
  }
  return out ?? a;
}

/** Fields in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const out: Record<string, FieldSet> = {};
  for (const key in a) {
    const left = a[key]!;
    const right = b[key];
    if (right === undefined) continue;
    if (isEmpty(left) || isEmpty(right)) {
      if (isMember(left) && isMember(right)) out[key] = LEAF;
      continue;
    }
    const both = intersection(left, right);
    if (!isEmpty(both)) out[key] = shrunk(both);
  }
  return out;
}

/**
 * The set with the struct fields on the way to its members as members too; keys of maps and items of lists are not.
 * Models Set.EnsureNamedFieldsAreMembers.
 */
export function withNamedFields(set: FieldSet, ref: SchemaRef | undefined): FieldSet {
  const schema = ref === undefined ? undefined : schemaFor(ref);
  const out: Record<string, FieldSet> = {};
  for (const key in set) {
    const below = set[key]!;
    const field = key.startsWith('f:') ? schema?.fields[key.slice(2)] : undefined;
    if (isEmpty(below)) out[key] = below;
    else {
      const inner = namedBelow(below, field ?? (key.startsWith('f:') ? schema?.others : undefined));
      out[key] = field && !('.' in inner) ? { '.': LEAF, ...inner } : inner;
    }
  }
  return out;
}

function namedBelow(set: FieldSet, field: FieldSchema | undefined): FieldSet {
  if (!field) return set;
  if (field.type === 'object') return withNamedFields(set, refOf(field));
  const items = field.type === 'array' ? field.items : field.values;
  if (!items) return set;
  const out: Record<string, FieldSet> = {};
  for (const key in set) out[key] = isEmpty(set[key]!) ? set[key]! : namedBelow(set[key]!, items);
  return out;
}

/** Frozen sets that are in order already. */
const sorted = new WeakSet<FieldSet>();

/** Sorted by path, as upstream writes them. Shares what `keepSorted` has sorted. */
export function sortedSet(set: FieldSet): FieldSet {
  if (set === EMPTY || sorted.has(set)) return set;
  const keys = Object.keys(set);
  if (keys.length > 1) keys.sort(compareElements);
  const out: Record<string, FieldSet> = {};
  for (const key of keys) out[key] = sortedSet(set[key]!);
  return keys.length === 0 ? EMPTY : out;
}

/** A sorted, frozen set that is shared by all whose part it is. */
export function keepSorted(set: FieldSet): FieldSet {
  const kept = deepFreeze(sortedSet(set));
  sorted.add(kept);
  return kept;
}

/** Human paths of a set's members: those at one level first, then what is below them. Models fieldpath.Set.Iterate. */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  const keys = Object.keys(set)
    .filter((key) => key !== '.')
    .sort(compareElements);
  const members = keys.filter((key) => isEmpty(set[key]!) || '.' in set[key]!).map((key) => prefix + elementText(key));
  return [...members, ...keys.flatMap((key) => pathsOf(set[key]!, prefix + elementText(key)))];
}
