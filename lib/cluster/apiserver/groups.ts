import type { KindTable } from '../kinds/kind-table';

/** An entry of an APIResourceList. */
export interface DiscoveredResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

/** Order of upstream's groups in discovery; others (custom resources) follow by name. */
const ORDER = [
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'resource.k8s.io',
];

/** Groups that only have resources which are never stored. */
const VIRTUAL_GROUPS = ['authentication.k8s.io', 'authorization.k8s.io'];

/** Named groups (all but the core one) with their versions, preferred first, in the order of discovery. */
export function orderedGroups(kinds: KindTable): readonly { readonly name: string; readonly versions: readonly string[] }[] {
  const names = [...new Set([...kinds.groups(), ...VIRTUAL_GROUPS])].filter((name) => name !== '');
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return names.map((name) => ({ name, versions: VIRTUAL_GROUPS.includes(name) ? ['v1'] : kinds.versions(name) }));
}

const review = (name: string, kind: string, namespaced = false): DiscoveredResource => ({
  name,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs: ['create'],
});

const VIRTUAL: ReadonlyMap<string, readonly DiscoveredResource[]> = new Map(
  Object.entries({
    v1: [review('bindings', 'Binding', true)],
    'authentication.k8s.io/v1': [review('selfsubjectreviews', 'SelfSubjectReview'), review('tokenreviews', 'TokenReview')],
    'authorization.k8s.io/v1': [
      review('localsubjectaccessreviews', 'LocalSubjectAccessReview', true),
      review('selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
      review('selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
      review('subjectaccessreviews', 'SubjectAccessReview'),
    ],
  }),
);

/** Resources that are answered and never stored. */
export const virtualResources = (group: string, version: string): readonly DiscoveredResource[] =>
  VIRTUAL.get(group ? `${group}/${version}` : version) ?? [];
