import { compileRegex } from '@/lib/api/cel/regex';
import { CelRuntimeError } from '@/lib/api/cel/errors';
import { printYaml } from '@/lib/api/yaml';
import { KustomizeError } from '../fault';
import { isMap, isNull, own, put, scalarText, type Json, type JsonMap } from '../resource/json';

/** A field or item that can be read and written. */
export interface Field {
  get(): Json;
  set(value: Json): void;
  /** It was made just now: what it becomes depends on what is put in. */
  readonly made: boolean;
}

export type Making = 'scalar' | 'map' | 'list';

const isElement = (part: string) => part.startsWith('[') && part.endsWith(']');
const isIndex = (part: string) => /^\d+$/.test(part);

/** `a.b\.c.[name=x.y].[d.e]` → a, b.c, [name=x.y], d.e */
export function splitFieldPath(path: string): string[] {
  const plain: string[] = [];
  for (const part of path.split('.')) {
    const last = plain.at(-1);
    if (last?.endsWith('\\')) plain[plain.length - 1] = `${last.slice(0, -1)}.${part}`;
    else plain.push(part);
  }
  const parts: string[] = [];
  for (let i = 0; i < plain.length; i++) {
    let part = plain[i]!;
    if (part.startsWith('[')) {
      while (!part.endsWith(']') && i < plain.length - 1) part += `.${plain[++i]!}`;
      if (!part.includes('=')) part = part.replace(/^\[+|\]+$/g, '');
    }
    parts.push(part);
  }
  return parts;
}

function elementOf(part: string): { readonly name: string; readonly value: string } {
  const inner = part.slice(1, -1);
  const at = inner.indexOf('=');
  if (at < 0) return { name: '', value: inner };
  return { name: inner.slice(0, at), value: inner.slice(at + 1) };
}

/** What stands at a path; undefined: nothing, or null. Patterns are not understood here. */
export function lookUp(value: Json, path: readonly string[]): Json {
  let at = value;
  for (const part of path) {
    if (part === '*') throw new KustomizeError('wildcard is not supported in PathGetter');
    if (isIndex(part) || part === '-') at = listOf(at).at(part === '-' ? -1 : Number(part));
    else if (isElement(part)) {
      const { name, value: wanted } = elementOf(part);
      at = listOf(at).find((item) => (name === '' ? scalarText(item) === wanted : isMap(item) && scalarText(own(item, name)) === wanted));
    } else at = own(mapOf(at), part);
    if (isNull(at)) return undefined;
  }
  return at;
}

const kindOf = (value: Json) => (Array.isArray(value) ? 'SequenceNode' : isMap(value) ? 'MappingNode' : 'ScalarNode');

/** A node as it is shown when it is at fault. */
export const contentsOf = (value: Json): string => (isMap(value) || Array.isArray(value) ? printYaml(value) : `${scalarText(value)}\n`);

const wrongKind = (expected: string, value: Json): KustomizeError =>
  new KustomizeError(`wrong node kind: expected ${expected} but got ${kindOf(value)}: node contents:\n${contentsOf(value)}`);

function listOf(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  throw wrongKind('SequenceNode', value);
}

function mapOf(value: Json): JsonMap {
  if (isMap(value)) return value;
  throw wrongKind('MappingNode', value);
}

const inMap = (map: JsonMap, key: string, made = false): Field => ({
  get: () => own(map, key),
  set: (value) => put(map, key, value),
  made,
});
const inList = (list: Json[], index: number, made = false): Field => ({
  get: () => list[index],
  set: (value) => void (list[index] = value),
  made,
});

const EMPTY: Readonly<Record<Making, () => Json>> = { scalar: () => null, map: () => ({}), list: () => [] };

function begun(next: string | undefined, make: Making): Json {
  if (next === undefined) return EMPTY[make]();
  return isElement(next) || isIndex(next) ? [] : {};
}

/** All fields that a path with patterns and `*` leads to; with `make` what is missing is made. Models kyaml's PathMatcher. */
export function matchPath(field: Field, path: readonly string[], make: Making | undefined): Field[] {
  const [part, ...rest] = path;
  if (part === undefined) return [field];
  const value = field.get();
  if (isIndex(part)) {
    const list = listOf(value);
    const index = Number(part);
    const fresh = list.length === index && make !== undefined;
    if (fresh) list.push(begun(rest[0], make));
    if (list.length <= index) throw new KustomizeError(`index ${index} specified but only ${list.length} elements found`);
    return matchPath(inList(list, index, fresh), rest, make);
  }
  if (isElement(part)) return matchElements(listOf(value), part, rest, make);
  if (part === '*') return listOf(value).flatMap((_, index) => matchPath(inList(value as Json[], index), rest, make));
  const map = mapOf(value);
  if (Object.hasOwn(map, part)) return isNull(map[part]) && rest.length > 0 ? [] : matchPath(inMap(map, part), rest, make);
  if (make === undefined) return [];
  put(map, part, begun(rest[0], make));
  return matchPath(inMap(map, part, true), rest, make);
}

function matchElements(list: Json[], part: string, rest: readonly string[], make: Making | undefined): Field[] {
  const { name, value } = elementOf(part);
  let fits: (text: string) => boolean;
  try {
    const regex = compileRegex(value);
    fits = (text) => regex.test(text.trim());
  } catch (error) {
    throw error instanceof CelRuntimeError ? new KustomizeError(error.message) : error;
  }
  const matched = () =>
    list.flatMap((item, index) => {
      if (name === '') return fits(scalarText(item)) ? [inList(list, index)] : [];
      if (!isMap(item) || isNull(own(item, name)) || !fits(scalarText(own(item, name)))) return [];
      return matchPath(inList(list, index), rest, make);
    });
  const found = matched();
  if (found.length > 0 || make === undefined) return found;
  list.push(name === '' ? value : { [name]: value });
  return matched();
}
