import { fn, type GoFunction } from '../template/signature';
import { bare, goText, Int, isMap, isTrue, kindOf, typeOf } from '../template/value';
import { sprintf } from './format';

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;', '\0': '\ufffd' };

function basic(value: unknown): 'bool' | 'int' | 'float' | 'string' | 'nil' {
  if (value === undefined || value === null) return 'nil';
  if (typeof value === 'boolean') return 'bool';
  if (value instanceof Int) return 'int';
  if (typeof value === 'number') return 'float';
  if (typeof value === 'string') return 'string';
  throw new Error(`invalid type for comparison`);
}

const comparable = (value: unknown) => (value instanceof Int ? value.n : value);

/** Models text/template's eq. */
export function eq(first: unknown, ...others: unknown[]): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison');
  for (const other of others) {
    const a = kindOf(first);
    const b = kindOf(other);
    if (a === 'invalid' || b === 'invalid') {
      if (a === b) return true;
      continue;
    }
    const composite = (kind: string) => kind === 'map' || kind === 'slice';
    if (composite(a) || composite(b)) {
      const which = composite(a) ? first : other;
      if (composite(a) && composite(b) && a === b)
        throw new Error(`non-comparable types ${goText(first)}: ${typeOf(first)}, ${typeOf(other)}: ${goText(other)}`);
      throw new Error(a === b ? `non-comparable type ${goText(which)}: ${typeOf(which)}` : 'incompatible types for comparison');
    }
    if (basic(first) !== basic(other)) throw new Error('incompatible types for comparison');
    if (comparable(first) === comparable(other)) return true;
  }
  return false;
}

function less(a: unknown, b: unknown): boolean {
  const kinds = [basic(a), basic(b)];
  if (kinds[0] === 'nil' || kinds[1] === 'nil') throw new Error('invalid type for comparison');
  if (kinds[0] !== kinds[1]) throw new Error('incompatible types for comparison');
  if (kinds[0] === 'bool') throw new Error('invalid type for comparison');
  return (comparable(a) as number) < (comparable(b) as number);
}

function indexOf(container: unknown, keys: readonly unknown[]): unknown {
  let value = bare(container);
  if (value === undefined || value === null) throw new Error('index of untyped nil');
  for (const key of keys) {
    if (value === undefined || value === null) throw new Error('index of nil pointer');
    if (Array.isArray(value) || typeof value === 'string') {
      if (!(key instanceof Int))
        throw new Error(key === undefined ? 'cannot index slice/array with nil' : `cannot index slice/array with type ${typeOf(key)}`);
      if (key.n < 0 || key.n >= value.length) throw new Error(`index out of range: ${key.n}`);
      value = Array.isArray(value) ? bare(value[key.n]) : new Int(Buffer.from(value)[key.n]!, 'uint8');
    } else if (isMap(value)) {
      if (typeof key !== 'string')
        throw new Error(key === undefined ? 'value is nil; should be of type string' : `value has type ${typeOf(key)}; should be string`);
      value = Object.hasOwn(value, key) ? bare(value[key]) : null;
    } else throw new Error(`can't index item of type ${typeOf(value)}`);
  }
  return value;
}

function sliceOf(given: unknown, at: readonly unknown[]): unknown {
  const value = bare(given);
  if (value === undefined || value === null) throw new Error('slice of untyped nil');
  if (at.length > 3) throw new Error(`too many slice indexes: ${at.length}`);
  if (typeof value !== 'string' && !Array.isArray(value)) throw new Error(`can't slice item of type ${typeOf(value)}`);
  if (typeof value === 'string' && at.length === 3) throw new Error('cannot 3-index slice a string');
  const places = at.map((each) => {
    if (!(each instanceof Int))
      throw new Error(each === undefined ? 'cannot index slice/array with nil' : `cannot index slice/array with type ${typeOf(each)}`);
    if (each.n < 0 || each.n > value.length) throw new Error(`index out of range: ${each.n}`);
    return each.n;
  });
  const [from = 0, to = value.length] = places;
  if (from > to) throw new Error(`invalid slice index: ${from} > ${to}`);
  return value.slice(from, to);
}

function len(given: unknown): Int {
  const value = bare(given);
  if (value === undefined || value === null) throw new Error('len of nil pointer');
  if (typeof value === 'string') return new Int(Buffer.byteLength(value), 'int');
  if (Array.isArray(value)) return new Int(value.length, 'int');
  if (isMap(value)) return new Int(Object.keys(value).length, 'int');
  throw new Error(`len of type ${typeOf(value)}`);
}

/** fmt.Sprint: a space between operands when neither is a string. */
function sprint(args: readonly unknown[]): string {
  return args.map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + goText(arg)).join('');
}

/** Functions of text/template itself. */
export const coreFunctions: Readonly<Record<string, GoFunction>> = {
  and: fn('any ...any', (value: unknown) => value),
  or: fn('any ...any', (value: unknown) => value),
  not: fn('any', (value: unknown) => !isTrue(value)),
  len: fn('any', len),
  index: fn('any ...any', (value: unknown, ...keys: unknown[]) => indexOf(value, keys)),
  slice: fn('any ...any', (value: unknown, ...at: unknown[]) => sliceOf(value, at)),
  print: fn('...any', (...args: unknown[]) => sprint(args)),
  println: fn('...any', (...args: unknown[]) => `${args.map(goText).join(' ')}\n`),
  printf: fn('string ...any', (format: string, ...args: unknown[]) => sprintf(format, args)),
  eq: fn('any ...any', eq),
  ne: fn('any any', (a: unknown, b: unknown) => !eq(a, b)),
  lt: fn('any any', less),
  le: fn('any any', (a: unknown, b: unknown) => less(a, b) || eq(a, b)),
  gt: fn('any any', (a: unknown, b: unknown) => !less(a, b) && !eq(a, b)),
  ge: fn('any any', (a: unknown, b: unknown) => !less(a, b)),
  html: fn('...any', (...args: unknown[]) => sprint(args).replace(/[&<>"'\0]/g, (c) => HTML[c]!)),
  js: fn('...any', (...args: unknown[]) =>
    sprint(args).replace(
      /[\\'"<>&=\n\r\t]/g,
      (c) => ({ '\\': '\\\\', "'": "\\'", '"': '\\"' })[c] ?? `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    ),
  ),
  urlquery: fn('...any', (...args: unknown[]) => encodeURIComponent(sprint(args)).replace(/%20/g, '+')),
  call: fn('any ...any', () => {
    throw new Error('call of a value that is no function');
  }),
};
