import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { boolType, listType, optionalType, paramType } from '../types';
import { CelDuration, CelList, CelMap, CelOptional, CelTimestamp, CelUint, type CelValue } from '../values';

/** Models cel-go's cel.OptionalTypes, without its macros. */
export const optionals = new Library();

const V = paramType('V');
const optV = optionalType(V);
const held = (value: CelValue | undefined) => (value as CelOptional).value;

/** Models Zeroer.IsZeroValue. */
function isZero(value: CelValue): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') return true;
  if (value instanceof CelUint) return value.value === 0n;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof CelList || value instanceof CelMap) return value.size === 0;
  if (value instanceof CelDuration || value instanceof CelTimestamp) return value.nanos === 0n;
  return value instanceof CelOptional && (value.value === undefined || isZero(value.value));
}

optionals
  .fn('optional.of', 'optional_of', [V], optV, ([value]) => new CelOptional(value))
  .fn('optional.ofNonZeroValue', 'optional_ofNonZeroValue', [V], optV, ([value]) =>
    isZero(value!) ? CelOptional.none : new CelOptional(value),
  )
  .fn('optional.none', 'optional_none', [], optV, () => CelOptional.none)
  .fn('optional.unwrap', 'optional_unwrap', [listType(optV)], listType(V), ([list]) => unwrap(list))
  .member('unwrapOpt', 'optional_unwrapOpt', [listType(optV)], listType(V), ([list]) => unwrap(list))
  .member('value', 'optional_value', [optV], V, ([value]) => {
    const found = held(value);
    if (found === undefined) throw new CelRuntimeError('optional.none() dereference');
    return found;
  })
  .member('hasValue', 'optional_hasValue', [optV], boolType, ([value]) => held(value) !== undefined)
  .member('or', 'optional_or_optional', [optV, optV], optV, ([value, other]) => (held(value) === undefined ? other! : value!))
  .member('orValue', 'optional_orValue_value', [optV, V], V, ([value, other]) => held(value) ?? (held(value) === null ? null : other!));

function unwrap(list: CelValue | undefined): CelValue {
  const values = (list as CelList).items().flatMap((item) => (item instanceof CelOptional && item.value !== undefined ? [item.value] : []));
  return CelList.of(values);
}
