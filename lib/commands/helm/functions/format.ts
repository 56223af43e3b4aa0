import { goFloat, goText, Int, isMap, typeOf } from '../template/value';

const WIDEST = 1_000_000;
const VERB = /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d*))?([a-zA-Z%])?/g;

/** fmt.Sprintf over values of templates. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let at = 0;
  const text = format.replace(
    VERB,
    (whole, flags: string, widthText: string | undefined, precisionText: string | undefined, verb: string | undefined) => {
      if (verb === undefined) return '%!(NOVERB)';
      if (verb === '%') return '%';
      const star = (given: string | undefined) => {
        if (given !== '*') return given === undefined ? undefined : Number(given);
        const value = args[at++];
        return value instanceof Int ? value.n : undefined;
      };
      const width = star(widthText);
      const precision = star(precisionText);
      if (at >= args.length) return `%!${verb}(MISSING)`;
      const out = one(verb, flags, precision, args[at++]);
      if (width === undefined) return out;
      if (width > WIDEST) return `%!(BADWIDTH)${out}`;
      if (flags.includes('-')) return pad(out, width, ' ', 'end');
      if (flags.includes('0') && !/^[%]!/.test(out))
        return /^[-+]/.test(out) ? out[0] + pad(out.slice(1), width - 1, '0', 'start') : pad(out, width, '0', 'start');
      return pad(out, width, ' ', 'start');
    },
  );
  if (at >= args.length) return text;
  return `${text}%!(EXTRA ${args
    .slice(at)
    .map((arg) => (arg === undefined || arg === null ? '<nil>' : `${typeOf(arg)}=${goText(arg)}`))
    .join(', ')})`;
}

function pad(text: string, width: number, fill: string, where: 'start' | 'end'): string {
  const missing = Math.max(0, width - [...text].length);
  return where === 'start' ? fill.repeat(missing) + text : text + fill.repeat(missing);
}

function one(verb: string, flags: string, precision: number | undefined, value: unknown): string {
  if (verb === 'T') return typeOf(value);
  if (value === undefined || value === null) return verb === 'v' ? '<nil>' : `%!${verb}(<nil>)`;
  if (verb === 'v') return flags.includes('#') ? goSyntax(value) : goText(value);
  if (Array.isArray(value)) return `[${value.map((each) => one(verb, flags, precision, each)).join(' ')}]`;
  if (isMap(value))
    return `map[${Object.keys(value)
      .sort()
      .map((key) => `${one(verb, flags, precision, key)}:${one(verb, flags, precision, value[key])}`)
      .join(' ')}]`;
  if (typeof value === 'boolean') return verb === 't' ? String(value) : wrong(verb, value);
  if (value instanceof Int) return integer(verb, flags, value);
  if (typeof value === 'number') return float(verb, flags, precision, value);
  const text = goText(value);
  const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
  if (verb === 's') return cut;
  if (verb === 'q') return quoteGo(cut);
  if (verb === 'x' || verb === 'X') {
    const hex = Buffer.from(cut).toString('hex');
    return verb === 'x' ? hex : hex.toUpperCase();
  }
  return wrong(verb, value);
}

const wrong = (verb: string, value: unknown) => `%!${verb}(${typeOf(value)}=${goText(value)})`;

function integer(verb: string, flags: string, { n, kind }: Int): string {
  const sign = n < 0 ? '-' : flags.includes('+') ? '+' : '';
  const abs = Math.abs(n);
  if (verb === 'd') return sign + abs.toString();
  if (verb === 'x') return `${sign}${flags.includes('#') ? '0x' : ''}${abs.toString(16)}`;
  if (verb === 'X') return sign + abs.toString(16).toUpperCase();
  if (verb === 'o') return sign + abs.toString(8);
  if (verb === 'b') return sign + abs.toString(2);
  if (verb === 'c') return String.fromCodePoint(abs);
  if (verb === 'q') return `'${String.fromCodePoint(abs)}'`;
  if (verb === 'U') return `U+${abs.toString(16).toUpperCase().padStart(4, '0')}`;
  return `%!${verb}(${kind}=${n})`;
}

function float(verb: string, flags: string, precision: number | undefined, value: number): string {
  const sign = flags.includes('+') && value >= 0 ? '+' : '';
  if (verb === 'f' || verb === 'F') return sign + value.toFixed(Math.min(100, precision ?? 6));
  if (verb === 'e') return sign + value.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2');
  if (verb === 'g')
    return (
      sign + (precision === undefined ? goFloat(value) : goFloat(Number(value.toPrecision(Math.max(1, precision))), Math.max(1, precision)))
    );
  return wrong(verb, value);
}

/** strconv.Quote. */
export function quoteGo(text: string): string {
  return `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (c) => {
    const named = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\t': '\\t', '\r': '\\r', '\b': '\\b', '\f': '\\f', '\v': '\\v', '\x07': '\\a' }[
      c
    ];
    if (named) return named;
    const code = c.codePointAt(0)!;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  })}"`;
}

function goSyntax(value: unknown): string {
  if (typeof value === 'string') return quoteGo(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isMap(value))
    return `map[string]interface {}{${Object.keys(value)
      .sort()
      .map((key) => `${quoteGo(key)}:${goSyntax(value[key])}`)
      .join(', ')}}`;
  return goText(value);
}

/** sprig's strval: what its string functions make of a value. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : goText(value));
