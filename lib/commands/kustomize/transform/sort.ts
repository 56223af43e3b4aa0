import { KustomizeError } from '../fault';
import type { SortOptions } from '../kustomization/kustomization';
import { compareGvks, kindRanks } from '../resource/gvk';
import type { ResMap } from '../resource/res-map';
import type { Resource } from '../resource/resource';

/** Sorts as `sortOptions` says. Throws KustomizeError for orders that there are not. */
export function sortBy(map: ResMap, { order = '', legacySortOptions: options }: SortOptions): void {
  if (!['', 'fifo', 'legacy'].includes(order)) throw new KustomizeError("the field 'sortOptions.order' must be one of [fifo, legacy]");
  if (options && order !== 'legacy')
    throw new KustomizeError(`the field 'sortOptions.legacySortOptions' is set but the selected sort order is '${order}', not 'legacy'`);
  if (order !== 'legacy') return;
  sortLegacy(map, options && kindRanks(options.orderFirst ?? [], options.orderLast ?? []));
}

/** What others need comes first: namespaces, definitions, accounts … */
export function sortLegacy(map: ResMap, rank?: (kind: string) => number): void {
  const mark = ({ currentId: { name, namespace } }: Resource) => `${namespace || '~X'}|${name || '~N'}`;
  map.list.sort((a, b) => compareGvks(a.gvk, b.gvk, rank) || (mark(a) < mark(b) ? -1 : mark(a) > mark(b) ? 1 : 0));
}
