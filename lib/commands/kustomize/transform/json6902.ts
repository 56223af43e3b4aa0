import { goJson } from '@/lib/api/go-json';
import { parseDocument, YamlError } from '@/lib/api/yaml';
import { KustomizeError } from '../fault';
import { isMap, own, put, type Json, type JsonMap } from '../resource/json';

const MOST_OPERATIONS = 10_000;

/** Operations of a JSON patch, written in JSON or YAML; undefined: it is none. */
export function parseJsonPatch(text: string): JsonMap[] | undefined {
  if (text === '') return undefined;
  let value: Json;
  try {
    value = parseDocument(text) as Json;
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value) || !value.every((each) => each === null || isMap(each))) return undefined;
  if (value.length > MOST_OPERATIONS) throw new KustomizeError(`more than ${MOST_OPERATIONS} operations are not done here`);
  return value.map((each) => (isMap(each) ? each : {}));
}

/** Applies a JSON patch to an object, in place. Speaks as evanphx/json-patch v4, which kustomize uses; throws KustomizeError. */
export function applyJsonPatch(object: JsonMap, operations: readonly JsonMap[]): void {
  for (const operation of operations) apply(object, operation);
}

const fault = (message: string): KustomizeError => new KustomizeError(message);

function apply(object: JsonMap, operation: JsonMap): void {
  const op = typeof operation.op === 'string' ? operation.op : 'unknown';
  const pathOf = (field: 'path' | 'from'): string => {
    const path = operation[field];
    if (typeof path !== 'string') throw fault(`${op} operation failed to decode ${field}: missing value`);
    return path;
  };
  const value = () => structuredClone(own(operation, 'value') ?? null);
  if (!['add', 'remove', 'replace', 'move', 'test', 'copy'].includes(op)) throw fault(`Unexpected kind: ${op}`);
  const path = pathOf('path');
  const at = (text: string, missing: string): Place => {
    const place = find(object, text);
    if (!place) throw fault(`${missing}: missing value`);
    return place;
  };
  switch (op) {
    case 'add':
      return add(at(path, `add operation does not apply: doc is missing path: "${path}"`), value(), `error in add for path: '${path}'`);
    case 'remove':
      return remove(at(path, `remove operation does not apply: doc is missing path: "${path}"`), `error in remove for path: '${path}'`);
    case 'replace': {
      const place = at(path, `replace operation does not apply: doc is missing path: ${path}`);
      if (get(place) === NOWHERE) throw fault(`replace operation does not apply: doc is missing key: ${path}: missing value`);
      return set(place, value());
    }
    case 'move':
    case 'copy': {
      const from = pathOf('from');
      const source = at(from, `${op} operation does not apply: doc is missing from path: ${from}`);
      const moved = get(source);
      if (moved === NOWHERE) throw fault(`error in ${op} for path: '${from}': ${badIndex(source)}`);
      if (op === 'move') remove(source, `error in move for path: '${from}'`);
      const target = at(path, `${op} operation does not apply: doc is missing destination path: ${path}`);
      return add(target, structuredClone(moved ?? null), `error in ${op} for path: '${path}'`);
    }
    default: {
      const place = at(path, `test operation does not apply: is missing path: ${path}`);
      const found = get(place);
      if (found === NOWHERE) throw fault(`error in test for path: '${path}': ${badIndex(place)}`);
      if (goJson(found) !== goJson(own(operation, 'value') ?? null)) throw fault(`testing value ${path} failed: test failed`);
    }
  }
}

/** A key in a container. */
interface Place {
  readonly container: JsonMap | Json[];
  readonly key: string;
}

const NOWHERE = Symbol('no such item');

function find(object: JsonMap, path: string): Place | undefined {
  const parts = path.split('/');
  if (parts.length < 2) return undefined;
  const keys = parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const key = keys.pop()!;
  let container: Json = object;
  for (const each of keys) {
    if (Array.isArray(container)) container = /^-?\d+$/.test(each) ? container.at(Number(each)) : undefined;
    else container = isMap(container) ? own(container, each) : undefined;
    if (!isMap(container) && !Array.isArray(container)) return undefined;
  }
  return { container: container as JsonMap | Json[], key };
}

function indexOf({ container, key }: Place, most: number): number {
  if (!/^[+-]?\d+$/.test(key))
    throw fault(`value was not a proper array index: '${key}': strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`);
  const index = Number(key);
  if (index >= most || index < -most) throw fault(badIndex({ container, key }));
  return index < 0 ? index + most : index;
}

const badIndex = ({ container, key }: Place): string =>
  Array.isArray(container)
    ? `Unable to access invalid index: ${key}: invalid index referenced`
    : `unable to get nonexistent key: ${key}: missing value`;

function get(place: Place): Json | typeof NOWHERE {
  const { container, key } = place;
  if (!Array.isArray(container)) return own(container, key);
  const index = Number(key);
  return Number.isInteger(index) && index < container.length && index >= -container.length ? container.at(index) : NOWHERE;
}

function set(place: Place, value: Json): void {
  const { container, key } = place;
  if (Array.isArray(container)) container[indexOf(place, container.length)] = value;
  else put(container, key, value);
}

function within(doing: string, what: () => void): void {
  try {
    what();
  } catch (error) {
    throw error instanceof KustomizeError ? error.within(doing) : error;
  }
}

function add(place: Place, value: Json, doing: string): void {
  const { container, key } = place;
  within(doing, () => {
    if (!Array.isArray(container)) put(container, key, value);
    else if (key === '-') container.push(value);
    else container.splice(indexOf(place, container.length + 1), 0, value);
  });
}

function remove(place: Place, doing: string): void {
  const { container, key } = place;
  within(doing, () => {
    if (Array.isArray(container)) container.splice(indexOf(place, container.length), 1);
    else if (!Object.hasOwn(container, key)) throw fault(`Unable to remove nonexistent key: ${key}: missing value`);
    else delete container[key];
  });
}
