import { describe, JqError } from './errors';
import { compareJson, type Json, typeOf } from './json';

/** Keys, numbers and slices (`{start, end}`) that lead into a value. */
export type Path = readonly Json[];

const MOST_INDEX = 10_000_000;

/** `value[key]`. Throws JqError. */
export function getIndex(value: Json, key: Json): Json {
  if (typeof key === 'string') {
    if (value === null) return null;
    if (value instanceof Map) return value.get(key) ?? null;
    throw new JqError(`Cannot index ${typeOf(value)} with string "${key}"`);
  }
  if (typeof key === 'number') {
    if (value === null) return null;
    if (Array.isArray(value)) {
      if (Number.isNaN(key)) return null;
      const at = Math.floor(key);
      return value[at < 0 ? at + value.length : at] ?? null;
    }
    throw new JqError(`Cannot index ${typeOf(value)} with number`);
  }
  if (key instanceof Map) return getSlice(value, key.get('start') ?? null, key.get('end') ?? null);
  if (Array.isArray(key) && Array.isArray(value)) return indices(value, key);
  throw new JqError(`Cannot index ${typeOf(value)} with ${typeOf(key)}`);
}

function bounds(length: number, from: Json, to: Json): [number, number] {
  if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number')) {
    throw new JqError('Start and end indices of an array slice must be numbers');
  }
  const clamp = (n: number) => Math.max(0, Math.min(length, n < 0 ? n + length : n));
  const start = Math.floor(clamp(from ?? 0));
  return [start, Math.max(start, Math.ceil(clamp(to ?? length)))];
}

export function getSlice(value: Json, from: Json, to: Json): Json {
  if (value === null) return null;
  if (typeof value === 'string') {
    const characters = [...value];
    return characters.slice(...bounds(characters.length, from, to)).join('');
  }
  if (!Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with object`);
  return value.slice(...bounds(value.length, from, to));
}

export function* iterate(value: Json): Generator<[Json, Json]> {
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) yield [i, value[i]!];
  else if (value instanceof Map) yield* value;
  else throw new JqError(value === null ? 'Cannot iterate over null' : `Cannot iterate over ${describe(value)}`);
}

export function getPath(value: Json, path: Path): Json {
  let out = value;
  for (const key of path) {
    if (out === null) return null;
    out = getIndex(out, key);
  }
  return out;
}

/** The value with another at a path. Throws JqError. */
export function setPath(value: Json, path: Path, next: Json): Json {
  if (path.length === 0) return next;
  const [key, ...rest] = path;
  if (typeof key === 'string') {
    if (value !== null && !(value instanceof Map)) throw new JqError(`Cannot index ${typeOf(value)} with string "${key}"`);
    return new Map(value ?? []).set(key, setPath(value?.get(key) ?? null, rest, next));
  }
  if (typeof key === 'number') {
    if (value !== null && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with number`);
    const out = [...(value ?? [])];
    let at = Math.floor(key);
    if (at < 0) at += out.length;
    if (at < 0) throw new JqError('Out of bounds negative array index');
    if (at > MOST_INDEX) throw new JqError('Array index too large');
    while (out.length < at) out.push(null);
    out[at] = setPath(out[at] ?? null, rest, next);
    return out;
  }
  if (key instanceof Map) {
    if (value !== null && !Array.isArray(value)) throw new JqError(`Cannot update field at object index of ${typeOf(value)}`);
    const list = value ?? [];
    const [from, to] = bounds(list.length, key.get('start') ?? null, key.get('end') ?? null);
    const inner = setPath(list.slice(from, to), rest, next);
    if (!Array.isArray(inner)) throw new JqError('A slice of an array can only be assigned another array');
    return [...list.slice(0, from), ...inner, ...list.slice(to)];
  }
  throw new JqError(`Invalid path component: cannot index ${typeOf(value)} with ${typeOf(key ?? null)}`);
}

/** The value without what the paths lead to. */
export function deletePaths(value: Json, paths: readonly Path[]): Json {
  let out = value;
  for (const path of [...paths].sort((a, b) => compareJson([...b], [...a]))) out = deletePath(out, path);
  return out;
}

function deletePath(value: Json, path: Path): Json {
  if (value === null || path.length === 0) return null;
  const [key, ...rest] = path;
  if (rest.length > 0) {
    const inner = getIndex(value, key!);
    return inner === null ? value : setPath(value, [key!], deletePath(inner, rest));
  }
  if (typeof key === 'string' && value instanceof Map) {
    const out = new Map(value);
    out.delete(key);
    return out;
  }
  if (typeof key === 'number' && Array.isArray(value)) {
    const at = Math.floor(key) < 0 ? Math.floor(key) + value.length : Math.floor(key);
    return value.filter((_, i) => i !== at);
  }
  if (key instanceof Map && Array.isArray(value)) {
    const [from, to] = bounds(value.length, key.get('start') ?? null, key.get('end') ?? null);
    return [...value.slice(0, from), ...value.slice(to)];
  }
  throw new JqError(`Cannot delete field at ${typeof key === 'string' ? 'object' : 'array'} index of ${typeOf(value)}`);
}

/** Where a part begins in an array. */
export function indices(value: readonly Json[], part: readonly Json[]): Json[] {
  const out: Json[] = [];
  if (part.length === 0) return out;
  for (let i = 0; i + part.length <= value.length; i++) if (part.every((p, j) => compareJson(p, value[i + j]!) === 0)) out.push(i);
  return out;
}
