import type { KubeObject } from '@/lib/api/object';

export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

const words = (text: string) => text.split(' ').map((word) => (word === '""' ? '' : word));

/** `rule('get list', '"" apps', 'pods deployments')`: the core group is `""`. */
export function rule(verbs: string, groups: string, resources: string, names?: string): PolicyRule {
  return { apiGroups: words(groups), ...(names ? { resourceNames: words(names) } : {}), resources: words(resources), verbs: words(verbs) };
}

export function urlRule(verbs: string, urls: string): PolicyRule {
  return { nonResourceURLs: words(urls), verbs: words(verbs) };
}

/** What controllers need to write events. */
export const eventsRule = () => rule('create patch update', '"" events.k8s.io', 'events');

const metadata = (name: string, namespace?: string, labels?: Readonly<Record<string, string>>) => ({
  name,
  ...(namespace ? { namespace } : {}),
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});

export function clusterRole(name: string, rules: readonly PolicyRule[], labels?: Readonly<Record<string, string>>): KubeObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: metadata(name, undefined, labels), rules };
}

/** A cluster role that is the sum of those with a label; `rules` is what the aggregation controller makes of them. */
export function aggregatedRole(
  name: string,
  label: string,
  rules: readonly PolicyRule[],
  labels?: Readonly<Record<string, string>>,
): KubeObject {
  return {
    ...clusterRole(name, rules, labels),
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] },
  } as KubeObject;
}

export function role(namespace: string, name: string, rules: readonly PolicyRule[]): KubeObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: metadata(name, namespace), rules };
}

const GROUP = 'rbac.authorization.k8s.io';

/** `Group:system:masters`, `User:system:kube-proxy` or `ServiceAccount:kube-system/name`. */
function subject(text: string): object {
  const at = text.indexOf(':');
  const kind = text.slice(0, at);
  const rest = text.slice(at + 1);
  if (kind !== 'ServiceAccount') return { apiGroup: GROUP, kind, name: rest };
  const [namespace, name] = rest.split('/');
  return { kind, name, namespace };
}

export function clusterRoleBinding(roleName: string, ...subjects: readonly string[]): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: metadata(roleName),
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: roleName },
    ...(subjects.length > 0 ? { subjects: subjects.map(subject) } : {}),
  };
}

export function roleBinding(namespace: string, name: string, roleName: string, ...subjects: readonly string[]): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata(name, namespace),
    roleRef: { apiGroup: GROUP, kind: 'Role', name: roleName },
    subjects: subjects.map(subject),
  };
}
