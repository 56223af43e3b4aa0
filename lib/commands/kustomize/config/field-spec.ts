import { during, KustomizeError } from '../fault';
import { compareGvks, gvkOf, parseApiVersion, selectsGvk, type Gvk } from '../resource/gvk';
import { isMap, isNull, own, put, type Json, type JsonMap } from '../resource/json';
import { idText } from '../resource/res-id';
import type { Resource } from '../resource/resource';

/** A field of some kinds: `spec/template/metadata/labels`; `[]` after a name says that it is a list. */
export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path: string;
  /** The field is made where it is missing. */
  readonly create?: boolean;
}

export const specGvk = (spec: FieldSpec): Gvk => ({
  group: spec.group ?? '',
  version: spec.version ?? '',
  kind: spec.kind ?? '',
  clusterScoped: false,
});

/** Adds a spec unless there is one that covers it. Throws when that one differs in whether to create. */
export function addSpec(specs: readonly FieldSpec[], spec: FieldSpec): FieldSpec[] {
  const known = specs.find((each) => each.path === spec.path && selectsGvk(specGvk(spec), specGvk(each)));
  if (known && (known.create ?? false) !== (spec.create ?? false)) throw new KustomizeError('conflicting fieldspecs');
  return known ? [...specs] : [...specs, spec];
}

export const addSpecs = (specs: readonly FieldSpec[], more: readonly FieldSpec[]): FieldSpec[] =>
  more.reduce<FieldSpec[]>(addSpec, [...specs]);

export const sortSpecs = (specs: readonly FieldSpec[]): FieldSpec[] =>
  [...specs].sort((a, b) => compareGvks(specGvk(a), specGvk(b)) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

/** `a/b\/c` → a, b/c */
export function splitPath(path: string): string[] {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    const last = parts.at(-1);
    if (last?.endsWith('\\')) parts[parts.length - 1] = `${last.slice(0, -1)}/${part}`;
    else parts.push(part);
  }
  return parts;
}

/** Sees a field's value; what it returns is put there (the same value: nothing changes). */
export type Change = (value: Json) => Json;

/**
 * Changes the field that a spec means in a resource of its kind, through every list on the way. `make` is what a missing field
 * begins as where the spec creates; absent: nothing is created. Models api/filters/fieldspec.
 */
export function changeField(resource: Resource, spec: FieldSpec, change: Change, make?: 'map' | 'scalar'): void {
  const { kind, apiVersion } = resource;
  const { group, version } = parseApiVersion(apiVersion);
  if (!selectsGvk(specGvk(spec), gvkOf(group, version, kind))) return;
  during(`considering field '${spec.path}' of object ${idText(resource.currentId)}`, () =>
    walk(resource.object, splitPath(spec.path), change, spec.create ? make : undefined),
  );
}

function walk(value: Json, path: readonly string[], change: Change, make: 'map' | 'scalar' | undefined): Json {
  if (path.length === 0) return change(value);
  if (isNull(value)) return value;
  if (Array.isArray(value)) {
    during(`visit traversal on path: [${path.join(' ')}]`, () => value.forEach((item, i) => (value[i] = walk(item, path, change, make))));
    return value;
  }
  if (!isMap(value)) throw new KustomizeError('expected sequence or mapping node');
  const name = path[0]!.replace(/\[\]$/, '');
  if (name === '') throw new KustomizeError('cannot set or create an empty field name');
  const creates = make !== undefined && !path[0]!.endsWith('[]');
  const there = own(value, name);
  if (isNull(there)) {
    if (!creates) return value;
    const leaf = path.length === 1;
    put(value, name, walk(leaf && make === 'scalar' ? null : {}, path.slice(1), change, make));
    return value;
  }
  put(value, name, walk(there, path.slice(1), change, make));
  return value;
}

/** A change that sets an entry of a map. */
export const setEntry =
  (key: string, entry: string): Change =>
  (value) => {
    if (!isMap(value))
      throw new KustomizeError('wrong node kind: expected MappingNode but got ScalarNode: node contents:\n' + String(value));
    put(value as JsonMap, key, entry);
    return value;
  };
