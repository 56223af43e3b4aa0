import { KustomizeError } from '../fault';
import { isMap, isNull, own, put, scalarText, type Json, type JsonMap } from '../resource/json';
import { mergeLists } from './merge-lists';
import { contentsOf } from './path';
import type { MergeSchema } from './merge-schema';

const DEEPEST = 500;

/** A value that is there; `kept`: a null that was written out and stays. */
export interface Node {
  readonly value: Json;
  readonly kept?: boolean;
}

export type Walk = (dest: Node | undefined, patch: Node | undefined, schema: MergeSchema | undefined) => Node | undefined;

/**
 * Merges a strategic merge patch into a value as kyaml does, which is not as the API server does: lists with keys get new items in
 * front, null removes, `$patch` replaces or deletes, and lists of unknown kinds are replaced. Changes both; undefined: nothing is left.
 * Models kyaml/yaml/merge2; throws KustomizeError.
 */
export function mergePatch(dest: JsonMap, patch: JsonMap, schema: MergeSchema | undefined): JsonMap | undefined {
  let depth = 0;
  const walk: Walk = (to, from, at) => {
    if (++depth > DEEPEST) throw new KustomizeError('exceeded max depth of a patch');
    const merged = merge(to, from, at, walk);
    depth--;
    return merged;
  };
  const merged = walk({ value: dest }, { value: patch }, schema);
  // At the top, `$patch: replace` replaces nothing: upstream keeps the object that it was given.
  return merged && dest;
}

const missing = (node: Node | undefined): boolean => !node || isNull(node.value);

function sortOf(value: Json): 'map' | 'list' | 'scalar' {
  return Array.isArray(value) ? 'list' : isMap(value) ? 'map' : 'scalar';
}

const KINDS = { map: 'MappingNode', list: 'SequenceNode', scalar: 'ScalarNode' } as const;

function merge(dest: Node | undefined, patch: Node | undefined, schema: MergeSchema | undefined, walk: Walk): Node | undefined {
  const first = [dest, patch].find((node) => !missing(node));
  if (!first) return mergeMaps(dest, patch, schema, walk);
  const sort = sortOf(first.value);
  for (const node of [dest, patch]) {
    if (!missing(node) && sortOf(node!.value) !== sort)
      throw new KustomizeError(
        `wrong node kind: expected ${KINDS[sort]} but got ${KINDS[sortOf(node!.value)]}: node contents:\n${contentsOf(node!.value)}`,
      );
  }
  if (sort === 'map') return mergeMaps(dest, patch, schema, walk);
  if (sort === 'scalar') return patch ?? dest;
  if (schema?.strategy?.split(',').includes('merge')) return mergeKeyedLists(dest, patch, schema, walk);
  return patch ?? dest;
}

function mergeMaps(dest: Node | undefined, patch: Node | undefined, schema: MergeSchema | undefined, walk: Walk): Node | undefined {
  const into = chosenMap(dest, patch);
  if (!into || !isMap(into.value)) return into;
  const map = into.value;
  const from = patch && isMap(patch.value) ? patch.value : undefined;
  for (const key of [...new Set([...Object.keys(map), ...Object.keys(from ?? {})])].sort()) {
    const merged = walk(fieldOf(map, key), from && fieldOf(from, key), schema?.field(key));
    if (!merged || (isNull(merged.value) && !merged.kept)) delete map[key];
    else put(map, key, merged.value);
  }
  return into;
}

const fieldOf = (map: JsonMap, key: string): Node | undefined => (Object.hasOwn(map, key) ? { value: map[key] } : undefined);

function chosenMap(dest: Node | undefined, patch: Node | undefined): Node | undefined {
  if (missing(dest)) {
    if (patch && isMap(patch.value) && mapDirective(patch.value, true) === 'delete') return undefined;
    if (!patch && dest?.value === null) return { value: null, kept: true };
    return patch;
  }
  if (patch && isNull(patch.value)) return undefined;
  switch (patch && isMap(patch.value) ? mapDirective(patch.value) : 'merge') {
    case 'delete':
      return undefined;
    case 'replace':
      return patch;
    default:
      return dest;
  }
}

type Directive = 'merge' | 'replace' | 'delete';

function checkedDirective(value: Json, lenient: boolean): Directive {
  if (value === 'merge' || value === 'replace' || value === 'delete') return value;
  if (lenient) return 'merge';
  throw new KustomizeError(`unknown patch strategy '${scalarText(value)}'`);
}

/** What `$patch` says in a map; it is taken out. */
function mapDirective(map: JsonMap, lenient = false): Directive {
  const value = own(map, '$patch');
  if (isNull(value)) return 'merge';
  const directive = checkedDirective(value, lenient);
  delete map.$patch;
  return directive;
}

/** What an item that holds nothing but `$patch` says of its list; it is taken out. */
function listDirective(list: Json[]): Directive {
  const at = list.findIndex((item) => isMap(item) && Object.hasOwn(item, '$patch'));
  const item = list[at];
  if (!isMap(item) || Object.keys(item).length > 1) return 'merge';
  const directive = checkedDirective(item.$patch, false);
  list.splice(at, 1);
  return directive;
}

function mergeKeyedLists(dest: Node | undefined, patch: Node | undefined, schema: MergeSchema, walk: Walk): Node | undefined {
  let into = dest;
  if (missing(dest)) into = patch;
  else if (patch && isNull(patch.value)) return undefined;
  else if (patch) {
    const directive = listDirective(patch.value as Json[]);
    if (directive === 'delete') return undefined;
    if (directive === 'replace') into = patch;
  }
  if (!into || !Array.isArray(into.value)) return undefined;
  const from = patch && Array.isArray(patch.value) ? patch.value : undefined;
  return { value: mergeLists(into.value, from, schema, walk) };
}
