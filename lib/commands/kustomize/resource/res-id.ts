import { gvkText, sameGvk, selectsGvk, type Gvk } from './gvk';

/** What a resource is called, now or before. */
export interface ResId {
  readonly gvk: Gvk;
  readonly name: string;
  readonly namespace: string;
}

const NOT_A_NAMESPACE = '_non_namespaceable_';

/** The namespace to compare by; never empty. */
export function effectiveNamespace({ gvk, namespace }: ResId): string {
  if (gvk.clusterScoped) return NOT_A_NAMESPACE;
  return namespace === '' ? 'default' : namespace;
}

export const sameNamespace = (a: ResId, b: ResId): boolean => effectiveNamespace(a) === effectiveNamespace(b);

export const sameId = (a: ResId, b: ResId): boolean => a.name === b.name && sameGvk(a.gvk, b.gvk) && sameNamespace(a, b);

/** Whether a selector, whose empty parts match anything, takes the id. */
export const selectsId = (selector: ResId, id: ResId): boolean =>
  (selector.name === '' || selector.name === id.name) &&
  (selector.namespace === '' || sameNamespace(selector, id)) &&
  selectsGvk(selector.gvk, id.gvk);

/** `Deployment.v1.apps/web.[noNs]` */
export const idText = ({ gvk, name, namespace }: ResId): string => `${gvkText(gvk)}/${name || '[noName]'}.${namespace || '[noNs]'}`;

/** As Go's %#v shows an id. */
export const idDump = ({ gvk, name, namespace }: ResId): string =>
  `resid.ResId{Gvk:resid.Gvk{Group:${q(gvk.group)}, Version:${q(gvk.version)}, Kind:${q(gvk.kind)}, isClusterScoped:${gvk.clusterScoped}}, Name:${q(name)}, Namespace:${q(namespace)}}`;

const q = (text: string) => JSON.stringify(text);
