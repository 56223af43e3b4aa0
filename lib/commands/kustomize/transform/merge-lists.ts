import { isMap, isNilOrEmpty, isNull, own, put, scalarText, type Json } from '../resource/json';
import type { Walk } from './merge';
import type { MergeSchema } from './merge-schema';

/** Merges lists whose items are told apart by keys, or are texts; a patch's items come first. Models kyaml/yaml/walk. */
export function mergeLists(dest: Json[], patch: Json[] | undefined, schema: MergeSchema, walk: Walk): Json[] {
  const keys = schema.keys.length > 0 ? schema.keys : [''];
  const combinations = valuesOf([patch ?? [], dest], keys);
  if (keys.length > 1) joinValues(combinations);
  const used = usedKeys(combinations, keys);
  const added: Json[] = [];
  for (const values of combinations) {
    const wanted = used.map((key) => values[keys.indexOf(key)]!);
    const node = (list: Json[] | undefined) => {
      const found = list?.find((item) => matches(item, keys, values));
      return found === undefined ? undefined : { value: found };
    };
    const merged = walk(node(dest), node(patch), schema.items());
    if (!merged || isNull(merged.value) || (isMap(merged.value) && isNilOrEmpty(merged.value))) {
      setElement(dest, used, wanted);
      continue;
    }
    if (isMap(merged.value))
      for (const [i, key] of used.entries()) if (!Object.hasOwn(merged.value, key) && wanted[i] !== '') put(merged.value, key, wanted[i]!);
    setElement(added, used, wanted, merged.value);
  }
  return combinations.length === 0 ? dest : append(added, dest, used);
}

/** The values of the keys in every item, each combination once. */
function valuesOf(lists: readonly Json[][], keys: readonly string[]): string[][] {
  const seen = new Set<string>();
  const found: string[][] = [];
  for (const item of lists.flat()) {
    const values = keys[0] === '' ? [textOf(item)] : keys.map((key) => (isMap(item) ? textOf(own(item, key)) : ''));
    const mark = JSON.stringify(values);
    if (!seen.has(mark)) found.push(values);
    seen.add(mark);
  }
  return found;
}

const textOf = (value: Json): string => (isNull(value) || typeof value === 'object' ? '' : scalarText(value));

/** Combinations that differ only in what one of them leaves out are one. */
function joinValues(combinations: string[][]): void {
  for (let i = 0; i < combinations.length; i++) {
    for (let j = 0; j < combinations.length; j++) {
      const [a, b] = [combinations[i]!, combinations[j]!];
      if (!a.some((value, k) => value === b[k]) || a.some((value, k) => value !== b[k] && value !== '' && b[k] !== '')) continue;
      const joined = a.map((value, k) => value || b[k]!);
      combinations[i] = joined;
      combinations[j] = joined;
    }
  }
}

/** Keys that any item has a value of; all of them if none does. */
function usedKeys(combinations: readonly string[][], keys: readonly string[]): readonly string[] {
  const used = keys.filter((_, i) => combinations.some((values) => values[i] !== ''));
  return used.length === 0 ? keys : used;
}

/** Whether an item has these values, as far as they are given. */
function matches(item: Json, keys: readonly string[], values: readonly string[]): boolean {
  if (keys[0] === '') return !isMap(item) && textOf(item) === values[0];
  if (!isMap(item)) return false;
  const given = keys.filter((_, i) => values[i] !== '');
  return (given.length === 0 ? keys : given).every((key) => hasValue(item, key, values[keys.indexOf(key)]!));
}

const hasValue = (item: Json, key: string, value: string): boolean =>
  key === ''
    ? !isMap(item) && (value === '' || textOf(item) === value)
    : isMap(item) && !isNull(own(item, key)) && (value === '' || textOf(own(item, key)) === value);

/** Puts an element in the place of those that match, or at the end; without an element they are taken out. */
function setElement(list: Json[], keys: readonly string[], values: readonly string[], element?: Json): void {
  let found = false;
  const next: Json[] = [];
  for (const item of list) {
    if (isNull(item) || (isMap(item) && isNilOrEmpty(item))) continue;
    if (keys[0] !== '' && !isMap(item)) {
      next.push(item);
      continue;
    }
    let known = false;
    const match = keys.every((key, j) => (known = j < values.length ? hasValue(item, key, values[j]!) : known));
    if (!match) {
      if (values.length > 0) next.push(item);
      continue;
    }
    found = true;
    if (element !== undefined) next.push(element);
  }
  if (!found && element !== undefined) next.push(element);
  list.splice(0, Infinity, ...next);
}

/** Adds items to a list, in the places of those that match. */
function append(list: Json[], items: readonly Json[], keys: readonly string[]): Json[] {
  for (const item of [...items]) {
    if (keys[0] === '') {
      setElement(list, keys, [textOf(item)], item);
      continue;
    }
    const values: string[] = [];
    for (const key of keys) {
      const value = isMap(item) ? own(item, key) : undefined;
      if (isMap(item) && Object.hasOwn(item, key)) values.push(textOf(value));
      else list.push(item);
    }
    if (keys.length > 1) setElement(list, keys, values);
    setElement(list, keys, values, item);
  }
  return list;
}
