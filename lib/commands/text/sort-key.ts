import { Fatal } from '../command/command';
import { localeQuote } from '../command/quote';

/** How a key's text is ordered. */
export interface Order {
  numeric?: boolean;
  general?: boolean;
  human?: boolean;
  version?: boolean;
  month?: boolean;
  fold?: boolean;
  dictionary?: boolean;
  printing?: boolean;
  blanks?: boolean;
  reverse?: boolean;
}

export interface Key {
  /** Field and character counted from 1; `endField` 0 means to the end of the line. */
  readonly field: number;
  readonly character: number;
  readonly endField: number;
  /** 0: to the end of the field. */
  readonly endCharacter: number;
  readonly order: Order;
  readonly own: boolean;
}

/** The letters of orderings, as options and behind keys. */
export const ORDERS: Record<string, keyof Order> = {
  n: 'numeric',
  g: 'general',
  h: 'human',
  V: 'version',
  M: 'month',
  f: 'fold',
  d: 'dictionary',
  i: 'printing',
  b: 'blanks',
  r: 'reverse',
};

/** A `-k POS1[,POS2]`. Throws Fatal with sort's texts (status 2). */
export function parseKey(text: string): Key {
  const m = /^(\d+)?(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (!m || !m[1]) throw new Fatal(`invalid number at field start: invalid count at start of ${localeQuote(text)}`, 2);
  if (Number(m[1]) === 0) throw new Fatal(`field number is zero: invalid field specification ${localeQuote(text)}`, 2);
  if (m[2] !== undefined && Number(m[2]) === 0)
    throw new Fatal(`character offset is zero: invalid field specification ${localeQuote(text)}`, 2);
  const order: Order = {};
  const letters = (m[3] ?? '') + (m[6] ?? '');
  for (const letter of letters) {
    const flag = ORDERS[letter];
    if (!flag) throw new Fatal(`stray character in field spec: invalid field specification ${localeQuote(text)}`, 2);
    order[flag] = true;
  }
  return {
    field: Number(m[1]),
    character: Number(m[2] ?? 1),
    endField: Number(m[4] ?? 0),
    endCharacter: Number(m[5] ?? 0),
    order,
    own: letters !== '',
  };
}

/** The part of a line that a key names. */
export function keyText(line: string, key: Key, separator: string | undefined, blanks: boolean): string {
  const starts = fieldStarts(line, separator);
  const begin = (field: number) => (field <= starts.length ? starts[field - 1]! : line.length);
  const skipBlanks = (at: number) => {
    while (blanks && (line[at] === ' ' || line[at] === '\t')) at++;
    return at;
  };
  const fieldEnd = (field: number) =>
    field < starts.length ? starts[field]! - (separator === undefined ? 0 : separator.length) : line.length;
  const from = Math.min(skipBlanks(begin(key.field)) + key.character - 1, line.length);
  let to = line.length;
  if (key.endField > 0) {
    to = key.endCharacter === 0 ? fieldEnd(key.endField) : Math.min(skipBlanks(begin(key.endField)) + key.endCharacter, line.length);
    if (key.endField > starts.length) to = line.length;
  }
  return to <= from ? '' : line.slice(from, to);
}

function fieldStarts(line: string, separator: string | undefined): number[] {
  const starts = [0];
  if (separator !== undefined) {
    for (let at = line.indexOf(separator); at >= 0; at = line.indexOf(separator, at + separator.length)) starts.push(at + separator.length);
    return starts;
  }
  for (let i = 1; i < line.length; i++) {
    const blank = line[i] === ' ' || line[i] === '\t';
    const before = line[i - 1] === ' ' || line[i - 1] === '\t';
    if (blank && !before) starts.push(i);
  }
  return starts;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const SUFFIXES = 'KMGTPEZY';

/** Compares two key texts by an order (without its `reverse`). */
export function compareBy(a: string, b: string, order: Order): number {
  if (order.numeric) return numberOf(a) - numberOf(b);
  if (order.general) return generalOf(a) - generalOf(b);
  if (order.human) return humanOf(a) - humanOf(b);
  if (order.month) return monthOf(a) - monthOf(b);
  if (order.version) return compareVersions(a, b);
  return compareText(prepare(a, order), prepare(b, order));
}

/** Code point order. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x === y) continue;
    const surrogates = (x & 0xf800) === 0xd800 || (y & 0xf800) === 0xd800;
    return surrogates ? a.codePointAt(i)! - b.codePointAt(i)! : x - y;
  }
  return a.length - b.length;
}

function prepare(text: string, order: Order): string {
  let out = text;
  if (order.dictionary) out = out.replace(/[^A-Za-z0-9 \t]/g, '');
  if (order.printing) out = out.replace(/[\x00-\x1f\x7f]/g, '');
  return order.fold ? out.toUpperCase() : out;
}

function numberOf(text: string): number {
  const m = /^[ \t]*(-?)(\d*\.?\d*)/.exec(text)!;
  const value = Number(m[2] === '.' ? 0 : m[2]);
  return m[1] ? -value : value;
}

function generalOf(text: string): number {
  const m = /^\s*[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+([eE][-+]?\d+)?|0[xX][\da-fA-F]+|inf(inity)?)/i.exec(text);
  if (!m) return -Infinity;
  return /inf/i.test(m[0]) ? (m[0].includes('-') ? -Number.MAX_VALUE : Number.MAX_VALUE) : Number(m[0]);
}

function humanOf(text: string): number {
  const m = /^[ \t]*(-?)(\d*\.?\d*)([kKMGTPEZY]?)/.exec(text)!;
  const value = Number(m[2] === '.' ? 0 : m[2]);
  const rank = value === 0 ? 0 : SUFFIXES.indexOf(m[3]!.toUpperCase() || ' ') + 1;
  return (m[1] ? -1 : 1) * (rank * 1e15 + value);
}

function monthOf(text: string): number {
  return MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase()) + 1;
}

/** The end of a name that version order looks at last: `.txt`, `.tar.gz`. Models gnulib's file_prefixlen. */
const SUFFIX = /(\.[A-Za-z~][A-Za-z0-9~]*)+$/;

/** GNU version order, as `sort -V` and `ls -v`: suffixes of files count only where the rest is the same. */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a.replace(SUFFIX, ''), b.replace(SUFFIX, '')];
  if (x && y && (x !== a || y !== b)) {
    const result = compareWhole(x, y);
    if (result !== 0) return result;
  }
  return compareWhole(a, b);
}

function compareWhole(a: string, b: string): number {
  const rank = (c: string | undefined) =>
    c === undefined ? 0 : c === '~' ? -1 : /[A-Za-z]/.test(c) ? c.charCodeAt(0) : c.charCodeAt(0) + 256;
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !/\d/.test(a[i]!)) || (j < b.length && !/\d/.test(b[j]!))) {
      const x = i < a.length && /\d/.test(a[i]!) ? 0 : rank(a[i]);
      const y = j < b.length && /\d/.test(b[j]!) ? 0 : rank(b[j]);
      if (x !== y) return x - y;
      i++;
      j++;
    }
    const x = /^\d*/.exec(a.slice(i))![0];
    const y = /^\d*/.exec(b.slice(j))![0];
    i += x.length;
    j += y.length;
    const [m, n] = [x.replace(/^0+/, ''), y.replace(/^0+/, '')];
    if (m.length !== n.length) return m.length - n.length;
    if (m !== n) return m < n ? -1 : 1;
  }
  return 0;
}
