import type { KubeObject } from '@/lib/api/object';
import { account, agentDaemonSet, field, mount, rule } from './parts';

const NAMESPACE = 'kube-flannel';
const IMAGE = 'ghcr.io/flannel-io/flannel:v0.27.4';
const LABELS = { app: 'flannel', 'k8s-app': 'flannel' };

const CNI = `{
  "name": "cbr0",
  "cniVersion": "0.3.1",
  "plugins": [
    {
      "type": "flannel",
      "delegate": {
        "hairpinMode": true,
        "isDefaultGateway": true
      }
    },
    {
      "type": "portmap",
      "capabilities": {
        "portMappings": true
      }
    }
  ]
}
`;

/** Documentation/kube-flannel.yml of flannel-io/flannel. `network`: what it says the pods' range is. */
export function flannelObjects(network = '10.244.0.0/16'): readonly KubeObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NAMESPACE, labels: { 'k8s-app': 'flannel', 'pod-security.kubernetes.io/enforce': 'privileged' } },
    },
    ...account('flannel', NAMESPACE, [
      rule('', 'pods', 'get'),
      rule('', 'nodes', 'get list watch'),
      rule('', 'nodes nodes/status', 'patch'),
    ]),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kube-flannel-cfg', namespace: NAMESPACE, labels: { tier: 'node', ...LABELS } },
      data: {
        'cni-conf.json': CNI,
        'net-conf.json': `{\n  "Network": "${network}",\n  "EnableNFTables": false,\n  "Backend": {\n    "Type": "vxlan"\n  }\n}\n`,
      },
    },
    agentDaemonSet({
      name: 'kube-flannel-ds',
      namespace: NAMESPACE,
      labels: { tier: 'node', ...LABELS },
      account: 'flannel',
      initContainers: [
        {
          name: 'install-cni-plugin',
          image: 'ghcr.io/flannel-io/flannel-cni-plugin:v1.8.0-flannel1',
          command: ['cp'],
          args: ['-f', '/flannel', '/opt/cni/bin/flannel'],
          volumeMounts: [mount('cni-plugin', '/opt/cni/bin')],
        },
        {
          name: 'install-cni',
          image: IMAGE,
          command: ['cp'],
          args: ['-f', '/etc/kube-flannel/cni-conf.json', '/etc/cni/net.d/10-flannel.conflist'],
          volumeMounts: [mount('cni', '/etc/cni/net.d'), mount('flannel-cfg', '/etc/kube-flannel/')],
        },
      ],
      containers: [
        {
          name: 'kube-flannel',
          image: IMAGE,
          command: ['/opt/bin/flanneld'],
          args: ['--ip-masq', '--kube-subnet-mgr'],
          resources: { requests: { cpu: '100m', memory: '50Mi' } },
          securityContext: { privileged: false, capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
          env: [
            field('POD_NAME', 'metadata.name'),
            field('POD_NAMESPACE', 'metadata.namespace'),
            { name: 'EVENT_QUEUE_DEPTH', value: '5000' },
            { name: 'CONT_WHEN_CACHE_NOT_READY', value: 'false' },
          ],
          volumeMounts: [mount('run', '/run/flannel'), mount('flannel-cfg', '/etc/kube-flannel/')],
        },
      ],
      hostPaths: { run: '/run/flannel', 'cni-plugin': '/opt/cni/bin', cni: '/etc/cni/net.d' },
      volumes: [{ name: 'flannel-cfg', configMap: { name: 'kube-flannel-cfg' } }],
    }),
  ];
}
