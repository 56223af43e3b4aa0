import type { KubeObject } from '@/lib/api/object';

const RBAC = 'rbac.authorization.k8s.io';

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** `rule('get list', '', 'pods nodes')` */
export const rule = (verbs: string, apiGroup: string, resources: string): Rule => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
});

export const account = (namespace: string, name: string, labels?: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace, ...(labels ? { labels } : {}) },
});

/** A ClusterRole and its binding to an account. */
export const clusterRights = (
  role: string,
  binding: string,
  subject: { readonly namespace: string; readonly name: string },
  rules: readonly Rule[],
): KubeObject[] => [
  { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: role }, rules },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: binding },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', ...subject }],
  },
];
