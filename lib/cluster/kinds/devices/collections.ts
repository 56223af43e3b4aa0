import { duplicate, tooMany, type FieldError } from '@/lib/api/field-error';

/** Models resource validation's validateSlice: more items than `most` are not looked at. */
export function eachOf<T>(
  items: readonly T[] | undefined,
  most: number,
  at: string,
  check: (item: T, at: string) => readonly FieldError[],
): FieldError[] {
  if (!items) return [];
  if (items.length > most) return [tooMany(at, items.length, most)];
  return items.flatMap((item, i) => check(item, `${at}[${i}]`));
}

/** Models validateSet: items also differ by their keys. */
export function setOf<T>(
  items: readonly T[] | undefined,
  most: number,
  at: string,
  check: (item: T, at: string) => readonly FieldError[],
  keyOf: (item: T) => unknown,
): FieldError[] {
  const found = eachOf(items, most, at, check);
  if (!items || items.length > most) return found;
  const seen = new Set<string>();
  items.forEach((item, i) => {
    const key = keyOf(item);
    const text = JSON.stringify(key);
    if (seen.has(text)) found.push(duplicate(`${at}[${i}]`, key));
    seen.add(text);
  });
  return found;
}

/** Models validateMap; long keys are cut in paths. */
export function mapOf<T>(
  map: Readonly<Record<string, T>> | undefined,
  most: number,
  at: string,
  checkKey: (key: string, at: string) => readonly FieldError[],
  check: (item: T, at: string) => readonly FieldError[],
  longestKey = 63,
): FieldError[] {
  const keys = Object.keys(map ?? {}).sort();
  if (keys.length > most) return [tooMany(at, keys.length, most)];
  return keys.flatMap((key) => {
    const path = `${at}[${shorten(key, longestKey)}]`;
    return [...checkKey(key, path), ...check(map![key]!, path)];
  });
}

function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const rest = most - 3;
  return `${text.slice(0, Math.ceil(rest / 2))}...${text.slice(text.length - Math.floor(rest / 2))}`;
}
