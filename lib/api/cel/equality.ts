import { CelRuntimeError } from './errors';
import {
  CelDuration, CelList, CelMap, CelOpaque, CelOptional, CelTimestamp, CelTypeValue, CelUint, typeNameOf, type CelValue,
} from './values'; // prettier-ignore
import { work } from './work';

/** Whether two values are equal; of different types: false. Models types.Equal. */
export function celEquals(a: CelValue, b: CelValue): boolean {
  work();
  if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) === 0;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b;
  if (a instanceof CelList) return b instanceof CelList && listEquals(a, b);
  if (a instanceof CelMap) return b instanceof CelMap && mapEquals(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof CelTimestamp) return b instanceof CelTimestamp && a.nanos === b.nanos;
  if (a instanceof CelDuration) return b instanceof CelDuration && a.nanos === b.nanos;
  if (a instanceof CelTypeValue) return b instanceof CelTypeValue && a.name === b.name;
  if (a instanceof CelOptional) {
    if (!(b instanceof CelOptional)) return false;
    if (a.value === undefined || b.value === undefined) return a.value === b.value;
    return celEquals(a.value, b.value);
  }
  if (a instanceof CelOpaque) return b instanceof CelOpaque && a.name === b.name && a.identity !== undefined && a.identity === b.identity;
  return false;
}

function listEquals(a: CelList, b: CelList): boolean {
  if (a.size !== b.size) return false;
  if (a.set) {
    const { key } = a.set;
    const others = new Map(b.items().map((item) => [key(item), item]));
    return a.items().every((item) => {
      const other = others.get(key(item));
      return other !== undefined && celEquals(item, other);
    });
  }
  for (let index = 0; index < a.size; index++) if (!celEquals(a.at(index), b.at(index))) return false;
  return true;
}

function mapEquals(a: CelMap, b: CelMap): boolean {
  if (a.size !== b.size) return false;
  return a.keys().every((key) => {
    const other = b.get(key);
    const own = a.get(key);
    return other !== undefined && own !== undefined && celEquals(own, other);
  });
}

type CelNumber = bigint | number | CelUint;

export const isNumber = (value: CelValue): value is CelNumber =>
  typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;

/** Negative, zero or positive; NaN where a NaN is compared. */
export function compareNumbers(a: CelNumber, b: CelNumber): number {
  const left = a instanceof CelUint ? a.value : a;
  const right = b instanceof CelUint ? b.value : b;
  if (Number.isNaN(left) || Number.isNaN(right)) return NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Order of two values of one type. Throws `no such overload`. Models traits.Comparer. */
export function celCompare(a: CelValue, b: CelValue): number {
  if (isNumber(a) && isNumber(b)) {
    const order = compareNumbers(a, b);
    if (Number.isNaN(order)) throw new CelRuntimeError('NaN values cannot be ordered');
    return order;
  }
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  if ((a instanceof CelTimestamp && b instanceof CelTimestamp) || (a instanceof CelDuration && b instanceof CelDuration)) {
    return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
  }
  throw new CelRuntimeError('no such overload');
}

/** By code points, as Go compares UTF-8. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const left = [...a];
  const right = [...b];
  for (let index = 0; index < left.length && index < right.length; index++) {
    const difference = left[index]!.codePointAt(0)! - right[index]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = a[index]! - b[index]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** `no such overload: f(int, string)`. Models decls.MaybeNoSuchOverload. */
export function noSuchOverload(name: string, args: readonly CelValue[]): CelRuntimeError {
  return new CelRuntimeError(`no such overload: ${name}(${args.map(typeNameOf).join(', ')})`);
}
