import { isMap } from '@/lib/api/structural';

/** `.spec.replicas` as the names of its fields. */
export const fieldsOfPath = (path: string): readonly string[] => path.replace(/^\./, '').split('.');

/** The value at a path of fields; undefined where it does not lead. */
export function valueAt(object: unknown, path: readonly string[]): unknown {
  let value = object;
  for (const name of path) {
    if (!isMap(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The object with a value at a path of fields; what is not there on the way is made. */
export function withValueAt<T extends object>(object: T, path: readonly string[], value: unknown): T {
  const [name, ...rest] = path as [string, ...string[]];
  const below = (object as Record<string, unknown>)[name];
  return { ...object, [name]: rest.length === 0 ? value : withValueAt(isMap(below) ? below : {}, rest, value) };
}
