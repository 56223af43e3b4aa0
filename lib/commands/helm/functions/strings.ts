import { fn, type GoFunction } from '../template/signature';
import { goText, Int, put, type Fields } from '../template/value';
import { textOf } from './format';

const isList = Array.isArray as (value: unknown) => value is unknown[];

/** sprig's strslice. */
export const texts = (value: unknown): string[] =>
  value === undefined || value === null
    ? []
    : isList(value)
      ? value.filter((each) => each !== undefined && each !== null).map(textOf)
      : [textOf(value)];

const title = (text: string) => text.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, c: string) => before + c.toUpperCase());
const at = ({ n }: Int) => n;

function snake(text: string): string {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[-\s.]+/g, '_')
    .toLowerCase();
}

function camel(text: string): string {
  return text.replace(/(^|[_\- ]+)(\w)/g, (_, gap: string, c: string) => (gap === '' ? c.toUpperCase() : c.toUpperCase()));
}

function wrap(width: number, text: string, separator: string, long: boolean): string {
  const lines: string[] = [];
  let rest = [...text];
  const size = Math.max(1, width);
  while (rest.length > size) {
    if (rest[0] === ' ') {
      rest = rest.slice(1);
      continue;
    }
    const space = rest.slice(0, size + 1).lastIndexOf(' ');
    if (space >= 0) {
      lines.push(rest.slice(0, space).join(''));
      rest = rest.slice(space + 1);
    } else if (long) {
      lines.push(rest.slice(0, size).join(''));
      rest = rest.slice(size);
    } else {
      const next = rest.indexOf(' ', size);
      if (next < 0) break;
      lines.push(rest.slice(0, next).join(''));
      rest = rest.slice(next + 1);
    }
  }
  lines.push(rest.join(''));
  return lines.join(separator);
}

function indent(spaces: Int, text: string): string {
  if (spaces.n < 0) throw new Error('strings: negative Repeat count');
  const gap = ' '.repeat(Math.min(spaces.n, 10_000));
  return gap + text.replaceAll('\n', `\n${gap}`);
}

const trimLeftSet = (set: string, text: string) => {
  let from = 0;
  while (from < text.length && set.includes(text[from]!)) from++;
  return text.slice(from);
};
const trimRightSet = (set: string, text: string) => {
  let to = text.length;
  while (to > 0 && set.includes(text[to - 1]!)) to--;
  return text.slice(0, to);
};

function substring(start: Int, end: Int, text: string): string {
  const bytes = Buffer.from(text);
  if (start.n < 0) return bytes.subarray(0, Math.max(0, end.n)).toString();
  if (end.n < 0 || end.n > bytes.length) return bytes.subarray(start.n).toString();
  return bytes.subarray(start.n, end.n).toString();
}

function trunc(length: Int, text: string): string {
  const bytes = Buffer.from(text);
  if (length.n < 0 && bytes.length + length.n > 0) return bytes.subarray(bytes.length + length.n).toString();
  if (length.n >= 0 && bytes.length > length.n) return bytes.subarray(0, length.n).toString();
  return text;
}

function abbrev(width: Int, text: string): string {
  if (width.n < 4 || text.length <= width.n) return text;
  return `${text.slice(0, width.n - 3)}...`;
}

/** A map of parts `_0`, `_1` …, as sprig's split has it. */
function parts(values: readonly string[]): Fields {
  const out: Fields = {};
  values.forEach((value, i) => put(out, `_${i}`, value));
  return out;
}

const quoted = (values: readonly unknown[], mark: (text: string) => string) =>
  values
    .filter((value) => value !== undefined && value !== null)
    .map((value) => mark(textOf(value)))
    .join(' ');

/** strconv.Quote's escapes, as %q prints them. */
const quote = (text: string) =>
  `"${text.replace(/["\\\n\r\t\x07\b\f\v]/g, (c) => ({ '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' })[c]!).replace(/[\x00-\x06\x0e-\x1f\x7f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;

/** Sprig's functions over text. */
export const stringFunctions: Readonly<Record<string, GoFunction>> = {
  abbrev: fn('int string', abbrev),
  abbrevboth: fn('int int string', (left: Int, right: Int, text: string) =>
    right.n < 4 || (left.n > 0 && right.n < 7)
      ? text
      : left.n === 0
        ? abbrev(right, text)
        : `...${abbrev(new Int(right.n - 3), text.slice(left.n))}`,
  ),
  trunc: fn('int string', trunc),
  trim: fn('string', (text: string) => text.replace(/^[\s\u0085]+|[\s\u0085]+$/g, '')),
  upper: fn('string', (text: string) => text.toUpperCase()),
  lower: fn('string', (text: string) => text.toLowerCase()),
  title: fn('string', title),
  untitle: fn('string', (text: string) =>
    text.replace(/(^|[^\p{L}\p{N}_'])(\p{L})/gu, (_, before: string, c: string) => before + c.toLowerCase()),
  ),
  substr: fn('int int string', substring),
  repeat: fn('int string', (count: Int, text: string) => {
    if (count.n < 0) throw new Error('strings: negative Repeat count');
    if (count.n * text.length > 10_000_000) throw new Error('the text is longer than is simulated here');
    return text.repeat(count.n);
  }),
  trimall: fn('string string', (set: string, text: string) => trimRightSet(set, trimLeftSet(set, text))),
  trimAll: fn('string string', (set: string, text: string) => trimRightSet(set, trimLeftSet(set, text))),
  trimSuffix: fn('string string', (end: string, text: string) => (end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text)),
  trimPrefix: fn('string string', (start: string, text: string) => (text.startsWith(start) ? text.slice(start.length) : text)),
  nospace: fn('string', (text: string) => text.replace(/\s/g, '')),
  initials: fn('string', (text: string) =>
    text
      .split(/[ \n\t\r\v\f]+/)
      .map((word) => word[0] ?? '')
      .join(''),
  ),
  swapcase: fn('string', (text: string) => [...text].map((c) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())).join('')),
  snakecase: fn('string', snake),
  camelcase: fn('string', camel),
  kebabcase: fn('string', (text: string) => snake(text).replaceAll('_', '-')),
  wrap: fn('int string', (width: Int, text: string) => wrap(width.n, text, '\n', false)),
  wrapWith: fn('int string string', (width: Int, separator: string, text: string) => wrap(width.n, text, separator, true)),
  contains: fn('string string', (part: string, text: string) => text.includes(part)),
  hasPrefix: fn('string string', (start: string, text: string) => text.startsWith(start)),
  hasSuffix: fn('string string', (end: string, text: string) => text.endsWith(end)),
  quote: fn('...any', (...values: unknown[]) => quoted(values, quote)),
  squote: fn('...any', (...values: unknown[]) => quoted(values, (text) => `'${text}'`)),
  cat: fn('...any', (...values: unknown[]) =>
    values
      .filter((value) => value !== undefined && value !== null)
      .map(goText)
      .join(' '),
  ),
  indent: fn('int string', indent),
  nindent: fn('int string', (spaces: Int, text: string) => `\n${indent(spaces, text)}`),
  replace: fn('string string string', (from: string, to: string, text: string) => text.replaceAll(from, () => to)),
  plural: fn('string string int', (one: string, many: string, count: Int) => (count.n === 1 ? one : many)),
  toString: fn('any', (value: unknown) => textOf(value)),
  toStrings: fn('any', texts),
  join: fn('string any', (separator: string, value: unknown) => texts(value).join(separator)),
  sortAlpha: fn('any', (value: unknown) =>
    isList(value) ? texts(value).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))) : [textOf(value)],
  ),
  split: fn('string string', (separator: string, text: string) => parts(text.split(separator))),
  splitList: fn('string string', (separator: string, text: string) => text.split(separator)),
  splitn: fn('string int string', (separator: string, count: Int, text: string) => {
    const all = text.split(separator);
    const most = at(count);
    return parts(most < 0 || all.length <= most ? all : [...all.slice(0, most - 1), all.slice(most - 1).join(separator)]);
  }),
  shuffle: fn('string', () => {
    throw new Error('shuffle is not simulated here');
  }),
  tuple: fn('...any', (...values: unknown[]) => values),
  hello: fn('', () => 'Hello!'),
};
