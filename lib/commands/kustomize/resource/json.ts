/** What YAML holds; undefined is a value that was left out (`key:`). */
export type Json = undefined | null | boolean | number | string | Json[] | JsonMap;
export interface JsonMap {
  [key: string]: Json;
}

export const isMap = (value: unknown): value is JsonMap => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Null or left out. */
export const isNull = (value: unknown): value is null | undefined => value === null || value === undefined;

/** Null, left out, `{}` or `[]`. */
export const isNilOrEmpty = (value: unknown): boolean =>
  isNull(value) || (typeof value === 'object' && Object.keys(value as object).length === 0);

/** A map's own field. */
export const own = (map: JsonMap, key: string): Json => (Object.hasOwn(map, key) ? map[key] : undefined);

/** Sets a field whatever its name is. */
export function put(map: JsonMap, key: string, value: Json): void {
  if (key === '__proto__') Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
  else map[key] = value;
}

/** A scalar as it stands in its file. */
export const scalarText = (value: Json): string => (value === null ? 'null' : value === undefined ? '' : String(value));
