/** A Go integer; numbers of JavaScript stand for float64. */
export class Int {
  constructor(
    readonly n: number,
    readonly kind: 'int' | 'int64' | 'int32' | 'uint8' = 'int64',
  ) {}
}

/** A Go struct with its methods: `.Chart`, `.Capabilities`. */
export class GoStruct {
  constructor(
    readonly type: string,
    readonly fields: Readonly<Record<string, unknown>>,
    readonly methods: Readonly<Record<string, (...args: unknown[]) => unknown>> = {},
    /** What fmt prints. */
    readonly text?: string,
    /** What encoding/json makes of it. */
    readonly json?: unknown,
  ) {}
}

/** A Go map type or slice type with methods, such as `engine.files`. */
export class Methods {
  constructor(
    readonly type: string,
    readonly value: unknown,
    readonly methods: Readonly<Record<string, (...args: unknown[]) => unknown>>,
  ) {}
}

/** A point in time (Unix milliseconds) and the offset in which it is shown. */
export class GoTime {
  constructor(
    readonly ms: number,
    readonly zone = 'UTC',
  ) {}
}

export type Fields = Record<string, unknown>;

export const isMap = (value: unknown): value is Fields =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  !(value instanceof Int || value instanceof GoStruct || value instanceof Methods || value instanceof GoTime);

/** The value behind a type with methods. */
export const bare = (value: unknown): unknown => (value instanceof Methods ? value.value : value);

/** strconv.FormatFloat(f, 'g', -1, 64), as %v has it: with an exponent from 1e6 on. */
export function goFloat(value: number, least = 6): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return '0';
  const [mantissa, power] = value.toExponential().split('e') as [string, string];
  const exponent = Number(power);
  if (exponent < -4 || exponent >= least) return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  if (Math.abs(value) >= 1e21) return BigInt(value).toString();
  const text = String(value);
  return text.includes('e') ? value.toFixed(mantissa.replace(/^-?\d\.?/, '').length - exponent) : text;
}

/** What fmt prints with %v. */
export function goText(given: unknown): string {
  const value = bare(given);
  if (value === undefined || value === null) return '<nil>';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return goFloat(value);
  if (value instanceof Int) return String(value.n);
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (value instanceof GoStruct) return value.text ?? `{${Object.values(value.fields).map(goText).join(' ')}}`;
  if (value instanceof GoTime)
    return new Date(value.ms)
      .toISOString()
      .replace('T', ' ')
      .replace(/\.(\d+)Z/, (_, ms) => `${Number(ms) ? `.${String(ms).replace(/0+$/, '')}` : ''} +0000 UTC`);
  const fields = value as Fields;
  return `map[${Object.keys(fields)
    .sort(byBytes)
    .map((key) => `${key}:${goText(fields[key])}`)
    .join(' ')}]`;
}

export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Whether text/template takes it for true. */
export function isTrue(given: unknown): boolean {
  const value = bare(given);
  if (value === undefined || value === null || value === false || value === '' || value === 0) return false;
  if (value instanceof Int) return value.n !== 0;
  if (Array.isArray(value)) return value.length > 0;
  return isMap(value) ? Object.keys(value).length > 0 : true;
}

/** reflect's name of the type, `%T`. */
export function typeOf(value: unknown): string {
  if (value === undefined || value === null) return '<nil>';
  if (value instanceof Methods || value instanceof GoStruct) return value.type;
  if (value instanceof Int) return value.kind;
  if (value instanceof GoTime) return 'time.Time';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'float64';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** reflect's kind. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'invalid';
  if (value instanceof Int) return value.kind;
  if (value instanceof Methods) return kindOf(value.value);
  if (value instanceof GoStruct) return value.type.startsWith('*') ? 'ptr' : 'struct';
  if (value instanceof GoTime) return 'struct';
  if (Array.isArray(value)) return 'slice';
  return isMap(value) ? 'map' : typeOf(value);
}

/** Plain JSON of a value: integers and floats become numbers. */
export function plain(given: unknown): unknown {
  const value = bare(given);
  if (value === undefined || value === null) return null;
  if (value instanceof Int) return value.n;
  if (value instanceof GoStruct) return plain(value.json ?? value.fields);
  if (value instanceof GoTime) return new Date(value.ms).toISOString().replace(/\.000Z$/, 'Z');
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value;
  const out: Fields = {};
  for (const key of Object.keys(value)) put(out, key, plain(value[key]));
  return out;
}

/** Sets a field whatever its name. */
export function put(map: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** A copy that shares nothing. */
export function copyOf<T>(value: T): T {
  if (Array.isArray(value)) return value.map(copyOf) as T;
  if (!isMap(value)) return value;
  const out: Fields = {};
  for (const key of Object.keys(value)) put(out, key, copyOf(value[key]));
  return out as T;
}
