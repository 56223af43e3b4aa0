import type { KindTable } from '../kinds/kind-table';
import { verbsOf } from '../kinds/kind-table';
import type { Kind } from '../kinds/kind';
import { orderedGroups, virtualResources } from './groups';

const cached = new WeakMap<KindTable, { generation: number; core: object; named: object }>();

/** APIGroupDiscoveryList of apidiscovery.k8s.io/v2: of the core group, or of all others. The same value until kinds change. */
export function aggregatedDiscovery(kinds: KindTable, core: boolean): object {
  let known = cached.get(kinds);
  if (!known || known.generation !== kinds.generation) {
    const groups = orderedGroups(kinds);
    known = {
      generation: kinds.generation,
      core: listOf([groupOf(kinds, '', ['v1'])]),
      named: listOf(groups.map(({ name, versions }) => groupOf(kinds, name, versions))),
    };
    cached.set(kinds, known);
  }
  return core ? known.core : known.named;
}

const listOf = (items: readonly object[]) => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items,
});

function groupOf(kinds: KindTable, name: string, versions: readonly string[]): object {
  return {
    metadata: { ...(name && { name }), creationTimestamp: null },
    versions: versions.map((version) => ({ version, resources: resourcesOf(kinds, name, version), freshness: 'Current' })),
  };
}

function resourcesOf(kinds: KindTable, group: string, version: string): object[] {
  const found: { resource: string }[] = virtualResources(group, version).map((one) => ({
    resource: one.name,
    responseKind: { group, version, kind: one.kind },
    scope: one.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: one.singularName,
    verbs: one.verbs,
  }));
  for (const kind of kinds.all()) {
    if (kind.group === group && kind.versions.some(({ name }) => name === version))
      found.push(resourceOf(kind.faces?.[version] ?? kind, version));
  }
  return found.sort((a, b) => (a.resource < b.resource ? -1 : 1));
}

function resourceOf(kind: Kind, version: string): { resource: string } {
  const { group, plural, singular, shortNames, categories, subresources } = kind;
  const own = {
    resource: plural,
    responseKind: { group, version, kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(kind),
    ...(shortNames?.length && { shortNames }),
    ...(categories?.length && { categories }),
  };
  if (!subresources?.length) return own;
  const below = [...subresources]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, speaks, verbs }) => ({
      subresource: name,
      responseKind: speaks ?? { group, version, kind: kind.kind },
      verbs: [...verbs].sort(),
    }));
  return { ...own, subresources: below } as { resource: string };
}
