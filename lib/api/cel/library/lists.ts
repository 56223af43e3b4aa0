import { celCompare, celEquals } from '../equality';
import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import {
  boolType, bytesType, doubleType, durationType, intType, listType, mapType, paramType, stringType, timestampType, uintType, type CelType,
} from '../types'; // prettier-ignore
import {
  checkedDuration, checkedInt, checkedUint, CelDuration, CelList, CelMap, CelUint, MutableEntries, type CelValue,
} from '../values'; // prettier-ignore

/** Models apiserver/pkg/cel/library.Lists, cel-go's ext.Sets and the functions of two-variable comprehensions. */
export const lists = new Library();

const A = paramType('A');
const COMPARABLE: readonly (readonly [string, CelType])[] = [
  ['int', intType],
  ['uint', uintType],
  ['double', doubleType],
  ['bool', boolType],
  ['duration', durationType],
  ['timestamp', timestampType],
  ['string', stringType],
  ['bytes', bytesType],
];

const items = (value: CelValue | undefined) => (value as CelList).items();

function best(name: string, wanted: number): (args: readonly CelValue[]) => CelValue {
  return ([list]) => {
    const all = items(list);
    if (all.length === 0) throw new CelRuntimeError(`${name} called on empty list`);
    return all.reduce((chosen, item) => (Math.sign(celCompare(chosen, item)) === wanted ? item : chosen));
  };
}

for (const [name, type] of COMPARABLE) {
  lists
    .member('isSorted', `list_${name}_is_sorted_bool`, [listType(type)], boolType, ([list]) => {
      const all = items(list);
      return all.every((item, index) => index === 0 || celCompare(all[index - 1]!, item) <= 0);
    })
    .member('max', `list_${name}_max_${name}`, [listType(type)], type, best('max', -1))
    .member('min', `list_${name}_min_${name}`, [listType(type)], type, best('min', 1));
}

function sum([list]: readonly CelValue[]): CelValue {
  const all = items(list);
  const [first] = all;
  if (first instanceof CelUint) return checkedUint(all.reduce<bigint>((total, item) => total + (item as CelUint).value, 0n));
  if (first instanceof CelDuration) return checkedDuration(all.reduce<bigint>((total, item) => total + (item as CelDuration).nanos, 0n));
  if (typeof first === 'number') return all.reduce<number>((total, item) => total + (item as number), 0);
  return all.reduce<bigint>((total, item) => checkedInt(total + (item as bigint)), 0n);
}

for (const [name, type] of COMPARABLE.filter(([one]) => ['int', 'uint', 'double', 'duration'].includes(one))) {
  lists.member('sum', `list_${name}_sum_${name}`, [listType(type)], type, sum);
}

const contains = (list: CelValue | undefined, value: CelValue) => items(list).some((item) => celEquals(item, value));
const containsAll = (list: CelValue | undefined, others: CelValue | undefined) => items(others).every((item) => contains(list, item));

lists
  .member('indexOf', 'list_a_index_of_int', [listType(A), A], intType, ([list, value]) =>
    BigInt(items(list).findIndex((item) => celEquals(item, value!))),
  )
  .member('lastIndexOf', 'list_a_last_index_of_int', [listType(A), A], intType, ([list, value]) =>
    BigInt(items(list).findLastIndex((item) => celEquals(item, value!))),
  )
  .fn('sets.contains', 'list_sets_contains_list', [listType(A), listType(A)], boolType, ([list, others]) => containsAll(list, others))
  .fn(
    'sets.equivalent',
    'list_sets_equivalent_list',
    [listType(A), listType(A)],
    boolType,
    ([a, b]) => containsAll(a, b) && containsAll(b, a),
  )
  .fn('sets.intersects', 'list_sets_intersects_list', [listType(A), listType(A)], boolType, ([list, others]) =>
    items(others).some((item) => contains(list, item)),
  );

const K = paramType('K');
const V = paramType('V');
const mapKV = mapType(K, V);

function insert(map: CelMap, entries: readonly (readonly [CelValue, CelValue])[]): CelMap {
  const into = map instanceof MutableEntries ? map : new MutableEntries();
  if (into !== map) for (const key of map.keys()) into.insert(key, map.get(key)!);
  for (const [key, value] of entries) {
    if (!into.insert(key, value))
      throw new CelRuntimeError(`insert failed: key ${key instanceof CelUint ? key.value : String(key)} already exists`);
  }
  return into;
}

lists
  .fn('cel.@mapInsert', '@mapInsert_map_key_value', [mapKV, K, V], mapKV, ([map, key, value]) => insert(map as CelMap, [[key!, value!]]))
  .fn('cel.@mapInsert', '@mapInsert_map_map', [mapKV, mapKV], mapKV, ([map, other]) => {
    const from = other as CelMap;
    return insert(
      map as CelMap,
      from.keys().map((key) => [key, from.get(key)!]),
    );
  });
