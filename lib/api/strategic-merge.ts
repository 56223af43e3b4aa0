import { deepEqual } from './freeze';
import { schemaFor, type FieldSchema } from './schema';

/** Thrown for a patch that is not a strategic merge patch of its kind. */
export class StrategicMergeError extends Error {}

type Json = Record<string, unknown>;

const PATCH = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE = '$deleteFromPrimitiveList/';

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Applies a strategic merge patch: lists merge by the schema's merge keys, and the directives `$patch`, `$retainKeys`,
 * `$setElementOrder` and `$deleteFromPrimitiveList` are obeyed. Models apimachinery/pkg/util/strategicpatch.
 */
export function strategicMergePatch(original: object, patch: object, schemaName: string): object {
  return mergeMap(original as Json, patch as Json, schemaFor(schemaName)?.fields ?? {});
}

function mergeMap(original: Json, patch: Json, fields: Readonly<Record<string, FieldSchema>>): Json {
  const directive = patch[PATCH];
  if (directive !== undefined) {
    if (directive === 'replace') {
      const { [PATCH]: _, ...rest } = patch;
      return rest;
    }
    if (directive === 'delete') return {};
    throw new StrategicMergeError(`unknown patch type found: ${String(directive)}`);
  }
  let out: Json = { ...original };
  const retained = patch[RETAIN];
  if (retained !== undefined) {
    if (!Array.isArray(retained)) throw new StrategicMergeError('$retainKeys must be a list');
    for (const key of Object.keys(patch)) {
      if (!key.startsWith('$') && patch[key] !== null && !retained.includes(key)) {
        throw new StrategicMergeError(`bad patch: ${JSON.stringify(key)} is not in $retainKeys`);
      }
    }
    out = Object.fromEntries(Object.entries(out).filter(([key]) => retained.includes(key)));
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === RETAIN) continue;
    if (key.startsWith(DELETE)) {
      const list = key.slice(DELETE.length);
      if (Array.isArray(out[list]) && Array.isArray(value)) {
        out[list] = (out[list] as unknown[]).filter((item) => !value.some((gone) => deepEqual(gone, item)));
      }
    } else if (key.startsWith(ORDER)) {
      const list = key.slice(ORDER.length);
      if (patch[list] === undefined && Array.isArray(out[list]) && Array.isArray(value)) {
        out[list] = ordered(out[list] as unknown[], value, out[list] as unknown[], fields[list]?.mergeKey);
      }
    } else if (value === null) {
      delete out[key];
    } else if (value !== undefined) {
      out[key] = mergeField(original[key], value, fields[key], patch[ORDER + key]);
    }
  }
  return out;
}

function mergeField(original: unknown, value: unknown, field: FieldSchema | undefined, order: unknown): unknown {
  const replaces = field?.patchStrategy?.split(',').includes('replace') ?? false;
  if (isMap(value)) {
    const below = field?.ref ? (schemaFor(field.ref)?.fields ?? {}) : {};
    return mergeMap(isMap(original) && !replaces ? original : {}, value, below);
  }
  if (!Array.isArray(value)) return value;
  const merges = field?.patchStrategy?.split(',').includes('merge') ?? false;
  if (!merges) return value.filter((item) => !(isMap(item) && PATCH in item)).map(withoutDirectives);
  const before = Array.isArray(original) ? (original as unknown[]) : [];
  return mergeList(before, value, field!, Array.isArray(order) ? order : undefined);
}

function mergeList(
  original: readonly unknown[],
  patch: readonly unknown[],
  field: FieldSchema,
  order: readonly unknown[] | undefined,
): unknown[] {
  const { mergeKey } = field;
  if (!mergeKey || !patch.every(isMap)) {
    const merged = [...original];
    for (const item of patch) if (!merged.some((one) => deepEqual(one, item))) merged.push(item);
    return order ? ordered(merged, order, original, mergeKey) : merged;
  }
  const below = field.items?.ref ? (schemaFor(field.items.ref)?.fields ?? {}) : {};
  let merged: unknown[] = [...original];
  const plain: Json[] = [];
  for (const item of patch) {
    const directive = item[PATCH];
    if (directive === undefined) plain.push(item);
    else if (directive === 'delete') {
      if (item[mergeKey] === undefined) throw missingKey(item, mergeKey);
      merged = merged.filter((one) => !(isMap(one) && one[mergeKey] === item[mergeKey]));
    } else if (directive === 'replace') {
      const rest = patch.filter((one) => one[PATCH] === undefined);
      return rest.map(withoutDirectives);
    } else if (directive !== 'merge') {
      throw new StrategicMergeError(`unknown patch type found: ${String(directive)}`);
    } else {
      const { [PATCH]: _, ...rest } = item;
      plain.push(rest);
    }
  }
  for (const item of plain) {
    const key = item[mergeKey];
    if (key === undefined) throw missingKey(item, mergeKey);
    const at = merged.findIndex((one) => isMap(one) && one[mergeKey] === key);
    const next = mergeMap(at < 0 ? {} : (merged[at] as Json), item, below);
    if (at < 0) merged.push(next);
    else merged[at] = next;
  }
  return ordered(merged, order ?? plain, original, mergeKey);
}

const missingKey = (item: Json, key: string) => new StrategicMergeError(`map: ${goMap(item)} does not contain declared merge key: ${key}`);

/** How Go prints a map: `map[image:x]`. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isMap(value)) return String(value);
  return `map[${Object.keys(value)
    .sort()
    .map((key) => `${key}:${goMap(value[key])}`)
    .join(' ')}]`;
}

/**
 * Items that the patch names, in the patch's order, among the others in the server's. Models normalizeElementOrder and
 * mergeSortedSlice.
 */
function ordered(
  merged: readonly unknown[],
  order: readonly unknown[],
  server: readonly unknown[],
  mergeKey: string | undefined,
): unknown[] {
  const idOf = (item: unknown) => (mergeKey && isMap(item) ? item[mergeKey] : item);
  const place = (list: readonly unknown[], item: unknown) => list.findIndex((one) => deepEqual(idOf(one), idOf(item)));
  const named = merged.filter((item) => place(order, item) >= 0).sort((a, b) => place(order, a) - place(order, b));
  const others = merged.filter((item) => place(order, item) < 0).sort((a, b) => place(server, a) - place(server, b));
  const out: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < named.length || j < others.length) {
    if (j >= others.length) out.push(named[i++]);
    else if (i >= named.length) out.push(others[j++]);
    else {
      const left = place(server, named[i]);
      const right = place(server, others[j]);
      out.push(left >= 0 && right >= 0 && left < right ? named[i++] : others[j++]);
    }
  }
  return out;
}

/** A value taken over whole holds no directives and no nulls. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !key.startsWith('$') && item !== null)
      .map(([key, item]) => [key, withoutDirectives(item)]),
  );
}
