import { CelRuntimeError } from './errors';
import { goTypeString, typeName, type CelType } from './types';
import { work } from './work';

/** A value of CEL: int is bigint, double is number, lists and maps are read on demand. */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | CelUint
  | CelTimestamp
  | CelDuration
  | CelList
  | CelMap
  | CelTypeValue
  | CelOptional
  | CelOpaque;

export class CelUint {
  constructor(readonly value: bigint) {}
}

const NANOS = 1_000_000_000n;

/** An instant, in nanoseconds since 1970 (UTC). */
export class CelTimestamp {
  constructor(readonly nanos: bigint) {}
}

/** A length of time in nanoseconds. */
export class CelDuration {
  constructor(readonly nanos: bigint) {}
}

export class CelList {
  constructor(
    readonly size: number,
    /** `index` is in range. */
    readonly at: (index: number) => CelValue,
    /** Order does not matter to `==`, and `+` merges: x-kubernetes-list-type. */
    readonly set?: ListSemantics,
  ) {}

  static of(items: CelValue[], set?: ListSemantics): CelList {
    return new CelArray(items, set);
  }

  /** Both lists, one after the other; lists with set or map semantics merge. */
  concat(other: CelList): CelList {
    if (!this.set)
      return new CelList(this.size + other.size, (index) => (index < this.size ? this.at(index) : other.at(index - this.size)));
    const { key } = this.set;
    const merged = new Map<string, CelValue>();
    for (const item of [...this.items(), ...other.items()]) merged.set(key(item), item);
    return CelList.of([...merged.values()], this.set);
  }

  items(): CelValue[] {
    work(this.size);
    return Array.from({ length: this.size }, (_, index) => this.at(index));
  }
}

/** Lists that are longer are put side by side, without a copy. */
const MOST_PUSHED = 16;

/** A list in an array. The array may grow behind it, so that adding one item to a list at a time costs no copies. */
class CelArray extends CelList {
  constructor(
    private readonly array: CelValue[],
    set?: ListSemantics,
  ) {
    super(array.length, (index) => array[index]!, set);
  }

  override concat(other: CelList): CelList {
    if (this.set || this.array.length !== this.size || other.size > MOST_PUSHED) return super.concat(other);
    for (let index = 0; index < other.size; index++) this.array.push(other.at(index));
    return new CelArray(this.array);
  }
}

/** How a list of type set or map names its elements. */
export interface ListSemantics {
  /** Same key: the same element. */
  key(item: CelValue): string;
  readonly type: 'set' | 'map';
}

/** A map, or a struct: keys are asked by value. */
export abstract class CelMap {
  abstract readonly size: number;
  abstract get(key: CelValue): CelValue | undefined;
  abstract keys(): CelValue[];
  /** `has(x.field)`; maps: the key is there. */
  hasField(field: string): boolean {
    return this.get(field) !== undefined;
  }
  /** Of a struct: its type's name. */
  get structName(): string | undefined {
    return undefined;
  }
}

/** A map made by an expression, or of JSON without a schema. */
export class CelEntries extends CelMap {
  private readonly entries: ReadonlyMap<string, readonly [CelValue, CelValue]>;

  constructor(entries: Iterable<readonly [CelValue, CelValue]>) {
    super();
    this.entries = new Map([...entries].map((entry) => [keyText(entry[0]), entry]));
  }

  get size() {
    return this.entries.size;
  }

  get(key: CelValue): CelValue | undefined {
    return this.entries.get(keyText(key))?.[1];
  }

  keys(): CelValue[] {
    return [...this.entries.values()].map(([key]) => key);
  }
}

/** A map that a comprehension fills: nothing else holds it while it grows. */
export class MutableEntries extends CelMap {
  private readonly entries = new Map<string, readonly [CelValue, CelValue]>();

  get size() {
    return this.entries.size;
  }

  get(key: CelValue): CelValue | undefined {
    return this.entries.get(keyText(key))?.[1];
  }

  keys(): CelValue[] {
    return [...this.entries.values()].map(([key]) => key);
  }

  /** False: the key is there already. */
  insert(key: CelValue, value: CelValue): boolean {
    const text = keyText(key);
    if (this.entries.has(text)) return false;
    this.entries.set(text, [key, value]);
    return true;
  }
}

/** The same text for keys that are equal: `1`, `1u` and `1.0` are. */
export function keyText(key: CelValue): string {
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return `b${key}`;
  if (typeof key === 'bigint') return `n${key}`;
  if (key instanceof CelUint) return `n${key.value}`;
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `d${key}`;
  return `x${typeNameOf(key)}`;
}

export class CelTypeValue {
  constructor(readonly type: CelType) {}
  get name(): string {
    return typeName(this.type);
  }
}

export class CelOptional {
  static readonly none = new CelOptional(undefined);
  constructor(readonly value: CelValue | undefined) {}
}

/** A value of a library's own type: `kubernetes.Quantity`, `url` … */
export class CelOpaque<T = unknown> {
  constructor(
    readonly name: string,
    readonly value: T,
    /** Same text: equal. Absent: equality is not defined. */
    readonly identity?: string,
  ) {}
}

/** Name of a value's type. */
export function typeNameOf(value: CelValue): string {
  return goTypeString(typeOf(value));
}

/** The type of a value, without parameters. */
export function typeOf(value: CelValue): CelType {
  if (value === null) return { kind: 'null_type' };
  switch (typeof value) {
    case 'boolean':
      return { kind: 'bool' };
    case 'bigint':
      return { kind: 'int' };
    case 'number':
      return { kind: 'double' };
    case 'string':
      return { kind: 'string' };
    default:
      return typeOfObject(value);
  }
}

function typeOfObject(value: Exclude<CelValue, null | boolean | bigint | number | string>): CelType {
  if (value instanceof CelUint) return { kind: 'uint' };
  if (value instanceof Uint8Array) return { kind: 'bytes' };
  if (value instanceof CelTimestamp) return { kind: 'timestamp' };
  if (value instanceof CelDuration) return { kind: 'duration' };
  if (value instanceof CelList) return { kind: 'opaque', name: 'list', params: [] };
  if (value instanceof CelMap) return { kind: 'opaque', name: value.structName ?? 'map', params: [] };
  if (value instanceof CelTypeValue) return { kind: 'type' };
  if (value instanceof CelOptional) return { kind: 'opaque', name: 'optional_type', params: [] };
  return { kind: 'opaque', name: value.name, params: [] };
}

const MAX_INT = (1n << 63n) - 1n;
const MIN_INT = -(1n << 63n);

/** An int in 64 bits. Throws `integer overflow`. */
export function checkedInt(value: bigint): bigint {
  if (value > MAX_INT || value < MIN_INT) throw new CelRuntimeError('integer overflow');
  return value;
}

/** A uint in 64 bits. Throws `unsigned integer overflow`. */
export function checkedUint(value: bigint): CelUint {
  if (value < 0n || value >= 1n << 64n) throw new CelRuntimeError('unsigned integer overflow');
  return new CelUint(value);
}

/** Years 1 to 9999. */
const MIN_TIMESTAMP = -62_135_596_800n * NANOS;
const MAX_TIMESTAMP = 253_402_300_799n * NANOS + NANOS - 1n;

export function checkedTimestamp(nanos: bigint): CelTimestamp {
  if (nanos < MIN_TIMESTAMP || nanos > MAX_TIMESTAMP) throw new CelRuntimeError('timestamp overflow');
  return new CelTimestamp(nanos);
}

export function checkedDuration(nanos: bigint): CelDuration {
  if (nanos > MAX_INT || nanos < MIN_INT) throw new CelRuntimeError('duration overflow');
  return new CelDuration(nanos);
}

export { NANOS };
