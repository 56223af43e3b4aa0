import {
  addQuantities,
  compareQuantities,
  newQuantity,
  parseQuantity,
  QuantityError,
  quantityNumber,
  subtractQuantities,
  type Quantity,
} from '../../quantity';
import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { boolType, doubleType, intType, opaqueType, stringType } from '../types';
import { CelOpaque, type CelValue } from '../values';

const type = opaqueType('kubernetes.Quantity');
const NANO = 1_000_000_000n;

const of = (value: CelValue | undefined) => (value as CelOpaque<Quantity>).value;
const wrap = (quantity: Quantity) => new CelOpaque('kubernetes.Quantity', quantity, String(quantity.nano));
const whole = (value: CelValue | undefined) => newQuantity(value as bigint, 'DecimalExponent');

function parse(text: string): Quantity {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) throw new CelRuntimeError(error.message);
    throw error;
  }
}

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch (error) {
    if (error instanceof QuantityError) return false;
    throw error;
  }
}

/** A whole number of 64 bits, or undefined. Models Quantity.AsInt64. */
function asInteger({ nano }: Quantity): bigint | undefined {
  const value = nano / NANO;
  return nano % NANO === 0n && BigInt.asIntN(64, value) === value ? value : undefined;
}

const compare = (a: CelValue | undefined, b: CelValue | undefined) => Math.sign(compareQuantities(of(a), of(b)));

/** Models apiserver/pkg/cel/library.Quantity. */
export const quantities = new Library()
  .fn('quantity', 'string_to_quantity', [stringType], type, ([text]) => wrap(parse(text as string)))
  .fn('isQuantity', 'is_quantity_string', [stringType], boolType, ([text]) => isQuantity(text as string))
  .fn('sign', 'quantity_sign', [type], intType, ([a]) => (of(a).nano > 0n ? 1n : of(a).nano < 0n ? -1n : 0n))
  .member('isGreaterThan', 'quantity_is_greater_than', [type, type], boolType, ([a, b]) => compare(a, b) > 0)
  .member('isLessThan', 'quantity_is_less_than', [type, type], boolType, ([a, b]) => compare(a, b) < 0)
  .member('compareTo', 'quantity_compare_to', [type, type], intType, ([a, b]) => BigInt(compare(a, b)))
  .member('asApproximateFloat', 'quantity_get_float', [type], doubleType, ([a]) => quantityNumber(of(a)))
  .member('isInteger', 'quantity_is_integer', [type], boolType, ([a]) => asInteger(of(a)) !== undefined)
  .member('asInteger', 'quantity_get_int', [type], intType, ([a]) => {
    const value = asInteger(of(a));
    if (value === undefined) throw new CelRuntimeError('cannot convert value to integer');
    return value;
  })
  .member('add', 'quantity_add', [type, type], type, ([a, b]) => wrap(addQuantities(of(a), of(b))))
  .member('add', 'quantity_add_int', [type, intType], type, ([a, b]) => wrap(addQuantities(of(a), whole(b))))
  .member('sub', 'quantity_sub', [type, type], type, ([a, b]) => wrap(subtractQuantities(of(a), of(b))))
  .member('sub', 'quantity_sub_int', [type, intType], type, ([a, b]) => wrap(subtractQuantities(of(a), whole(b))));
