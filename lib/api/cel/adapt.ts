import { parseDuration, parseTimestamp } from './clock-text';
import { CelRuntimeError } from './errors';
import { dynType, type CelType, type ListType, type ObjectType } from './types';
import {
  CelDuration, CelList, CelMap, CelOpaque, CelOptional, CelTimestamp, CelTypeValue, CelUint, keyText, type CelValue, type ListSemantics,
} from './values'; // prettier-ignore
import { work } from './work';

/** JSON as CEL sees it under a type; lists and maps are turned as they are read. Models common.UnstructuredToVal. */
export function toCel(value: unknown, type: CelType): CelValue {
  if (value === null || value === undefined) return null;
  if (isCelObject(value)) return value;
  switch (type.kind) {
    case 'dyn':
    case 'any':
    case 'param':
      return dynToCel(value);
    case 'int':
      if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
      break;
    case 'double':
      if (typeof value === 'bigint') return Number(value);
      break;
    case 'bytes':
      if (typeof value === 'string') return fromBase64(value);
      break;
    case 'timestamp':
      if (typeof value === 'string') return parseTimestamp(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value);
      break;
    case 'duration':
      if (typeof value === 'string') return parseDuration(value);
      break;
    case 'list':
      if (Array.isArray(value)) return jsonList(value, type);
      break;
    case 'map':
      if (isRecord(value)) return new JsonMap(value, type.value);
      break;
    case 'object':
      if (isRecord(value)) return new JsonStruct(value, type);
      break;
  }
  return plain(value, type);
}

function plain(value: unknown, type: CelType): CelValue {
  if (typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'string') return value;
  if (typeof value === 'number') return type.kind === 'double' ? value : Number.isInteger(value) ? BigInt(value) : value;
  return dynToCel(value);
}

/** JSON without a schema: whole numbers are ints. */
export function dynToCel(value: unknown): CelValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'bigint' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return jsonList(value, { kind: 'list', elem: dynType });
  if (isCelObject(value)) return value;
  if (isRecord(value)) return new JsonMap(value, dynType);
  throw new CelRuntimeError(`unsupported conversion to ref.Val: (${typeof value})`);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;

function isCelObject(value: unknown): value is Exclude<CelValue, null | boolean | bigint | number | string> {
  return (
    value instanceof CelList ||
    value instanceof CelMap ||
    value instanceof CelOpaque ||
    value instanceof CelOptional ||
    value instanceof CelTimestamp ||
    value instanceof CelDuration ||
    value instanceof CelUint ||
    value instanceof CelTypeValue ||
    value instanceof Uint8Array
  );
}

function jsonList(array: readonly unknown[], type: ListType): CelList {
  const known: CelValue[] = [];
  const at = (index: number) => (known[index] ??= toCel(array[index], type.elem));
  return new CelList(array.length, at, semantics(type));
}

function semantics({ listType, listMapKeys = [] }: ListType): ListSemantics | undefined {
  if (listType === 'set') return { type: 'set', key: identity };
  if (listType !== 'map') return undefined;
  const key = (item: CelValue) =>
    listMapKeys
      .map((name) => identity((item instanceof CelMap ? item.get(name) : undefined) ?? null))
      .map((part) => `${part.length}:${part}`)
      .join('');
  return { type: 'map', key };
}

/** A text that equal values share. */
function identity(value: CelValue): string {
  work();
  if (value instanceof CelList) return `[${value.items().map(identity).join(',')}]`;
  if (value instanceof CelMap) {
    const entries = value.keys().map((key) => `${identity(key)}=${identity(value.get(key) ?? null)}`);
    return `{${entries.sort().join(',')}}`;
  }
  if (value instanceof CelTimestamp) return `t${value.nanos}`;
  if (value instanceof CelDuration) return `p${value.nanos}`;
  if (value instanceof Uint8Array) return `y${value.join(' ')}`;
  return value === null ? 'null' : JSON.stringify(keyText(value));
}

/** The fields of a JSON object by their names. */
class JsonMap extends CelMap {
  private readonly known = new Map<string, CelValue>();

  constructor(
    private readonly json: Readonly<Record<string, unknown>>,
    private readonly values: CelType,
  ) {
    super();
  }

  get size(): number {
    return this.names().length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.json, key) || this.json[key] === undefined) return undefined;
    let value = this.known.get(key);
    if (value === undefined) {
      value = toCel(this.json[key], this.values);
      this.known.set(key, value);
    }
    return value;
  }

  keys(): CelValue[] {
    return this.names();
  }

  private names(): string[] {
    return Object.keys(this.json).filter((name) => this.json[name] !== undefined);
  }
}

/** A JSON object with known fields, by their escaped names. */
class JsonStruct extends CelMap {
  private readonly known = new Map<string, CelValue>();

  constructor(
    private readonly json: Readonly<Record<string, unknown>>,
    private readonly type: ObjectType,
  ) {
    super();
  }

  override get structName(): string {
    return this.type.name;
  }

  get size(): number {
    return this.keys().length;
  }

  get(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string') return undefined;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const field = this.type.fields.get(key);
    if (!field || !Object.hasOwn(this.json, field.json) || this.json[field.json] === undefined) return undefined;
    const value = toCel(this.json[field.json], field.type);
    this.known.set(key, value);
    return value;
  }

  keys(): CelValue[] {
    return [...this.type.fields].filter(([, { json }]) => this.json[json] !== undefined).map(([name]) => name);
  }
}

function fromBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return new TextEncoder().encode(text);
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** A value of CEL as JSON: what mutations and audit annotations need. Throws CelRuntimeError for what has no JSON. */
export function toJson(value: CelValue): unknown {
  work();
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof CelUint) return Number(value.value);
  if (value instanceof CelList) return value.items().map(toJson);
  if (value instanceof CelMap) {
    return Object.fromEntries(value.keys().map((key) => [String(key), toJson(value.get(key) ?? null)]));
  }
  throw new CelRuntimeError(`unsupported type conversion to JSON`);
}
