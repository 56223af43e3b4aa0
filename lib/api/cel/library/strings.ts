import { formatText } from './format-text';
import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { dynType, intType, listType, stringType } from '../types';
import { CelList, type CelValue } from '../values';
import { work } from '../work';

/** Models cel-go's ext.Strings, version 2. Positions count code points. */
export const strings = new Library();

const text = (value: CelValue | undefined) => value as string;
const chars = (value: CelValue | undefined) => [...text(value)];
const index = (value: CelValue | undefined) => Number(value as bigint);

const outOfRange = (position: number) => new CelRuntimeError(`index out of range: ${position}`);

function indexOf(value: readonly string[], part: readonly string[], from: number): bigint {
  if (from < 0 || from > value.length) throw outOfRange(from);
  for (let at = from; at + part.length <= value.length; at++)
    if (part.every((char, offset) => value[at + offset] === char)) return BigInt(at);
  return -1n;
}

function lastIndexOf(value: readonly string[], part: readonly string[], from: number): bigint {
  if (from < 0 || from > value.length) throw outOfRange(from);
  for (let at = Math.min(from, value.length - part.length); at >= 0; at--) {
    if (part.every((char, offset) => value[at + offset] === char)) return BigInt(at);
  }
  return -1n;
}

function substring(value: readonly string[], start: number, end: number): string {
  if (start > end) throw new CelRuntimeError(`invalid substring range. start: ${start}, end: ${end}`);
  if (start < 0 || start > value.length) throw outOfRange(start);
  if (end < 0 || end > value.length) throw outOfRange(end);
  return value.slice(start, end).join('');
}

function replace(value: string, from: string, to: string, limit: number): string {
  if (limit === 0) return value;
  const parts = from === '' ? ['', ...value] : value.split(from);
  work(value.length + parts.length * to.length);
  let out = parts[0]!;
  for (let at = 1; at < parts.length; at++) out += (limit < 0 || at <= limit ? to : from) + parts[at]!;
  return from === '' && (limit < 0 || parts.length <= limit) ? out + to : out;
}

function split(value: string, separator: string, limit: number): CelValue {
  if (limit === 0) return CelList.of([]);
  const all = separator === '' ? [...value] : value.split(separator);
  if (limit < 0 || all.length <= limit) return CelList.of(all);
  return CelList.of([...all.slice(0, limit - 1), all.slice(limit - 1).join(separator)]);
}

function join(list: CelValue | undefined, separator: string): string {
  const items = (list as CelList).items();
  if (items.some((item) => typeof item !== 'string'))
    throw new CelRuntimeError(`join: invalid input: ${String(items.find((item) => typeof item !== 'string'))}`);
  work(items.reduce<number>((sum, item) => sum + (item as string).length + separator.length, 0));
  return items.join(separator);
}

const ascii = (value: string, from: RegExp, shift: number) =>
  value.replace(from, (char) => String.fromCharCode(char.charCodeAt(0) + shift));

const ESCAPED: Readonly<Record<string, string>> = {
  '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\\': '\\\\', '"': '\\"',
}; // prettier-ignore

strings
  .member('charAt', 'string_char_at_int', [stringType, intType], stringType, ([value, at]) => {
    const all = chars(value);
    const position = index(at);
    if (position < 0 || position > all.length) throw outOfRange(position);
    return all[position] ?? '';
  })
  .member('indexOf', 'string_index_of_string', [stringType, stringType], intType, ([value, part]) => indexOf(chars(value), chars(part), 0))
  .member('indexOf', 'string_index_of_string_int', [stringType, stringType, intType], intType, ([value, part, from]) =>
    indexOf(chars(value), chars(part), index(from)),
  )
  .member('lastIndexOf', 'string_last_index_of_string', [stringType, stringType], intType, ([value, part]) =>
    lastIndexOf(chars(value), chars(part), chars(value).length),
  )
  .member('lastIndexOf', 'string_last_index_of_string_int', [stringType, stringType, intType], intType, ([value, part, from]) =>
    lastIndexOf(chars(value), chars(part), index(from)),
  )
  .member('lowerAscii', 'string_lower_ascii', [stringType], stringType, ([value]) => ascii(text(value), /[A-Z]/g, 32))
  .member('upperAscii', 'string_upper_ascii', [stringType], stringType, ([value]) => ascii(text(value), /[a-z]/g, -32))
  .member('replace', 'string_replace_string_string', [stringType, stringType, stringType], stringType, ([value, from, to]) =>
    replace(text(value), text(from), text(to), -1),
  )
  .member(
    'replace',
    'string_replace_string_string_int',
    [stringType, stringType, stringType, intType],
    stringType,
    ([value, from, to, limit]) => replace(text(value), text(from), text(to), index(limit)),
  )
  .member('split', 'string_split_string', [stringType, stringType], listType(stringType), ([value, separator]) =>
    split(text(value), text(separator), -1),
  )
  .member('split', 'string_split_string_int', [stringType, stringType, intType], listType(stringType), ([value, separator, limit]) =>
    split(text(value), text(separator), index(limit)),
  )
  .member('substring', 'string_substring_int', [stringType, intType], stringType, ([value, start]) => {
    const all = chars(value);
    if (index(start) < 0 || index(start) > all.length) throw outOfRange(index(start));
    return all.slice(index(start)).join('');
  })
  .member('substring', 'string_substring_int_int', [stringType, intType, intType], stringType, ([value, start, end]) =>
    substring(chars(value), index(start), index(end)),
  )
  .member('trim', 'string_trim', [stringType], stringType, ([value]) => text(value).trim())
  .member('join', 'list_join', [listType(stringType)], stringType, ([list]) => join(list, ''))
  .member('join', 'list_join_string', [listType(stringType), stringType], stringType, ([list, separator]) => join(list, text(separator)))
  .member('format', 'string_format', [stringType, listType(dynType)], stringType, ([value, args]) =>
    formatText(text(value), args as CelList),
  )
  .fn(
    'strings.quote',
    'strings_quote',
    [stringType],
    stringType,
    ([value]) => `"${text(value).replace(/[\x07\b\f\n\r\t\v\\"]/g, (char) => ESCAPED[char]!)}"`,
  );
