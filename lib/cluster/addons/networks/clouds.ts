import type { KubeObject } from '@/lib/api/object';
import { account, agentDaemonSet, field, mount, nodeName, rule, variables } from './parts';

const NAMESPACE = 'kube-system';
const ECR = '602401143452.dkr.ecr.us-east-1.amazonaws.com';
const readers = [
  rule('', 'namespaces pods nodes services'),
  rule('networking.k8s.io', 'networkpolicies'),
  rule('discovery.k8s.io', 'endpointslices'),
];
const CNI_PATHS = { 'cni-bin-dir': '/opt/cni/bin', 'cni-net-dir': '/etc/cni/net.d' };
const CNI_MOUNTS = [mount('cni-bin-dir', '/host/opt/cni/bin'), mount('cni-net-dir', '/host/etc/cni/net.d')];

/** Amazon VPC CNI as EKS installs it. */
export function awsObjects(): readonly KubeObject[] {
  const labels = { 'k8s-app': 'aws-node' };
  return [
    ...account('aws-node', NAMESPACE, [...readers, rule('', 'nodes', 'list watch get update patch')]),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'amazon-vpc-cni', namespace: NAMESPACE, labels },
      data: {
        'branch-eni-cooldown': '60',
        'enable-network-policy-controller': 'false',
        'enable-windows-ipam': 'false',
        'warm-ip-target': '0',
      },
    },
    agentDaemonSet({
      name: 'aws-node',
      namespace: NAMESPACE,
      labels,
      account: 'aws-node',
      graceSeconds: 10,
      initContainers: [
        {
          name: 'aws-vpc-cni-init',
          image: `${ECR}/amazon-k8s-cni-init:v1.20.4`,
          volumeMounts: [mount('cni-bin-dir', '/host/opt/cni/bin')],
        },
      ],
      containers: [
        {
          name: 'aws-node',
          image: `${ECR}/amazon-k8s-cni:v1.20.4`,
          imagePullPolicy: 'IfNotPresent',
          ports: [{ name: 'metrics', containerPort: 61678 }],
          env: [
            ...variables({
              AWS_VPC_CNI_NODE_PORT_SUPPORT: 'true',
              AWS_VPC_ENI_MTU: '9001',
              AWS_VPC_K8S_CNI_EXTERNALSNAT: 'false',
              AWS_VPC_K8S_CNI_VETHPREFIX: 'eni',
              ENABLE_PREFIX_DELEGATION: 'false',
              WARM_ENI_TARGET: '1',
              WARM_PREFIX_TARGET: '1',
            }),
            nodeName('MY_NODE_NAME'),
            field('MY_POD_NAME', 'metadata.name'),
          ],
          resources: { requests: { cpu: '25m' } },
          securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
          volumeMounts: [...CNI_MOUNTS, mount('run-dir', '/var/run/aws-node')],
        },
        {
          name: 'aws-eks-nodeagent',
          image: `${ECR}/amazon/aws-network-policy-agent:v1.2.7`,
          imagePullPolicy: 'IfNotPresent',
          args: ['--enable-ipv6=false', '--enable-network-policy=false', '--enable-cloudwatch-logs=false', '--metrics-bind-addr=:8162'],
          env: [nodeName('MY_NODE_NAME')],
          resources: { requests: { cpu: '25m' } },
          securityContext: { privileged: true },
        },
      ],
      hostPaths: { ...CNI_PATHS, 'run-dir': '/var/run/aws-node' },
    }),
  ];
}

/** Azure CNI overlay with Azure Network Policy Manager as AKS installs them. */
export function azureObjects(): readonly KubeObject[] {
  const simple = (name: string, image: string, env: readonly object[], more = {}) =>
    agentDaemonSet({
      name,
      namespace: NAMESPACE,
      labels: { 'k8s-app': name },
      account: name,
      containers: [
        {
          name: name.replace('azure-', '') === 'cns' ? 'cns-container' : name,
          image,
          imagePullPolicy: 'IfNotPresent',
          env,
          securityContext: { privileged: true },
          ...more,
        },
      ],
      hostPaths: CNI_PATHS,
    });
  return [
    ...account('azure-cns', NAMESPACE, [rule('', 'nodes pods')]),
    ...account('azure-npm', NAMESPACE, readers),
    simple('azure-cns', 'mcr.microsoft.com/containernetworking/azure-cns:v1.7.5', [nodeName('NODENAME')], { volumeMounts: CNI_MOUNTS }),
    simple('azure-npm', 'mcr.microsoft.com/containernetworking/azure-npm:v1.6.33', [nodeName('HOSTNAME')]),
  ];
}

/** GKE's netd and, with Dataplane V2, anetd. */
export function gkeObjects(): readonly KubeObject[] {
  const simple = (name: string, image: string, mounts: readonly object[]) =>
    agentDaemonSet({
      name,
      namespace: NAMESPACE,
      labels: { 'k8s-app': name },
      account: name,
      containers: [
        {
          name,
          image,
          imagePullPolicy: 'IfNotPresent',
          env: [nodeName('CURRENT_NODE_NAME')],
          securityContext: { privileged: true },
          volumeMounts: mounts,
        },
      ],
      hostPaths: CNI_PATHS,
    });
  return [
    ...account('netd', NAMESPACE, [rule('', 'nodes')]),
    ...account('anetd', NAMESPACE, readers),
    simple('netd', 'gke.gcr.io/netd-gke:v0.4.3', CNI_MOUNTS),
    simple('anetd', 'gke.gcr.io/cilium/anetd:v1.16.6', []),
  ];
}
