import { isMap, type JsonSchema } from './json-schema';

/**
 * For each item of a list, by index, the item it was before: in lists that are maps the one with the same keys; other lists are taken
 * as a whole. Models apiserver/pkg/cel/common.CorrelatedObject.Index.
 */
export function correlate(
  schema: JsonSchema,
  items: readonly unknown[],
  old: readonly unknown[],
): ((index: number) => { readonly value: unknown } | undefined) | undefined {
  if (schema['x-kubernetes-list-type'] !== 'map') return undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const idOf = (item: unknown) => JSON.stringify(keys.map((key) => (isMap(item) ? item[key] : undefined) ?? null));
  const before = new Map(old.filter(isMap).map((item) => [idOf(item), item]));
  return (index) => {
    const found = isMap(items[index]) ? before.get(idOf(items[index])) : undefined;
    return found && { value: found };
  };
}
