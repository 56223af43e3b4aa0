import { changeField, setEntry, specGvk, type FieldSpec } from '../config/field-spec';
import { KustomizeError } from '../fault';
import type { Replica } from '../kustomization/kustomization';
import { gvkText, selectsGvk } from '../resource/gvk';
import { isNull } from '../resource/json';
import type { ResMap } from '../resource/res-map';
import type { Texts } from '../resource/resource';

/** Sets entries of maps: labels, annotations. */
export function addEntries(map: ResMap, entries: Texts | undefined, specs: readonly FieldSpec[]): void {
  const keys = Object.keys(entries ?? {}).sort();
  for (const resource of map.list) {
    for (const key of keys) for (const spec of specs) changeField(resource, spec, setEntry(key, entries![key]!), 'map');
  }
}

const UNNAMED: readonly { readonly kind: string; readonly group?: string }[] = [
  { kind: 'CustomResourceDefinition' },
  { kind: 'APIService', group: 'apiregistration.k8s.io' },
  { kind: 'Namespace' },
];

/** Puts something before or after names. It is noted even where it is empty, so that layers can be told apart. */
export function affix(map: ResMap, where: 'prefix' | 'suffix', text: string, specs: readonly FieldSpec[]): void {
  for (const resource of map.list) {
    const id = resource.originalId;
    if (UNNAMED.some((selector) => selectsGvk(selector, id.gvk))) continue;
    for (const spec of specs) {
      if (!selectsGvk(specGvk(spec), id.gvk)) continue;
      if (spec.path === 'metadata/name') {
        if (where === 'prefix') resource.addPrefix(text);
        else resource.addSuffix(text);
        if (text !== '') resource.storePreviousId();
      }
      changeField(resource, spec, (value) =>
        isNull(value) ? value : where === 'prefix' ? `${text}${String(value)}` : `${String(value)}${text}`,
      );
    }
  }
}

/** Sets the number of replicas of what has a name, or had it. */
export function setReplicas(map: ResMap, { name = '', count = 0 }: Replica, specs: readonly FieldSpec[]): void {
  let found = false;
  for (const spec of specs) {
    for (const resource of map.byAnyId((id) => id.name === name && selectsGvk(specGvk(spec), id.gvk))) {
      found = true;
      changeField(resource, spec, () => count, 'scalar');
    }
  }
  if (found) return;
  const kinds = specs.map((spec) => gvkText(specGvk(spec))).join(' ');
  throw new KustomizeError(`resource with name ${name} does not match a config with the following GVK [${kinds}]`);
}
