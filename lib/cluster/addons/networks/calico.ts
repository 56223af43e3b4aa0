import type { KubeObject } from '@/lib/api/object';
import { calicoDefinitions } from './calico-definitions';
import { adminPolicyDefinitions } from './admin-policy-definitions';
import { account, agentDaemonSet, mount, nodeName, rule, variables } from './parts';

const GROUP = 'crd.projectcalico.org';
const NAMESPACE = 'kube-system';
const VERSION = 'v3.31.3';

const CONFIGURATION = `{
  "name": "k8s-pod-network",
  "cniVersion": "0.3.1",
  "plugins": [
    {
      "type": "calico",
      "log_level": "info",
      "log_file_path": "/var/log/calico/cni/cni.log",
      "datastore_type": "kubernetes",
      "nodename": "__KUBERNETES_NODE_NAME__",
      "mtu": __CNI_MTU__,
      "ipam": {
          "type": "calico-ipam"
      },
      "policy": {
          "type": "k8s"
      },
      "kubernetes": {
          "kubeconfig": "__KUBECONFIG_FILEPATH__"
      }
    },
    {
      "type": "portmap",
      "snat": true,
      "capabilities": {"portMappings": true}
    },
    {
      "type": "bandwidth",
      "capabilities": {"bandwidth": true}
    }
  ]
}
`;

/** manifests/calico.yaml of projectcalico/calico. */
export function calicoObjects(): readonly KubeObject[] {
  const node = { 'k8s-app': 'calico-node' };
  const controllers = { 'k8s-app': 'calico-kube-controllers' };
  const own =
    'blockaffinities ippools ipamconfigs clusterinformations felixconfigurations globalnetworkpolicies networkpolicies globalnetworksets networksets tiers';
  const image = (name: string) => `quay.io/calico/${name}:${VERSION}`;
  const fromConfig = (name: string, key: string) => ({ name, valueFrom: { configMapKeyRef: { name: 'calico-config', key } } });
  const services = { configMapRef: { name: 'kubernetes-services-endpoint', optional: true } };
  return [
    ...account('calico-kube-controllers', NAMESPACE, [
      rule('', 'nodes'),
      rule('', 'pods namespaces services'),
      rule(GROUP, own, 'get list create update delete watch'),
    ]),
    ...account('calico-node', NAMESPACE, [
      rule('', 'pods nodes namespaces configmaps serviceaccounts endpoints services'),
      rule('', 'nodes nodes/status', 'get list watch patch update'),
      rule('', 'pods/status', 'patch'),
      rule('networking.k8s.io', 'networkpolicies'),
      rule('policy.networking.k8s.io', 'adminnetworkpolicies baselineadminnetworkpolicies'),
      rule('discovery.k8s.io', 'endpointslices'),
      rule(GROUP, own, 'get list watch create update'),
    ]),
    ...account('calico-cni-plugin', NAMESPACE, [
      rule('', 'pods nodes namespaces', 'get'),
      rule('', 'pods/status', 'patch'),
      rule(GROUP, 'blockaffinities ippools ipamconfigs clusterinformations', 'get list create update delete'),
    ]),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'calico-config', namespace: NAMESPACE },
      data: { calico_backend: 'bird', cni_network_config: CONFIGURATION, typha_service_name: 'none', veth_mtu: '0' },
    },
    ...calicoDefinitions(),
    ...adminPolicyDefinitions(),
    agentDaemonSet({
      name: 'calico-node',
      namespace: NAMESPACE,
      labels: node,
      account: 'calico-node',
      graceSeconds: 0,
      initContainers: [
        {
          name: 'install-cni',
          image: image('cni'),
          imagePullPolicy: 'IfNotPresent',
          command: ['/opt/cni/bin/install'],
          envFrom: [services],
          env: [
            { name: 'CNI_CONF_NAME', value: '10-calico.conflist' },
            fromConfig('CNI_NETWORK_CONFIG', 'cni_network_config'),
            nodeName('KUBERNETES_NODE_NAME'),
            fromConfig('CNI_MTU', 'veth_mtu'),
            { name: 'SLEEP', value: 'false' },
          ],
          volumeMounts: [mount('cni-bin-dir', '/host/opt/cni/bin'), mount('cni-net-dir', '/host/etc/cni/net.d')],
          securityContext: { privileged: true },
        },
      ],
      containers: [
        {
          name: 'calico-node',
          image: image('node'),
          imagePullPolicy: 'IfNotPresent',
          envFrom: [services],
          env: [
            { name: 'DATASTORE_TYPE', value: 'kubernetes' },
            nodeName('NODENAME'),
            fromConfig('CALICO_NETWORKING_BACKEND', 'calico_backend'),
            ...variables({
              CLUSTER_TYPE: 'k8s,bgp',
              IP: 'autodetect',
              CALICO_IPV4POOL_IPIP: 'Always',
              CALICO_IPV4POOL_VXLAN: 'Never',
              CALICO_DISABLE_FILE_LOGGING: 'true',
              FELIX_DEFAULTENDPOINTTOHOSTACTION: 'ACCEPT',
              FELIX_IPV6SUPPORT: 'false',
              FELIX_HEALTHENABLED: 'true',
            }),
          ],
          securityContext: { privileged: true },
          resources: { requests: { cpu: '250m' } },
          lifecycle: { preStop: { exec: { command: ['/bin/calico-node', '-shutdown'] } } },
          volumeMounts: [
            { name: 'cni-net-dir', mountPath: '/host/etc/cni/net.d' },
            mount('var-run-calico', '/var/run/calico'),
            mount('var-lib-calico', '/var/lib/calico'),
          ],
        },
      ],
      hostPaths: {
        'var-run-calico': '/var/run/calico',
        'var-lib-calico': '/var/lib/calico',
        'cni-bin-dir': '/opt/cni/bin',
        'cni-net-dir': '/etc/cni/net.d',
      },
    }),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'calico-kube-controllers', namespace: NAMESPACE, labels: controllers },
      spec: {
        replicas: 1,
        selector: { matchLabels: controllers },
        strategy: { type: 'Recreate' },
        template: {
          metadata: { name: 'calico-kube-controllers', namespace: NAMESPACE, labels: controllers },
          spec: {
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            tolerations: [
              { key: 'CriticalAddonsOnly', operator: 'Exists' },
              { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
            ],
            serviceAccountName: 'calico-kube-controllers',
            priorityClassName: 'system-cluster-critical',
            containers: [
              {
                name: 'calico-kube-controllers',
                image: image('kube-controllers'),
                imagePullPolicy: 'IfNotPresent',
                env: variables({ ENABLED_CONTROLLERS: 'node,loadbalancer', DATASTORE_TYPE: 'kubernetes' }),
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'calico-kube-controllers', namespace: NAMESPACE, labels: controllers },
      spec: { maxUnavailable: 1, selector: { matchLabels: controllers } },
    },
  ];
}
