import { TYPE_STEP, work } from './work';

/** CEL's types as the checker sees them. Models cel-go's common/types.Type and apiserver/pkg/cel.DeclType. */
export type CelType = SimpleType | ListType | MapType | ObjectType | TypeOfType | OpaqueType | ParamType;

export type SimpleName =
  'dyn' | 'any' | 'bool' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'null_type' | 'timestamp' | 'duration' | 'error';

/** How large a value can be: what cost estimates stand on. */
export interface Bounds {
  /** Longest string in bytes, most items or entries. Absent: unknown. */
  readonly maxElements?: number;
}

export interface SimpleType extends Bounds {
  readonly kind: SimpleName;
}

export interface ListType extends Bounds {
  readonly kind: 'list';
  readonly elem: CelType;
  /** x-kubernetes-list-type: how `==` and `+` see the list. */
  readonly listType?: 'set' | 'map';
  readonly listMapKeys?: readonly string[];
}

export interface MapType extends Bounds {
  readonly kind: 'map';
  readonly key: CelType;
  readonly value: CelType;
}

export interface CelField {
  readonly type: CelType;
  /** Name in the JSON, before escaping. */
  readonly json: string;
}

/** A struct with known fields, by their escaped names. */
export interface ObjectType extends Bounds {
  readonly kind: 'object';
  readonly name: string;
  readonly fields: ReadonlyMap<string, CelField>;
  /** Any field may be set and read (the `Object` types of mutations). */
  readonly open?: (field: string) => CelType;
}

export interface TypeOfType extends Bounds {
  readonly kind: 'type';
  readonly of?: CelType;
}

/** optional_type(T), kubernetes.Quantity, kubernetes.URL … */
export interface OpaqueType extends Bounds {
  readonly kind: 'opaque';
  readonly name: string;
  readonly params: readonly CelType[];
}

export interface ParamType extends Bounds {
  readonly kind: 'param';
  readonly name: string;
}

const simple = (kind: SimpleName): SimpleType => ({ kind });
export const dynType = simple('dyn');
export const anyType = simple('any');
export const boolType = simple('bool');
export const intType = simple('int');
export const uintType = simple('uint');
export const doubleType = simple('double');
export const stringType = simple('string');
export const bytesType = simple('bytes');
export const nullType = simple('null_type');
export const timestampType = simple('timestamp');
export const durationType = simple('duration');
export const errorType = simple('error');

export const listType = (elem: CelType, bounds: Omit<ListType, 'kind' | 'elem'> = {}): ListType => ({ kind: 'list', elem, ...bounds });
export const mapType = (key: CelType, value: CelType, bounds: Bounds = {}): MapType => ({ kind: 'map', key, value, ...bounds });
export const typeType = (of?: CelType): TypeOfType => (of ? { kind: 'type', of } : { kind: 'type' });
export const opaqueType = (name: string, ...params: CelType[]): OpaqueType => ({ kind: 'opaque', name, params });
export const optionalType = (of: CelType): OpaqueType => opaqueType('optional_type', of);
export const paramType = (name: string): ParamType => ({ kind: 'param', name });

/** An object type of fields whose names are not escaped. */
export function objectType(name: string, fields: Readonly<Record<string, CelType>>): ObjectType {
  return { kind: 'object', name, fields: new Map(Object.entries(fields).map(([field, type]) => [field, { type, json: field }])) };
}

/** Name as `type(x)` has it, without parameters. Models Type.TypeName. */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case 'object':
    case 'opaque':
    case 'param':
      return type.name;
    case 'timestamp':
      return 'google.protobuf.Timestamp';
    case 'duration':
      return 'google.protobuf.Duration';
    case 'any':
      return 'google.protobuf.Any';
    case 'error':
      return '!error!';
    default:
      return type.kind;
  }
}

/** As the checker's messages write a type: `map(string, int)`. Models checker.FormatCELType. */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case 'null_type':
      return 'null';
    case 'timestamp':
    case 'duration':
    case 'any':
      return type.kind;
    default:
      return goTypeString(type, formatType);
  }
}

/** As `%v` writes a type: `google.protobuf.Timestamp`. Models Type.String. */
export function goTypeString(type: CelType, inner: (type: CelType) => string = goTypeString): string {
  work(TYPE_STEP);
  const params = parameters(type);
  return params.length === 0 ? typeName(type) : `${typeName(type)}(${params.map((param) => inner(param)).join(', ')})`;
}

export function parameters(type: CelType): readonly CelType[] {
  switch (type.kind) {
    case 'list':
      return [type.elem];
    case 'map':
      return [type.key, type.value];
    case 'type':
      return type.of ? [type.of] : [];
    case 'opaque':
      return type.params;
    default:
      return [];
  }
}

/** The same type with other parameters. */
export function withParameters(type: CelType, params: readonly CelType[]): CelType {
  switch (type.kind) {
    case 'list':
      return { ...type, elem: params[0]! };
    case 'map':
      return { ...type, key: params[0]!, value: params[1]! };
    case 'type':
      return typeType(params[0]);
    case 'opaque':
      return { ...type, params };
    default:
      return type;
  }
}

/** Models Type.IsExactType. */
export function sameType(a: CelType, b: CelType): boolean {
  work(TYPE_STEP);
  if (a === b) return true;
  if (a.kind !== b.kind || typeName(a) !== typeName(b)) return false;
  const left = parameters(a);
  const right = parameters(b);
  return left.length === right.length && left.every((one, index) => sameType(one, right[index]!));
}
