import { dynType, parameters, sameType, typeName, withParameters, type CelType } from './types';
import { TYPE_STEP, work } from './work';

/** What type parameters stand for. */
export type Mapping = Map<string, CelType>;

const isDyn = (type: CelType) => type.kind === 'dyn' || type.kind === 'any';
const isDynOrError = (type: CelType) => isDyn(type) || type.kind === 'error';

/** The type with its parameters replaced; unbound ones by dyn if `toDyn`. Models checker.substitute. */
export function substitute(mapping: Mapping, type: CelType, toDyn: boolean): CelType {
  work(TYPE_STEP);
  if (type.kind === 'param') {
    const found = mapping.get(type.name);
    if (found) return substitute(mapping, found, toDyn);
    return toDyn ? dynType : type;
  }
  const params = parameters(type);
  if (params.length === 0) return type;
  return withParameters(
    type,
    params.map((param) => substitute(mapping, param, toDyn)),
  );
}

/** The mapping under which `from` may stand where `to` is asked for, or undefined. Models checker.isAssignable. */
export function assignable(mapping: Mapping, to: CelType, from: CelType): Mapping | undefined {
  const copy = new Map(mapping);
  return assign(copy, to, from) ? copy : undefined;
}

export function assignableAll(mapping: Mapping, to: readonly CelType[], from: readonly CelType[]): Mapping | undefined {
  const copy = new Map(mapping);
  return assignList(copy, to, from) ? copy : undefined;
}

function assignList(mapping: Mapping, left: readonly CelType[], right: readonly CelType[]): boolean {
  return left.length === right.length && left.every((type, index) => assign(mapping, type, right[index]!));
}

function assign(mapping: Mapping, left: CelType, right: CelType): boolean {
  work(TYPE_STEP);
  if (right.kind === 'param') {
    const known = mapping.has(right.name);
    if (validSubstitution(mapping, left, right)) return true;
    if (known) return false;
  }
  if (left.kind === 'param') return validSubstitution(mapping, right, left);
  if (isDynOrError(left) || isDynOrError(right)) return true;
  if (left.kind === 'null_type') return nullable(right);
  if (right.kind === 'null_type') return nullable(left);
  switch (left.kind) {
    case 'type':
      return right.kind === 'type';
    case 'list':
    case 'map':
    case 'opaque':
      return left.kind === right.kind && typeName(left) === typeName(right) && assignList(mapping, parameters(left), parameters(right));
    default:
      return left.kind === right.kind && typeName(left) === typeName(right);
  }
}

function nullable(type: CelType): boolean {
  return ['null_type', 'object', 'timestamp', 'duration', 'any', 'opaque'].includes(type.kind);
}

function validSubstitution(mapping: Mapping, type: CelType, param: CelType & { kind: 'param' }): boolean {
  if (sameType(type, param)) return true;
  const known = mapping.get(param.name);
  if (known) {
    if (sameType(type, known)) return true;
    if (!assign(mapping, type, known)) return false;
    const general = mostGeneral(type, known);
    if (notReferencedIn(mapping, param, general)) mapping.set(param.name, general);
    return true;
  }
  if (!notReferencedIn(mapping, param, type)) return false;
  mapping.set(param.name, type);
  return true;
}

function notReferencedIn(mapping: Mapping, param: CelType, within: CelType): boolean {
  if (sameType(param, within)) return false;
  if (within.kind === 'param') {
    const found = mapping.get(within.name);
    return found ? notReferencedIn(mapping, param, found) : true;
  }
  return parameters(within).every((one) => notReferencedIn(mapping, param, one));
}

/** Models checker.mostGeneral. */
export const mostGeneral = (a: CelType, b: CelType): CelType => (lessSpecific(a, b) ? a : b);

function lessSpecific(a: CelType, b: CelType): boolean {
  work(TYPE_STEP);
  if (isDyn(a) || a.kind === 'param') return true;
  if (isDyn(b) || b.kind === 'param') return false;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'type') return true;
  if (a.kind === 'list' || a.kind === 'map' || a.kind === 'opaque') {
    const left = parameters(a);
    const right = parameters(b);
    return typeName(a) === typeName(b) && left.length === right.length && left.every((type, index) => lessSpecific(type, right[index]!));
  }
  return sameType(a, b);
}
