import type { KubeObject } from '@/lib/api/object';

type Subject = object;
const group = (name: string): Subject => ({ kind: 'Group', group: { name } });
const user = (name: string): Subject => ({ kind: 'User', user: { name } });
const account = (namespace: string, name: string): Subject => ({ kind: 'ServiceAccount', serviceAccount: { name, namespace } });

const everything = {
  nonResourceRules: [{ nonResourceURLs: ['*'], verbs: ['*'] }],
  resourceRules: [{ apiGroups: ['*'], clusterScope: true, namespaces: ['*'], resources: ['*'], verbs: ['*'] }],
};
const probes = { nonResourceRules: [{ nonResourceURLs: ['/healthz', '/livez', '/readyz'], verbs: ['get'] }] };
const leases = {
  resourceRules: [{ apiGroups: ['coordination.k8s.io'], namespaces: ['*'], resources: ['leases'], verbs: ['create', 'get', 'update'] }],
};
const nodeHigh = {
  resourceRules: [
    { apiGroups: [''], clusterScope: true, namespaces: ['*'], resources: ['nodes', 'nodes/status'], verbs: ['*'] },
    { apiGroups: ['coordination.k8s.io'], namespaces: ['*'], resources: ['leases'], verbs: ['*'] },
  ],
};

function flow(
  name: string,
  level: string,
  precedence: number,
  method: string | undefined,
  subjects: readonly Subject[],
  rules: object = everything,
): KubeObject {
  return {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } },
    spec: {
      ...(method ? { distinguisherMethod: { type: method } } : {}),
      matchingPrecedence: precedence,
      priorityLevelConfiguration: { name: level },
      rules: [{ ...rules, subjects }],
    },
    status: {
      conditions: [
        {
          type: 'Dangling',
          status: 'False',
          reason: 'Found',
          message: `This FlowSchema references the PriorityLevelConfiguration object named "${level}" and it exists`,
          lastTransitionTime: null,
        },
      ],
    },
  };
}

const everybody = [group('system:unauthenticated'), group('system:authenticated')];

/** Models apiserver/pkg/apis/flowcontrol/bootstrap. */
export const bootstrapFlowSchemas = (): readonly KubeObject[] => [
  flow('exempt', 'exempt', 1, undefined, [group('system:masters')]),
  flow('probes', 'exempt', 2, undefined, everybody, probes),
  flow(
    'system-leader-election',
    'leader-election',
    100,
    'ByUser',
    [user('system:kube-controller-manager'), user('system:kube-scheduler'), account('kube-system', '*')],
    leases,
  ),
  flow('system-node-high', 'node-high', 400, 'ByUser', [group('system:nodes')], nodeHigh),
  flow('system-nodes', 'system', 500, 'ByUser', [group('system:nodes')]),
  flow('kube-controller-manager', 'workload-high', 800, 'ByNamespace', [user('system:kube-controller-manager')]),
  flow('kube-scheduler', 'workload-high', 800, 'ByNamespace', [user('system:kube-scheduler')]),
  flow('kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', [account('kube-system', '*')]),
  flow('service-accounts', 'workload-low', 9000, 'ByUser', [group('system:serviceaccounts')]),
  flow('global-default', 'global-default', 9900, 'ByUser', everybody),
  flow('catch-all', 'catch-all', 10000, 'ByUser', everybody),
];
