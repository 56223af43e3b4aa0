import { deepEqual } from './freeze';
import { goText, goTypeName } from './go-value';
import { getOwn, setOwn } from './own';
import { refOf, schemaFor, type FieldSchema, type SchemaRef } from './schema';

/** Thrown for a patch that is not a strategic merge patch of its kind; `code` is the HTTP status it is answered with. */
export class StrategicMergeError extends Error {
  constructor(
    message: string,
    readonly code: 400 | 422 | 500 = 500,
  ) {
    super(message);
  }
}

type Json = Record<string, unknown>;
type Fields = Readonly<Record<string, FieldSchema>>;

const PATCH = '$patch';
const RETAIN = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE = '$deleteFromPrimitiveList/';
const DEEPEST = 1000;

const isMap = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Applies a strategic merge patch: lists merge by the schema's merge keys, and the directives `$patch`, `$retainKeys`,
 * `$setElementOrder` and `$deleteFromPrimitiveList` are obeyed. Throws StrategicMergeError with upstream's words.
 * Models apimachinery/pkg/util/strategicpatch.StrategicMergeMapPatch.
 */
export function strategicMergePatch(original: object, patch: object, schemaName: SchemaRef): object {
  return mergeMap(original as Json, patch as Json, fieldsOf(schemaName), 0);
}

const fieldsOf = (ref: SchemaRef | undefined): Fields => (ref === undefined ? {} : (schemaFor(ref)?.fields ?? {}));
const strategyOf = (field: FieldSchema | undefined, name: string) => field?.patchStrategy?.split(',').includes(name) ?? false;
const badPatchType = (type: unknown, map: Json) => new StrategicMergeError(`unknown patch type: ${goVerbS(type)} in map: ${goText(map)}`);

/** How Go's %s prints what is no text. */
const goVerbS = (value: unknown) => (typeof value === 'string' ? value : `%!s(${goTypeName(value)}=${goText(value)})`);

function mergeMap(original: Json, patch: Json, fields: Fields, depth: number): Json {
  if (depth > DEEPEST) throw new StrategicMergeError('exceeded max depth', 400);
  const directive = patch[PATCH];
  if (directive !== undefined) {
    if (directive === 'replace') {
      const { [PATCH]: _, ...rest } = patch;
      return withoutDirectives(rest, depth) as Json;
    }
    if (directive === 'delete') return {};
    throw badPatchType(directive, patch);
  }
  const out: Json = { ...retained(original, patch) };
  for (const key in patch) {
    if (!key.startsWith(ORDER)) continue;
    const list = key.slice(ORDER.length);
    const merged = mergeOrdered(out[list], patch[list], patch[key], fields[list], depth);
    if (merged) out[list] = merged;
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === RETAIN || key.startsWith(ORDER) || Object.hasOwn(patch, ORDER + key)) continue;
    if (key.startsWith(DELETE)) deleteFrom(out, key.slice(DELETE.length), value, fields);
    else if (value === null) delete out[key];
    else if (value !== undefined) setOwn(out, key, mergeField(getOwn(out, key), value, fields[key], depth));
  }
  return out;
}

/** What `$retainKeys` leaves of the original. Models applyRetainKeysDirective. */
function retained(original: Json, patch: Json): Json {
  const keys = patch[RETAIN];
  if (keys === undefined) return original;
  const bad = new StrategicMergeError('invalid patch format of retainKeys', 400);
  if (!Array.isArray(keys)) throw bad;
  for (const key of Object.keys(patch)) {
    if (key === RETAIN || patch[key] === null || key.startsWith(DELETE) || key.startsWith(ORDER)) continue;
    if (!keys.includes(key)) throw bad;
  }
  return Object.fromEntries(Object.entries(original).filter(([key]) => keys.includes(key)));
}

function deleteFrom(out: Json, list: string, gone: unknown, fields: Fields): void {
  if (list === '') throw new StrategicMergeError('invalid patch format of primitive list', 400);
  const before = out[list];
  if (!Array.isArray(before)) return;
  if (!Array.isArray(gone)) return;
  if (strategyOf(fields[list], 'merge')) out[list] = before.filter((item) => !gone.some((one) => deepEqual(one, item)));
  else out[list] = gone;
}

function mergeField(original: unknown, value: unknown, field: FieldSchema | undefined, depth: number): unknown {
  if (isMap(value)) {
    if (!isMap(original)) return mergeMap({}, value, fieldsOf(below(field)), depth + 1);
    return strategyOf(field, 'replace') ? withoutDirectives(value, depth) : mergeMap(original, value, fieldsOf(below(field)), depth + 1);
  }
  if (!Array.isArray(value)) return value;
  if (!strategyOf(field, 'merge')) return withoutDirectives(value, depth);
  // Of a list that the object lacks, upstream takes the patch as it is: nothing is compared, so no key is missed.
  if (!Array.isArray(original)) return withoutDirectives(value, depth);
  return mergeList(original as unknown[], value, field!, depth);
}

/** The definition of an object field, or of the values of a map. */
const below = (field: FieldSchema | undefined): SchemaRef | undefined =>
  field?.type === 'map' ? undefined : field?.type === 'array' ? refOf(field.items) : refOf(field);

/** A list whose order `$setElementOrder` names. Models mergePatchIntoOriginal. */
function mergeOrdered(original: unknown, patch: unknown, order: unknown, field: FieldSchema | undefined, depth: number) {
  for (const list of [order, original, patch]) {
    if (list !== undefined && list !== null && !Array.isArray(list)) {
      throw new StrategicMergeError(`expected a []interface {}, but received a ${goTypeName(list)}`);
    }
  }
  if (!Array.isArray(order)) throw new StrategicMergeError('expected a []interface {}, but received a %!s(<nil>)');
  const mergeKey = field?.mergeKey;
  if (Array.isArray(patch)) checkOrder(patch, order, mergeKey);
  if (!Array.isArray(original) && !Array.isArray(patch)) return undefined;
  const before = (original as unknown[] | undefined) ?? [];
  const merged = Array.isArray(patch) ? (mergeField(before, patch, field, depth) as unknown[]) : before;
  return ordered(merged, order, before, mergeKey);
}

/** Items of the patch list come in the order named, and none is left out. Models validatePatchWithSetOrderList. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string | undefined): void {
  if (patch.length === 0 || order.length === 0) return;
  const idOf = (item: unknown) => (mergeKey && isMap(item) ? item[mergeKey] : item);
  const kept = patch.filter((item) => !(isMap(item) && PATCH in item));
  let at = 0;
  for (const item of order) if (at < kept.length && deepEqual(idOf(kept[at]), idOf(item))) at++;
  if (at < kept.length) {
    throw new StrategicMergeError(`The order in patch list:\n${goText(patch)}\n doesn't match $setElementOrder list:\n${goText(order)}\n`);
  }
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], field: FieldSchema, depth: number): unknown[] {
  if (original.length === 0 && patch.length === 0) return [];
  checkElements([original, patch]);
  const { mergeKey } = field;
  const first = original[0] ?? patch[0];
  if (!isMap(first)) {
    const merged = [...original];
    for (const item of patch) if (!merged.some((one) => deepEqual(one, item))) merged.push(item);
    return ordered(merged, patch, original, undefined);
  }
  if (!mergeKey) throw new StrategicMergeError('cannot merge lists without merge key for type struct');
  const { items, plain } = withSpecialItems(original, patch as readonly Json[], mergeKey);
  const merged = [...items];
  for (const item of plain) {
    const key = item[mergeKey];
    if (key === undefined) throw missingKey(item, mergeKey);
    const at = merged.findIndex((one) => isMap(one) && deepEqual(one[mergeKey], key));
    const next = mergeMap(at < 0 ? {} : (merged[at] as Json), item, fieldsOf(below(field)), depth + 1);
    if (at < 0) merged.push(next);
    else merged[at] = next;
  }
  for (const item of merged) if (isMap(item) && item[mergeKey] === undefined) throw missingKey(item, mergeKey);
  return ordered(merged, plain, items, mergeKey);
}

/** Obeys items that hold a directive. Models mergeSliceWithSpecialElements. */
function withSpecialItems(original: readonly unknown[], patch: readonly Json[], mergeKey: string) {
  let items = [...original];
  let replaces = false;
  const plain: Json[] = [];
  for (const item of patch) {
    const directive = item[PATCH];
    if (directive === undefined) plain.push(item);
    else if (directive === 'delete') {
      if (item[mergeKey] === undefined) throw missingKey(item, mergeKey);
      items = items.filter((one) => !(isMap(one) && deepEqual(one[mergeKey], item[mergeKey])));
    } else if (directive === 'replace') replaces = true;
    else if (directive === 'merge') throw new StrategicMergeError('merging lists cannot yet be specified in the patch');
    else throw badPatchType(directive, item);
  }
  return replaces ? { items: plain.map((item) => withoutDirectives(item, 0)), plain: [] } : { items, plain };
}

/** All elements are of one type, and none is a list. Models sliceElementType. */
function checkElements(lists: readonly (readonly unknown[])[]): void {
  let first: string | undefined;
  for (const item of lists.flat()) {
    const type = goTypeName(item);
    if (first === undefined) {
      first = type;
      if (Array.isArray(item)) throw new StrategicMergeError('lists of lists are not supported', 422);
    } else if (type !== first) {
      throw new StrategicMergeError(`list element types are not identical: ${goText(lists)}`);
    }
  }
}

const missingKey = (item: Json, key: string) => new StrategicMergeError(`map: ${goText(item)} does not contain declared merge key: ${key}`);

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
function withoutDirectives(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) throw new StrategicMergeError('exceeded max depth', 400);
  if (Array.isArray(value)) {
    return value.filter((item) => !(isMap(item) && PATCH in item)).map((item) => withoutDirectives(item, depth + 1));
  }
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !isDirective(key) && item !== null)
      .map(([key, item]) => [key, withoutDirectives(item, depth + 1)]),
  );
}

const isDirective = (key: string) => key === PATCH || key === RETAIN || key.startsWith(ORDER) || key.startsWith(DELETE);
