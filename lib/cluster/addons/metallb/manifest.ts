import type { KubeObject } from '@/lib/api/object';
import { account, clusterRights, rule } from '../rbac';
import { GROUP, NAMESPACE } from './resources';

const VERSION = 'v0.15.2';
const strings = (description: string) => ({ type: 'array', description, items: { type: 'string' } });
const selectors = (description: string) => ({
  type: 'array',
  description,
  items: {
    type: 'object',
    properties: {
      matchLabels: { type: 'object', additionalProperties: { type: 'string' } },
      matchExpressions: {
        type: 'array',
        items: {
          type: 'object',
          required: ['key', 'operator'],
          properties: { key: { type: 'string' }, operator: { type: 'string' }, values: strings('Values of the requirement.') },
        },
      },
    },
  },
});

/** Definitions of layer 2 mode; those of BGP are not simulated and left out, so that whoever uses one is told that it is missing. */
function definition(
  kind: string,
  singular: string,
  version: string,
  spec: object,
  columns: readonly object[],
  required: readonly string[] = [],
): KubeObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${singular}s.${GROUP}` },
    spec: {
      group: GROUP,
      names: { kind, listKind: `${kind}List`, plural: `${singular}s`, singular },
      scope: 'Namespaced',
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          additionalPrinterColumns: columns,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              ...(required.length > 0 ? { required: ['spec'] } : {}),
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
                spec: { type: 'object', properties: spec, ...(required.length > 0 ? { required } : {}) },
                status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
              },
            },
          },
        },
      ],
    },
  };
}

const pools = definition(
  'IPAddressPool',
  'ipaddresspool',
  'v1beta1',
  {
    addresses: strings('A list of IP address ranges over which MetalLB has authority.'),
    autoAssign: {
      type: 'boolean',
      default: true,
      description: 'AutoAssign flag used to prevent MetalLB from automatic allocation for a pool.',
    },
    avoidBuggyIPs: {
      type: 'boolean',
      default: false,
      description: 'AvoidBuggyIPs prevents addresses ending with .0 and .255 to be used by a pool.',
    },
    serviceAllocation: {
      type: 'object',
      properties: {
        priority: { type: 'integer' },
        namespaces: strings('Namespaces that may use the pool.'),
        namespaceSelectors: selectors('Namespaces by their labels.'),
        serviceSelectors: selectors('Services by their labels.'),
      },
    },
  },
  [
    { name: 'Auto Assign', type: 'boolean', jsonPath: '.spec.autoAssign' },
    { name: 'Avoid Buggy IPs', type: 'boolean', jsonPath: '.spec.avoidBuggyIPs' },
    { name: 'Addresses', type: 'string', jsonPath: '.spec.addresses' },
  ],
  ['addresses'],
);

const advertisements = definition(
  'L2Advertisement',
  'l2advertisement',
  'v1beta1',
  {
    interfaces: strings('Interfaces to announce from.'),
    ipAddressPools: strings('The list of IPAddressPools to advertise via this advertisement, selected by name.'),
    ipAddressPoolSelectors: selectors('Pools by their labels.'),
    nodeSelectors: selectors('Nodes that may announce as next hops.'),
  },
  [
    { name: 'IPAddressPools', type: 'string', jsonPath: '.spec.ipAddressPools' },
    { name: 'IPAddressPool Selectors', type: 'string', jsonPath: '.spec.ipAddressPoolSelectors' },
    { name: 'Interfaces', type: 'string', jsonPath: '.spec.interfaces' },
    { name: 'Node Selectors', type: 'string', jsonPath: '.spec.nodeSelectors', priority: 10 },
  ],
);

/** What config/manifests/metallb-native.yaml creates, but BGP and the validating webhook. */
export function metallbObjects(): readonly KubeObject[] {
  const psa = Object.fromEntries(['audit', 'enforce', 'warn'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'privileged']));
  const own = (name: string) => ({ namespace: NAMESPACE, name });
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE, labels: psa } },
    pools,
    advertisements,
    account(NAMESPACE, 'controller', { app: 'metallb' }),
    account(NAMESPACE, 'speaker', { app: 'metallb' }),
    ...clusterRights('metallb-system:controller', 'metallb-system:controller', own('controller'), [
      rule('get list watch', '', 'services namespaces'),
      rule('list', '', 'nodes'),
      rule('update patch', '', 'services/status'),
      rule('update patch', '', 'services'),
      rule('create patch', '', 'events'),
      rule('get list watch', GROUP, 'ipaddresspools l2advertisements'),
    ]),
    ...clusterRights('metallb-system:speaker', 'metallb-system:speaker', own('speaker'), [
      rule('get list watch', '', 'services endpoints nodes namespaces'),
      rule('get list watch', 'discovery.k8s.io', 'endpointslices'),
      rule('create patch', '', 'events'),
      rule('get list watch', GROUP, 'ipaddresspools l2advertisements'),
    ]),
    workload(
      'Deployment',
      'controller',
      { replicas: 1, revisionHistoryLimit: 3 },
      { securityContext: { runAsNonRoot: true, runAsUser: 65534, fsGroup: 65534 } },
    ),
    workload(
      'DaemonSet',
      'speaker',
      {},
      {
        hostNetwork: true,
        tolerations: ['master', 'control-plane'].map((role) => ({
          key: `node-role.kubernetes.io/${role}`,
          operator: 'Exists',
          effect: 'NoSchedule',
        })),
        terminationGracePeriodSeconds: 2,
      },
    ),
  ];
}

function workload(kind: string, component: string, spec: object, pod: object): KubeObject {
  const labels = { app: 'metallb', component };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: component, namespace: NAMESPACE, labels },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: component,
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          containers: [
            {
              name: component,
              image: `quay.io/metallb/${component}:${VERSION}`,
              args: ['--port=7472', '--log-level=info'],
              ports: [{ name: 'monitoring', containerPort: 7472 }],
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
            },
          ],
          ...pod,
        },
      },
    },
  };
}
