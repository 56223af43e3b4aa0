import type { KubeObject } from '@/lib/api/object';
import type { Profile } from '../../profiles/profile';
import { ciliumDefinitions } from './cilium-definitions';
import { account, agentDaemonSet, mount, nodeName, rule } from './parts';

const GROUP = 'cilium.io';
const NAMESPACE = 'kube-system';

/** What `cilium install` (the Helm chart's defaults) creates, as far as learners see it. */
export function ciliumObjects(profile: Profile): readonly KubeObject[] {
  const agent = { 'k8s-app': 'cilium', 'app.kubernetes.io/name': 'cilium-agent', 'app.kubernetes.io/part-of': 'cilium' };
  const operator = { 'io.cilium/app': 'operator', name: 'cilium-operator', 'app.kubernetes.io/part-of': 'cilium' };
  return [
    ...account('cilium', NAMESPACE, [
      rule('', 'namespaces services pods endpoints nodes'),
      rule('', 'nodes nodes/status', 'get list watch patch'),
      rule('networking.k8s.io', 'networkpolicies'),
      rule('discovery.k8s.io', 'endpointslices'),
      rule(
        GROUP,
        'ciliumnetworkpolicies ciliumclusterwidenetworkpolicies ciliumcidrgroups ciliumnodes ciliumnodes/status',
        'get list watch create update patch',
      ),
    ]),
    ...account('cilium-operator', NAMESPACE, [
      rule('', 'pods nodes services endpoints namespaces', 'get list watch'),
      rule(GROUP, 'ciliumnodes ciliumnodes/status', 'get list watch create update patch delete'),
      rule(GROUP, 'ciliumnetworkpolicies ciliumclusterwidenetworkpolicies', 'get list watch'),
      rule(GROUP, 'ciliumnetworkpolicies/status ciliumclusterwidenetworkpolicies/status', 'update patch'),
      rule('coordination.k8s.io', 'leases', 'create get update'),
    ]),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cilium-config', namespace: NAMESPACE },
      data: {
        'cluster-name': 'kubernetes',
        'cluster-pool-ipv4-cidr': profile.podCidr,
        'cluster-pool-ipv4-mask-size': '24',
        'enable-ipv4': 'true',
        'enable-ipv6': 'false',
        'enable-policy': 'default',
        ipam: 'cluster-pool',
        'kube-proxy-replacement': 'false',
        'routing-mode': 'tunnel',
        'tunnel-protocol': 'vxlan',
      },
    },
    ...ciliumDefinitions(),
    agentDaemonSet({
      name: 'cilium',
      namespace: NAMESPACE,
      labels: agent,
      account: 'cilium',
      graceSeconds: 1,
      containers: [
        {
          name: 'cilium-agent',
          image: 'quay.io/cilium/cilium:v1.18.4',
          imagePullPolicy: 'IfNotPresent',
          command: ['cilium-agent'],
          args: ['--config-dir=/tmp/cilium/config-map'],
          env: [nodeName('K8S_NODE_NAME')],
          securityContext: { privileged: true },
          volumeMounts: [
            mount('cilium-run', '/var/run/cilium'),
            mount('cni-path', '/host/opt/cni/bin'),
            mount('etc-cni-netd', '/host/etc/cni/net.d'),
          ],
        },
      ],
      hostPaths: { 'cilium-run': '/var/run/cilium', 'cni-path': '/opt/cni/bin', 'etc-cni-netd': '/etc/cni/net.d' },
    }),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cilium-operator', namespace: NAMESPACE, labels: operator },
      spec: {
        replicas: 1,
        selector: { matchLabels: operator },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '50%' } },
        template: {
          metadata: { labels: operator },
          spec: {
            hostNetwork: true,
            tolerations: [{ operator: 'Exists' }],
            serviceAccountName: 'cilium-operator',
            priorityClassName: 'system-cluster-critical',
            containers: [
              {
                name: 'cilium-operator',
                image: 'quay.io/cilium/operator-generic:v1.18.4',
                imagePullPolicy: 'IfNotPresent',
                command: ['cilium-operator-generic'],
                args: ['--config-dir=/tmp/cilium/config-map', '--debug=$(CILIUM_DEBUG)'],
                env: [nodeName('K8S_NODE_NAME')],
              },
            ],
          },
        },
      },
    },
  ];
}
