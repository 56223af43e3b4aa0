import type { KubeObject } from '@/lib/api/object';

const RBAC = 'rbac.authorization.k8s.io';

export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

export const rule = (group: string, resources: string, verbs = 'get list watch'): Rule => ({
  apiGroups: [group],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
});

/** A service account with a cluster role of its own. */
export function account(name: string, namespace: string, rules: readonly Rule[]): KubeObject[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } },
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    },
  ];
}

export interface Agent {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly account: string;
  readonly containers: readonly object[];
  readonly initContainers?: readonly object[];
  /** Name → path on the node. */
  readonly hostPaths?: Readonly<Record<string, string>>;
  readonly volumes?: readonly object[];
  readonly graceSeconds?: number;
}

/** A DaemonSet in the nodes' own network, on every node. */
export function agentDaemonSet(agent: Agent): KubeObject {
  const { name, namespace, labels, initContainers, hostPaths = {}, volumes = [] } = agent;
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name, namespace, labels },
    spec: {
      selector: { matchLabels: labels },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          hostNetwork: true,
          tolerations: [
            { effect: 'NoSchedule', operator: 'Exists' },
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { effect: 'NoExecute', operator: 'Exists' },
          ],
          serviceAccountName: agent.account,
          terminationGracePeriodSeconds: agent.graceSeconds ?? 30,
          priorityClassName: 'system-node-critical',
          ...(initContainers ? { initContainers } : {}),
          containers: agent.containers,
          volumes: [
            ...Object.entries(hostPaths).map(([volume, path]) => ({ name: volume, hostPath: { path, type: 'DirectoryOrCreate' } })),
            ...volumes,
          ],
        },
      },
    },
  };
}

export const mount = (name: string, mountPath: string) => ({ name, mountPath });
export const nodeName = (variable: string) => ({
  name: variable,
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } },
});
export const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } } });
export const variables = (values: Readonly<Record<string, string>>) => Object.entries(values).map(([name, value]) => ({ name, value }));

export interface DefinitionOptions {
  readonly version?: string;
  readonly namespaced?: boolean;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly columns?: readonly object[];
  readonly status?: boolean;
  readonly spec?: object;
  readonly categories?: readonly string[];
  /** Properties of the root besides metadata and spec. */
  readonly more?: object;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A CustomResourceDefinition whose spec takes what it is given, apart from what `spec` says. */
export function definition(group: string, kind: string, plural: string, options: DefinitionOptions = {}): KubeObject {
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, ...(options.annotations ? { annotations: options.annotations } : {}) },
    spec: {
      group,
      names: {
        ...(options.categories ? { categories: options.categories } : {}),
        kind,
        listKind: `${kind}List`,
        plural,
        singular: options.singular ?? kind.toLowerCase(),
        ...(options.shortNames ? { shortNames: options.shortNames } : {}),
      },
      scope: options.namespaced ? 'Namespaced' : 'Cluster',
      versions: [
        {
          name: options.version ?? 'v1',
          served: true,
          storage: true,
          ...(options.columns ? { additionalPrinterColumns: options.columns } : {}),
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
                spec: options.spec ?? open,
                ...options.more,
                ...(options.status ? { status: open } : {}),
              },
            },
          },
          ...(options.status ? { subresources: { status: {} } } : {}),
        },
      ],
    },
  };
}
