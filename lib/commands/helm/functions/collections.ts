import { fn, type GoFunction } from '../template/signature';
import { bare, copyOf, Int, isMap, isTrue, kindOf, put, typeOf, type Fields } from '../template/value';
import { textOf } from './format';

function list(name: string, given: unknown): unknown[] {
  const value = bare(given);
  if (Array.isArray(value)) return value;
  throw new Error(`Cannot ${name} on type ${kindOf(value)}`);
}

/** reflect.DeepEqual. */
export function same(a: unknown, b: unknown): boolean {
  const x = bare(a);
  const y = bare(b);
  if (x instanceof Int && y instanceof Int) return x.n === y.n && x.kind === y.kind;
  if (Array.isArray(x) && Array.isArray(y)) return x.length === y.length && x.every((each, i) => same(each, y[i]));
  if (isMap(x) && isMap(y)) {
    const keys = Object.keys(x);
    return keys.length === Object.keys(y).length && keys.every((key) => Object.hasOwn(y, key) && same(x[key], y[key]));
  }
  return (x ?? null) === (y ?? null);
}

const isEmpty = (value: unknown) => !isTrue(value);

/** mergo.Merge: fills what is empty in `into`; with `over` what `from` has wins. */
export function merge(into: Fields, from: Fields, over: boolean): Fields {
  for (const key of Object.keys(from)) {
    const theirs = bare(from[key]);
    const ours = bare(into[key]);
    if (isMap(theirs) && isMap(ours)) merge(ours, theirs, over);
    else if (over ? !isEmpty(theirs) || !Object.hasOwn(into, key) : !Object.hasOwn(into, key) || isEmpty(ours)) put(into, key, theirs);
  }
  return into;
}

const mapOf = (value: unknown): Fields => (isMap(bare(value)) ? (bare(value) as Fields) : {});
const without = (map: Fields, keys: readonly string[]) => Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));

function dict(...pairs: unknown[]): Fields {
  const out: Fields = {};
  for (let i = 0; i < pairs.length; i += 2) put(out, textOf(pairs[i]), i + 1 < pairs.length ? pairs[i + 1] : '');
  return out;
}

function dig(...args: unknown[]): unknown {
  if (args.length < 3) throw new Error('dig needs at least three arguments');
  let value: unknown = bare(args.at(-1));
  const fallback = args.at(-2);
  const keys = args.slice(0, -2);
  for (const [i, key] of keys.entries()) {
    if (!isMap(value) || !Object.hasOwn(value, key as string)) return fallback;
    const found = bare(value[key as string]);
    if (i === keys.length - 1) return found;
    if (!isMap(found)) throw new Error(`interface conversion: interface {} is ${typeOf(found)}, not map[string]interface {}`);
    value = found;
  }
  return fallback;
}

function slice(given: unknown, ...at: Int[]): unknown[] {
  if (!Array.isArray(bare(given))) throw new Error(`list should be type of slice or array but ${kindOf(given)}`);
  const value = list('slice', given);
  return value.slice(at[0]?.n ?? 0, at[1]?.n ?? value.length);
}

function get(map: unknown, key: string): unknown {
  const fields = mapOf(map);
  return Object.hasOwn(fields, key) ? fields[key] : '';
}

const coalesce = (...values: unknown[]) => values.find((value) => isTrue(value));
const numbers = (from: number, to: number, step: number): Int[] => {
  if (step === 0 || Math.abs((to - from) / step) > 1_000_000) return [];
  const out: Int[] = [];
  for (let n = from; step > 0 ? n < to : n > to; n += step) out.push(new Int(n, 'int'));
  return out;
};

/** Sprig's functions over lists, dictionaries and values of any kind. */
export const collectionFunctions: Readonly<Record<string, GoFunction>> = {
  list: fn('...any', (...values: unknown[]) => values.map((value) => value ?? null)),
  first: fn('any', (value: unknown) => list('find first', value)[0]),
  last: fn('any', (value: unknown) => list('find last', value).at(-1)),
  rest: fn('any', (value: unknown) => list('find rest', value).slice(1)),
  initial: fn('any', (value: unknown) => list('find initial', value).slice(0, -1)),
  append: fn('any any', (value: unknown, item: unknown) => [...list('push', value), item ?? null]),
  push: fn('any any', (value: unknown, item: unknown) => [...list('push', value), item ?? null]),
  prepend: fn('any any', (value: unknown, item: unknown) => [item ?? null, ...list('prepend', value)]),
  concat: fn('...any', (...lists: unknown[]) => lists.flatMap((each) => list('concat type slice', each))),
  reverse: fn('any', (value: unknown) => [...list('find reverse', value)].reverse()),
  uniq: fn('any', (value: unknown) => list('find uniq', value).filter((each, i, all) => all.findIndex((other) => same(each, other)) === i)),
  without: fn('any ...any', (value: unknown, ...gone: unknown[]) =>
    list('find without', value).filter((each) => !gone.some((other) => same(each, other))),
  ),
  has: fn('any any', (item: unknown, value: unknown) =>
    value === undefined || value === null ? false : list('find has', value).some((each) => same(each, item)),
  ),
  compact: fn('any', (value: unknown) => list('compact', value).filter((each) => !isEmpty(each))),
  slice: fn('any ...any', slice),
  chunk: fn('int any', ({ n }: Int, value: unknown) => {
    const all = list('chunk', value);
    return Array.from({ length: Math.ceil(all.length / Math.max(1, n)) }, (_, i) => all.slice(i * n, (i + 1) * n));
  }),
  until: fn('int', ({ n }: Int) => numbers(0, n, n < 0 ? -1 : 1)),
  untilStep: fn('int int int', (from: Int, to: Int, step: Int) => numbers(from.n, to.n, step.n)),
  seq: fn('...int', (...at: Int[]) => {
    const [a = 1, b, c] = at.map(({ n }) => n);
    if (at.length === 0 || at.length > 3) return '';
    const [from, step, to] = at.length === 1 ? [1, a < 1 ? -1 : 1, a] : at.length === 2 ? [a, b! < a ? -1 : 1, b!] : [a, b!, c!];
    return numbers(from, to + Math.sign(step), step)
      .map(({ n }) => n)
      .join(' ');
  }),
  dict: fn('...any', dict),
  get: fn('map string', get),
  set: fn('map string any', (map: Fields, key: string, value: unknown) => {
    put(map, key, value ?? null);
    return map;
  }),
  unset: fn('map string', (map: Fields, key: string) => {
    delete map[key];
    return map;
  }),
  hasKey: fn('map string', (map: unknown, key: string) => Object.hasOwn(mapOf(map), key)),
  pluck: fn('string ...map', (key: string, ...maps: unknown[]) =>
    maps
      .map(mapOf)
      .filter((map) => Object.hasOwn(map, key))
      .map((map) => map[key]),
  ),
  keys: fn('...map', (...maps: unknown[]) => maps.flatMap((map) => Object.keys(mapOf(map)))),
  values: fn('map', (map: unknown) => Object.values(mapOf(map))),
  pick: fn('map ...string', (map: unknown, ...keys: string[]) =>
    Object.fromEntries(Object.entries(mapOf(map)).filter(([key]) => keys.includes(key))),
  ),
  omit: fn('map ...string', (map: unknown, ...keys: string[]) => without(mapOf(map), keys)),
  merge: fn('map ...map', (into: Fields, ...others: unknown[]) =>
    others.reduce<Fields>((all, each) => merge(all, mapOf(each), false), into),
  ),
  mustMerge: fn('map ...map', (into: Fields, ...others: unknown[]) =>
    others.reduce<Fields>((all, each) => merge(all, mapOf(each), false), into),
  ),
  mergeOverwrite: fn('map ...map', (into: Fields, ...others: unknown[]) =>
    others.reduce<Fields>((all, each) => merge(all, mapOf(each), true), into),
  ),
  mustMergeOverwrite: fn('map ...map', (into: Fields, ...others: unknown[]) =>
    others.reduce<Fields>((all, each) => merge(all, mapOf(each), true), into),
  ),
  deepCopy: fn('any', (value: unknown) => copyOf(bare(value))),
  mustDeepCopy: fn('any', (value: unknown) => copyOf(bare(value))),
  dig: fn('...any', dig),
  default: fn('any ...any', (fallback: unknown, ...given: unknown[]) => (given.length === 0 || isEmpty(given[0]) ? fallback : given[0])),
  empty: fn('any', isEmpty),
  coalesce: fn('...any', coalesce),
  all: fn('...any', (...values: unknown[]) => values.every(isTrue)),
  any: fn('...any', (...values: unknown[]) => values.some(isTrue)),
  ternary: fn('any any bool', (yes: unknown, no: unknown, which: boolean) => (which ? yes : no)),
  typeOf: fn('any', typeOf),
  typeIs: fn('string any', (name: string, value: unknown) => name === typeOf(value)),
  typeIsLike: fn('string any', (name: string, value: unknown) => name === typeOf(value) || `*${name}` === typeOf(value)),
  kindOf: fn('any', kindOf),
  kindIs: fn('string any', (name: string, value: unknown) => name === kindOf(value)),
  deepEqual: fn('any any', same),
};
