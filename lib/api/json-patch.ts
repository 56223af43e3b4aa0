import { deepEqual } from './freeze';
import { setOwn } from './own';

/** Thrown for a patch that cannot be applied: a bad path, a test that fails. */
export class JsonPatchError extends Error {}

/** Most operations that the API server takes in one patch. */
export const MOST_OPERATIONS = 10_000;
/** Bytes, about, that the `copy` operations of one patch may add. */
const MOST_COPIED = 3 * 1024 * 1024;

type Json = Record<string, unknown>;
type Container = Json | unknown[];

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/**
 * RFC 6902 as upstream's library applies it: negative indices count from the end, and a test for null holds for what is not there.
 * The target is not changed. Throws JsonPatchError. Models github.com/evanphx/json-patch.
 */
export function jsonPatch(target: object, operations: readonly unknown[]): object {
  if (operations.length > MOST_OPERATIONS) {
    throw new JsonPatchError(`The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${operations.length}`);
  }
  let document: unknown = JSON.parse(JSON.stringify(target));
  let copied = 0;
  for (const operation of operations) {
    const { op, path, from, value } = (operation ?? {}) as { op?: unknown; path?: unknown; from?: unknown; value?: unknown };
    if (typeof path !== 'string') throw new JsonPatchError('operation is missing a path');
    if (path === '' && (op === 'replace' || op === 'test')) {
      if (op === 'test' && !deepEqual(document, value)) throw new JsonPatchError('testing path  failed');
      if (op === 'replace') document = copyOf(value);
      continue;
    }
    const [holder, key] = find(document, path);
    switch (op) {
      case 'add':
        add(holder, key, copyOf(value));
        break;
      case 'remove':
        remove(holder, key);
        break;
      case 'replace':
        set(holder, key, copyOf(value));
        break;
      case 'test':
        if (!deepEqual(peek(holder, key) ?? null, value ?? null)) throw new JsonPatchError(`testing path ${path} failed`);
        break;
      case 'move':
      case 'copy': {
        if (typeof from !== 'string') throw new JsonPatchError('operation is missing a from');
        const [source, name] = find(document, from);
        const moved = get(source, name);
        if (op === 'move') {
          remove(source, name);
          add(...find(document, path), moved);
        } else {
          copied += JSON.stringify(moved)?.length ?? 0;
          if (copied > MOST_COPIED) throw new JsonPatchError(`copy operations have added more than ${MOST_COPIED} bytes`);
          add(holder, key, copyOf(moved));
        }
        break;
      }
      default:
        throw new JsonPatchError(`unexpected kind: ${String(op)}`);
    }
  }
  if (!isContainer(document)) throw new JsonPatchError('the document is no object');
  return document;
}

const copyOf = (value: unknown): unknown => (isContainer(value) ? (JSON.parse(JSON.stringify(value)) as unknown) : (value ?? null));
const missing = (key: string) => new JsonPatchError(`doc is missing key: ${key}`);

/** What holds the last part of a path, and that part. */
function find(document: unknown, path: string): [Container, string] {
  const parts = path.split('/');
  if (parts.length < 2) throw missing(path);
  let holder: unknown = document;
  for (const part of parts.slice(1, -1)) holder = isContainer(holder) ? peek(holder, unescaped(part)) : undefined;
  if (!isContainer(holder)) throw missing(path);
  return [holder, unescaped(parts[parts.length - 1]!)];
}

const unescaped = (part: string) => part.replace(/~1/g, '/').replace(/~0/g, '~');

/** An index of a list with `size` places; negative ones count from the end. */
function indexOf(key: string, size: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw new JsonPatchError(`value was not a proper array index: ${JSON.stringify(key)}`);
  const index = Number(key) < 0 ? Number(key) + size : Number(key);
  if (index < 0 || index >= size) throw new JsonPatchError(`unable to access invalid index: ${key}`);
  return index;
}

function peek(holder: Container, key: string): unknown {
  if (Array.isArray(holder)) return holder[indexOf(key, holder.length)];
  return Object.hasOwn(holder, key) ? holder[key] : undefined;
}

function get(holder: Container, key: string): unknown {
  if (!Array.isArray(holder) && !Object.hasOwn(holder, key)) throw missing(key);
  return peek(holder, key);
}

function add(holder: Container, key: string, value: unknown): void {
  if (!Array.isArray(holder)) setOwn(holder, key, value);
  else if (key === '-') holder.push(value);
  else holder.splice(indexOf(key, holder.length + 1), 0, value);
}

function set(holder: Container, key: string, value: unknown): void {
  get(holder, key);
  if (Array.isArray(holder)) holder[indexOf(key, holder.length)] = value;
  else setOwn(holder, key, value);
}

function remove(holder: Container, key: string): void {
  get(holder, key);
  if (Array.isArray(holder)) holder.splice(indexOf(key, holder.length), 1);
  else delete holder[key];
}
