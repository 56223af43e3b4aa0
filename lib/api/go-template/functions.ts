import { TemplateError } from './parse';

/** A value as Go's fmt prints it with %v. */
export function goText(value: unknown): string {
  if (value === undefined) return '<no value>';
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goText).join(' ')}]`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    return `map[${Object.keys(fields)
      .sort()
      .map((key) => `${key}:${goText(fields[key])}`)
      .join(' ')}]`;
  }
  return typeof value === 'number' ? goNumber(value) : String(value);
}

/** Whole numbers of JSON are int64 in kubectl's templates; others float64. */
function goNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}

export const isTrue = (value: unknown): boolean => {
  if (value === undefined || value === null || value === false || value === 0 || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || Object.keys(value).length > 0;
};

type Fn = (...args: unknown[]) => unknown;
const order = (a: unknown, b: unknown) => {
  if (typeof a !== typeof b) throw new TemplateError('incompatible types for comparison');
  return (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
};

/** Functions of text/template and those that kubectl adds (exists, base64decode). `and` and `or` are not here: they stop early. */
export const FUNCTIONS: Readonly<Record<string, Fn>> = {
  not: (value) => !isTrue(value),
  len: (value) => {
    if (typeof value === 'string') return Buffer.byteLength(value);
    if (Array.isArray(value)) return value.length;
    if (value !== null && typeof value === 'object') return Object.keys(value).length;
    throw new TemplateError(`error calling len: len of ${value === null || value === undefined ? 'nil pointer' : `type ${goType(value)}`}`);
  },
  index: (value, ...keys) => keys.reduce<unknown>(indexOne, value),
  slice: (value, ...at) => sliceOf(value, at),
  print: (...args) => sprint(args),
  println: (...args) => `${args.map(goText).join(' ')}\n`,
  printf: (format, ...args) => sprintf(String(format), args),
  eq: (value, ...others) =>
    others.some((other) => value === other || ((value === undefined || value === null) && (other === undefined || other === null))),
  ne: (a, b) => a !== b,
  lt: (a, b) => order(a, b) < 0,
  le: (a, b) => order(a, b) <= 0,
  gt: (a, b) => order(a, b) > 0,
  ge: (a, b) => order(a, b) >= 0,
  html: (...args) => sprint(args).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' })[c]!),
  js: (...args) => sprint(args).replace(/[\\'"<>&=\0-\x1f]|[^\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}]/gu, jsEscape),
  urlquery: (...args) => encodeURIComponent(sprint(args).replace(/\p{Surrogate}/gu, '\ufffd')).replace(/%20/g, '+'),
  exists: (value, ...keys) => {
    let current = value;
    for (const key of keys) {
      if (current === null || typeof current !== 'object') return false;
      current = (current as Record<string, unknown>)[key as string];
      if (current === undefined) return false;
    }
    return true;
  },
  base64decode: (value) => {
    const text = String(value);
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
      throw new TemplateError(
        `error calling base64decode: base64 decode: illegal base64 data at input byte ${Math.max(0, text.search(/[^A-Za-z0-9+/]/))}`,
      );
    return Buffer.from(text, 'base64').toString('utf8');
  },
};

/** Models fmt.Sprint: a space between two operands that are no strings. */
const sprint = (args: readonly unknown[]): string =>
  args.map((arg, i) => (i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ' ' : '') + goText(arg)).join('');

/** Models template.JSEscape, of one character. */
const jsEscape = (c: string): string =>
  /[\\'"]/.test(c) ? `\\${c}` : `\\u${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;

export const goType = (value: unknown) =>
  typeof value === 'string'
    ? 'string'
    : typeof value === 'boolean'
      ? 'bool'
      : typeof value === 'number'
        ? Number.isInteger(value)
          ? 'int64'
          : 'float64'
        : Array.isArray(value)
          ? '[]interface {}'
          : 'map[string]interface {}';

/** Models text/template's slice. */
function sliceOf(value: unknown, at: readonly unknown[]): unknown {
  if (value === undefined || value === null) throw new TemplateError('error calling slice: slice of untyped nil');
  if (at.length > 3) throw new TemplateError(`error calling slice: too many slice indexes: ${at.length}`);
  if (typeof value !== 'string' && !Array.isArray(value)) {
    throw new TemplateError(`error calling slice: can't slice item of type ${goType(value)}`);
  }
  if (typeof value === 'string' && at.length === 3) throw new TemplateError('error calling slice: cannot 3-index slice a string');
  const places = at.map((place) => {
    if (typeof place !== 'number' || !Number.isInteger(place)) {
      const what = place === undefined || place === null ? 'nil' : `type ${goType(place)}`;
      throw new TemplateError(`error calling slice: cannot index slice/array with ${what}`);
    }
    if (place < 0 || place > value.length) throw new TemplateError(`error calling slice: index out of range: ${place}`);
    return place;
  });
  const [from = 0, to = value.length] = places;
  if (from > to) throw new TemplateError(`error calling slice: invalid slice index: ${from} > ${to}`);
  return value.slice(from, to);
}

function indexOne(value: unknown, key: unknown): unknown {
  if (value === undefined || value === null) throw new TemplateError('error calling index: index of untyped nil');
  if (Array.isArray(value)) {
    const at = Number(key);
    if (at < 0 || at >= value.length) throw new TemplateError(`error calling index: index out of range: ${at}`);
    return value[at];
  }
  if (typeof value === 'object') return (value as Record<string, unknown>)[String(key)];
  if (typeof value === 'string') return value.charCodeAt(Number(key));
  throw new TemplateError(`error calling index: can't index item of type ${goType(value)}`);
}

/** As fmt's tooLarge. */
const WIDEST = 1_000_000;

function sprintf(format: string, args: readonly unknown[]): string {
  let at = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])/g,
    (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (at >= args.length) return `%!${verb}(MISSING)`;
      const value = args[at++];
      let out: string;
      if (verb === 'd') out = typeof value === 'number' ? String(Math.trunc(value)) : `%!d(${goType(value)}=${goText(value)})`;
      else if (verb === 'q') out = JSON.stringify(goText(value));
      else if (verb === 'f') out = Number(value).toFixed(precision === undefined ? 6 : Math.min(100, Number(precision)));
      else if (verb === 'x') out = typeof value === 'number' ? value.toString(16) : Buffer.from(goText(value)).toString('hex');
      else if (verb === 'T') out = goType(value);
      else if (verb === 's' && typeof value !== 'string')
        out = typeof value === 'object' && value !== null ? goText(value) : `%!s(${goType(value)}=${goText(value)})`;
      else out = goText(value);
      if (precision !== undefined && verb === 's') out = out.slice(0, Number(precision));
      if (width === undefined) return out;
      if (Number(width) > WIDEST) return `%!(BADWIDTH)${out}`;
      return flags.includes('-') ? out.padEnd(Number(width)) : out.padStart(Number(width), flags.includes('0') && verb === 'd' ? '0' : ' ');
    },
  );
  return at < args.length
    ? `${text}%!(EXTRA ${args
        .slice(at)
        .map((arg) => `${goType(arg)}=${goText(arg)}`)
        .join(', ')})`
    : text;
}
