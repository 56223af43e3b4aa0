import { celCompare, celEquals, isNumber } from '../equality';
import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { compileRegex } from '../regex';
import {
  boolType, bytesType, doubleType, durationType, dynType, intType, listType, mapType, optionalType, paramType, stringType, timestampType,
  typeType, uintType, type CelType,
} from '../types'; // prettier-ignore
import {
  CelDuration, CelList, CelMap, CelTimestamp, CelTypeValue, CelUint, checkedDuration, checkedInt, checkedTimestamp, checkedUint,
  typeOf, type CelValue,
} from '../values'; // prettier-ignore

const A = paramType('A');
const B = paramType('B');
const listA = listType(A);
const mapAB = mapType(A, B);

/** Operators and functions of the language itself. Models cel-go's common/stdlib. */
export const standard = new Library();

const { int, dbl } = { int: (value: CelValue) => value as bigint, dbl: (value: CelValue) => value as number };
const uint = (value: CelValue) => (value as CelUint).value;
const text = (value: CelValue) => value as string;
const time = (value: CelValue) => (value as CelTimestamp).nanos;
const span = (value: CelValue) => (value as CelDuration).nanos;

standard
  .fn('_?_:_', 'conditional', [boolType, A, A], A)
  .fn('_&&_', 'logical_and', [boolType, boolType], boolType)
  .fn('_||_', 'logical_or', [boolType, boolType], boolType)
  .fn('@not_strictly_false', 'not_strictly_false', [boolType], boolType)
  .fn('!_', 'logical_not', [boolType], boolType, ([value]) => !(value as boolean))
  .fn('_==_', 'equals', [A, A], boolType, ([a, b]) => celEquals(a!, b!))
  .fn('_!=_', 'not_equals', [A, A], boolType, ([a, b]) => !celEquals(a!, b!))
  .fn('_[_]', 'index_list', [listA, intType], A)
  .fn('_[_]', 'index_map', [mapAB, A], B)
  .fn('_[_]', 'optional_list_index_int', [optionalType(listType(B)), intType], optionalType(B))
  .fn('_[_]', 'optional_map_index_value', [optionalType(mapAB), A], optionalType(B))
  .fn('_[?_]', 'list_optindex_optional_int', [listA, intType], optionalType(A))
  .fn('_[?_]', 'optional_list_optindex_optional_int', [optionalType(listA), intType], optionalType(A))
  .fn('_[?_]', 'map_optindex_optional_value', [mapAB, A], optionalType(B))
  .fn('_[?_]', 'optional_map_optindex_optional_value', [optionalType(mapAB), A], optionalType(B))
  .fn('@in', 'in_list', [A, listA], boolType, ([value, list]) => contains(list as CelList, value!))
  .fn('@in', 'in_map', [A, mapAB], boolType, ([key, map]) => (map as CelMap).get(key!) !== undefined);

function contains(list: CelList, value: CelValue): boolean {
  for (let index = 0; index < list.size; index++) if (celEquals(list.at(index), value)) return true;
  return false;
}

// Arithmetic.
standard
  .fn('_+_', 'add_bytes', [bytesType, bytesType], bytesType, ([a, b]) => Uint8Array.from([...(a as Uint8Array), ...(b as Uint8Array)]))
  .fn('_+_', 'add_double', [doubleType, doubleType], doubleType, ([a, b]) => dbl(a!) + dbl(b!))
  .fn('_+_', 'add_duration_duration', [durationType, durationType], durationType, ([a, b]) => checkedDuration(span(a!) + span(b!)))
  .fn('_+_', 'add_duration_timestamp', [durationType, timestampType], timestampType, ([a, b]) => checkedTimestamp(span(a!) + time(b!)))
  .fn('_+_', 'add_timestamp_duration', [timestampType, durationType], timestampType, ([a, b]) => checkedTimestamp(time(a!) + span(b!)))
  .fn('_+_', 'add_int64', [intType, intType], intType, ([a, b]) => checkedInt(int(a!) + int(b!)))
  .fn('_+_', 'add_list', [listA, listA], listA, ([a, b]) => (a as CelList).concat(b as CelList))
  .fn('_+_', 'add_string', [stringType, stringType], stringType, ([a, b]) => text(a!) + text(b!))
  .fn('_+_', 'add_uint64', [uintType, uintType], uintType, ([a, b]) => checkedUint(uint(a!) + uint(b!)))
  .fn('_-_', 'subtract_double', [doubleType, doubleType], doubleType, ([a, b]) => dbl(a!) - dbl(b!))
  .fn('_-_', 'subtract_duration_duration', [durationType, durationType], durationType, ([a, b]) => checkedDuration(span(a!) - span(b!)))
  .fn('_-_', 'subtract_int64', [intType, intType], intType, ([a, b]) => checkedInt(int(a!) - int(b!)))
  .fn('_-_', 'subtract_timestamp_duration', [timestampType, durationType], timestampType, ([a, b]) => checkedTimestamp(time(a!) - span(b!)))
  .fn('_-_', 'subtract_timestamp_timestamp', [timestampType, timestampType], durationType, ([a, b]) => checkedDuration(time(a!) - time(b!)))
  .fn('_-_', 'subtract_uint64', [uintType, uintType], uintType, ([a, b]) => checkedUint(uint(a!) - uint(b!)))
  .fn('_*_', 'multiply_double', [doubleType, doubleType], doubleType, ([a, b]) => dbl(a!) * dbl(b!))
  .fn('_*_', 'multiply_int64', [intType, intType], intType, ([a, b]) => checkedInt(int(a!) * int(b!)))
  .fn('_*_', 'multiply_uint64', [uintType, uintType], uintType, ([a, b]) => checkedUint(uint(a!) * uint(b!)))
  .fn('_/_', 'divide_double', [doubleType, doubleType], doubleType, ([a, b]) => dbl(a!) / dbl(b!))
  .fn('_/_', 'divide_int64', [intType, intType], intType, ([a, b]) => checkedInt(int(a!) / nonZero(int(b!), 'division by zero')))
  .fn('_/_', 'divide_uint64', [uintType, uintType], uintType, ([a, b]) => checkedUint(uint(a!) / nonZero(uint(b!), 'division by zero')))
  .fn('_%_', 'modulo_int64', [intType, intType], intType, ([a, b]) => checkedInt(int(a!) % nonZero(int(b!), 'modulus by zero')))
  .fn('_%_', 'modulo_uint64', [uintType, uintType], uintType, ([a, b]) => checkedUint(uint(a!) % nonZero(uint(b!), 'modulus by zero')))
  .fn('-_', 'negate_double', [doubleType], doubleType, ([a]) => -dbl(a!))
  .fn('-_', 'negate_int64', [intType], intType, ([a]) => checkedInt(-int(a!)));

function nonZero(value: bigint, message: string): bigint {
  if (value === 0n) throw new CelRuntimeError(message);
  return value;
}

// Order: within a type, and between the types of numbers.
const ORDERED: readonly (readonly [string, CelType, CelType])[] = [
  ['bool', boolType, boolType],
  ['int64', intType, intType],
  ['int64_double', intType, doubleType],
  ['int64_uint64', intType, uintType],
  ['uint64', uintType, uintType],
  ['uint64_double', uintType, doubleType],
  ['uint64_int64', uintType, intType],
  ['double', doubleType, doubleType],
  ['double_int64', doubleType, intType],
  ['double_uint64', doubleType, uintType],
  ['string', stringType, stringType],
  ['bytes', bytesType, bytesType],
  ['timestamp', timestampType, timestampType],
  ['duration', durationType, durationType],
];
const RELATIONS: readonly (readonly [string, string, (order: number) => boolean])[] = [
  ['_<_', 'less', (order) => order < 0],
  ['_<=_', 'less_equals', (order) => order <= 0],
  ['_>_', 'greater', (order) => order > 0],
  ['_>=_', 'greater_equals', (order) => order >= 0],
];
for (const [name, id, holds] of RELATIONS) {
  for (const [suffix, left, right] of ORDERED) {
    standard.fn(name, `${id}_${suffix}`, [left, right], boolType, ([a, b]) => holds(celCompare(a!, b!)));
  }
}

// Sizes and strings.
const size = ([value]: readonly CelValue[]): bigint => {
  if (typeof value === 'string') return BigInt([...value].length);
  if (value instanceof Uint8Array) return BigInt(value.length);
  return BigInt((value as CelList | CelMap).size);
};
const SIZED: readonly (readonly [string, CelType])[] = [
  ['bytes', bytesType],
  ['list', listA],
  ['map', mapAB],
  ['string', stringType],
];
for (const [id, type] of SIZED)
  standard.fn('size', `size_${id}`, [type], intType, size).member('size', `${id}_size`, [type], intType, size);
const matches = ([value, pattern]: readonly CelValue[]) => compileRegex(text(pattern!)).test(text(value!));
standard
  .member('contains', 'contains_string', [stringType, stringType], boolType, ([value, part]) => text(value!).includes(text(part!)))
  .member('endsWith', 'ends_with_string', [stringType, stringType], boolType, ([value, part]) => text(value!).endsWith(text(part!)))
  .member('startsWith', 'starts_with_string', [stringType, stringType], boolType, ([value, part]) => text(value!).startsWith(text(part!)))
  .fn('matches', 'matches', [stringType, stringType], boolType, matches)
  .member('matches', 'matches_string', [stringType, stringType], boolType, matches)
  .fn('dyn', 'to_dyn', [A], dynType, ([value]) => value!)
  .fn('type', 'type', [A], typeType(A), ([value]) =>
    isNumber(value!) ? new CelTypeValue(typeOf(value)) : new CelTypeValue(typeOf(value!)),
  );
