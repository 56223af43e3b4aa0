import { changeField, type Change, type FieldSpec } from '../config/field-spec';
import { KustomizeError } from '../fault';
import { isMap, isNull, own, put } from '../resource/json';
import type { ResMap } from '../resource/res-map';
import type { Resource } from '../resource/resource';

/** Whose namespaces are set in the subjects of bindings. */
export type Subjects = 'defaultOnly' | 'allServiceAccounts' | 'none';

export interface NamespaceOptions {
  readonly unsetOnly?: boolean;
  readonly subjects?: Subjects;
}

/** Puts everything that has a namespace into one. Models api/filters/namespace. */
export function setNamespace(map: ResMap, namespace: string, specs: readonly FieldSpec[], options: NamespaceOptions = {}): void {
  if (namespace === '') return;
  const set: Change = (value) => (options.unsetOnly && !isNull(value) && value !== '' ? value : namespace);
  for (const resource of map.list) {
    if (resource.isEmpty) continue;
    resource.storePreviousId();
    if (!resource.gvk.clusterScoped) changeField(resource, { path: 'metadata/namespace', create: true }, set, 'scalar');
    const binding = /^(Cluster)?RoleBinding$/.test(resource.kind);
    if (binding) inSubjects(resource, set, options.subjects ?? 'defaultOnly');
    for (const spec of specs) {
      if (spec.path === 'metadata/namespace') continue;
      if (spec.path === 'metadata/name' && spec.kind === 'Namespace' && resource.apiVersion !== 'v1') continue;
      if (binding && spec.path === 'subjects') continue;
      changeField(resource, spec, set, 'scalar');
    }
    const twins = map.byCurrentId(resource.currentId);
    if (twins.length !== 1)
      throw new KustomizeError(`namespace transformation produces ID conflict: [${twins.map((each) => each.json()).join(' ')}]`);
  }
}

function inSubjects(resource: Resource, set: Change, which: Subjects): void {
  const subjects = own(resource.object, 'subjects');
  if (which === 'none' || !Array.isArray(subjects)) return;
  for (const subject of subjects) {
    if (!isMap(subject)) continue;
    if (which === 'defaultOnly' ? subject.name !== 'default' : subject.kind !== 'ServiceAccount') continue;
    put(subject, 'namespace', set(own(subject, 'namespace')));
  }
}
