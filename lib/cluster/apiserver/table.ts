import type { KubeObject } from '@/lib/api/object';
import type { Column, Kind } from '../kinds/kind';

export type IncludeObject = 'Metadata' | 'Object' | 'None';

const definitionsOf = new WeakMap<readonly Column[], readonly object[]>();

/** `columnDefinitions` of a Table of this kind. The same frozen value each time. */
export function columnDefinitions(columns: readonly Column[]): readonly object[] {
  let definitions = definitionsOf.get(columns);
  if (!definitions) {
    definitions = Object.freeze(
      columns
        .filter(({ undeclared }) => !undeclared)
        .map(({ name, type, format = '', description, priority = 0 }) => Object.freeze({ name, type, format, description, priority })),
    );
    definitionsOf.set(columns, definitions);
  }
  return definitions;
}

/** Only the metadata of an object, as PartialObjectMetadata. */
export const partialOf = (object: KubeObject): KubeObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

/** One row: the cells, and as much of the object as was asked for. */
export function rowOf(columns: readonly Column[], object: KubeObject, now: number, include: IncludeObject): object {
  const cells = new Array<string | number | boolean>(columns.length);
  for (let i = 0; i < columns.length; i++) cells[i] = columns[i]!.cell(object, now);
  if (include === 'None') return { cells, object: null };
  return { cells, object: include === 'Object' ? object : partialOf(object) };
}

/** A metav1.Table of objects. `metadata` is the list's, or holds an object's resource version. `now` in virtual milliseconds. */
export function tableOf(
  kind: Kind,
  objects: readonly KubeObject[],
  metadata: object,
  now: number,
  include: IncludeObject = 'Metadata',
  withHeader = true,
): object {
  const columns = kind.columns;
  const rows = new Array<object>(objects.length);
  for (let i = 0; i < objects.length; i++) rows[i] = rowOf(columns, objects[i]!, now, include);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: withHeader ? columnDefinitions(columns) : null,
    rows,
  };
}
