import { describe, expect, it } from 'vitest';
import { dumpForHash } from '@/lib/api/go-dump';
import { hashOfDump, revisionHash, templateHash } from './template-hash';

type Fields = Readonly<Record<string, unknown>>;

/** A container as the API server gives it back. */
const container = (name: string, image: string, more: Fields = {}): Fields => ({
  name,
  image,
  imagePullPolicy: image.includes(':') ? 'IfNotPresent' : 'Always',
  resources: {},
  terminationMessagePath: '/dev/termination-log',
  terminationMessagePolicy: 'File',
  ...more,
});

const template = (labels: Fields, containers: readonly Fields[], spec: Fields = {}, metadata: Fields = {}): Fields => ({
  metadata: { labels, ...metadata },
  spec: {
    containers,
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    ...spec,
  },
});

const web = (containers: readonly Fields[], spec: Fields = {}) => template({ app: 'web' }, containers, spec);
const labelSelector = { matchLabels: { app: 'web' } };
const topologyKey = 'kubernetes.io/hostname';

/** What a real v1.36.3 control plane was recorded to call the ReplicaSets of these templates. */
const RECORDED: Readonly<Record<string, Fields>> = {
  '7866ccff64': web([container('c', 'nginx:1')]),
  '57dbd5bc75': web([container('c', 'nginx:2')]),
  '7d4548c4c7': web([container('c', 'broken:1')]),
  bfb6488d7: web([container('c', 'nginx:1.27')]),
  '7887448d46': web([container('nginx', 'nginx')]),
  '79fcbf8cd5': web([container('nginx', 'nginx:3')]),
  '664f6cc966': web([container('nginx', 'nginx:4')]),
  '777f9fc55f': web([container('nginx', 'nginx:1.26')]),
  '7d876db474': web([container('nginx', 'nginx:1.27')]),
  '5bcccdf57': template({ app: 'd1' }, [container('nginx', 'nginx')]),
  '56bc494989': template(
    { app: 'web', tier: 'front' },
    [
      container('web', 'nginx:1.27', {
        ports: [{ containerPort: 80, name: 'http', protocol: 'TCP' }],
        resources: { requests: { cpu: '10m' } },
        env: [{ name: 'X', value: '1' }],
      }),
      container('log', 'busybox', { command: ['sleep', 'inf'] }),
    ],
    { serviceAccount: 'default', serviceAccountName: 'default' },
    { annotations: { sum: 'abc' } },
  ),
  '644dd87789': web([container('c', 'nginx')], {
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey }] } },
  }),
  '859dd9d4d9': web([container('c', 'nginx')], {
    nodeSelector: { 'kubernetes.io/hostname': 'node-1' },
    topologySpreadConstraints: [
      { maxSkew: 1, nodeAffinityPolicy: 'Ignore', topologyKey, whenUnsatisfiable: 'DoNotSchedule', labelSelector },
    ],
  }),
  '777b857869': web([container('c', 'nginx', { ports: [{ containerPort: 80, hostPort: 18080, protocol: 'TCP' }] })]),
  '6c4f668985': web([container('c', 'nginx', { resources: { requests: { cpu: '7' } } })]),
};

/** CoreDNS as kubeadm installs it; since 1.34 its probes name ports. */
function coreDns(tag: string, named: boolean): Fields {
  const port = (name: string, containerPort: number, protocol = 'TCP') => ({ containerPort, name, protocol });
  const dns = container('coredns', `registry.k8s.io/coredns/coredns:${tag}`, {
    args: ['-conf', '/etc/coredns/Corefile'],
    resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
    volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
    ports: [
      port('dns', 53, 'UDP'),
      port('dns-tcp', 53),
      port('metrics', 9153),
      ...(named ? [port('liveness-probe', 8080), port('readiness-probe', 8181)] : []),
    ],
    livenessProbe: {
      httpGet: { path: '/health', port: named ? 'liveness-probe' : 8080, scheme: 'HTTP' },
      ...{ initialDelaySeconds: 60, timeoutSeconds: 5, periodSeconds: 10, successThreshold: 1, failureThreshold: 5 },
    },
    readinessProbe: {
      httpGet: { path: '/ready', port: named ? 'readiness-probe' : 8181, scheme: 'HTTP' },
      ...{ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
  });
  const apart = { labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] }, topologyKey };
  return template({ 'k8s-app': 'kube-dns' }, [dns], {
    priorityClassName: 'system-cluster-critical',
    serviceAccountName: 'coredns',
    serviceAccount: 'coredns',
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: apart }] } },
    tolerations: [
      { key: 'CriticalAddonsOnly', operator: 'Exists' },
      { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
    ],
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    dnsPolicy: 'Default',
    volumes: [{ name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }], defaultMode: 420 } }],
  });
}

const GROUP = ' SchedulingGroup:(*v1.PodSchedulingGroup)<nil>';
/** Fields by the release that they came with, as they are dumped when they are not set. */
const NEWER: readonly (readonly [number, string])[] = [
  [34, ' HostnameOverride:(*string)<nil>'],
  [34, ' RestartPolicyRules:([]v1.ContainerRestartRule)<nil>'],
  [32, ' Resources:(*v1.ResourceRequirements)<nil>'],
  [32, ' SELinuxChangePolicy:(*v1.PodSELinuxChangePolicy)<nil>'],
];

/** A template as release 1.`minor` dumped it; 1.35 had another field in the place of the last. */
function dumpOf(minor: number, value: Fields): string {
  const dump = dumpForHash(value, 'v1.PodTemplateSpec').replace(GROUP, minor === 35 ? ' WorkloadRef:(*v1.WorkloadReference)<nil>' : '');
  return NEWER.reduce((text, [since, field]) => (minor < since ? text.replace(field, '') : text), dump);
}

describe('pod-template-hash', () => {
  it.each(Object.entries(RECORDED))('%s is what a real control plane was recorded to call the template', (hash, value) => {
    expect(templateHash(value)).toBe(hash);
  });

  it.each([
    ['6f6b679f8f', 31, 'v1.11.1', false],
    ['7c65d6cfc9', 31, 'v1.11.3', false],
    ['668d6bf9bc', 32, 'v1.11.3', false],
    ['674b8bbfcf', 33, 'v1.12.0', false],
    ['66bc5c9577', 34, 'v1.12.1', true],
    ['7d764666f9', 35, 'v1.13.1', true],
  ] as const)('coredns-%s is what kubeadm 1.%i has', (hash, minor, tag, named) => {
    expect(hashOfDump(dumpOf(minor, coreDns(tag, named)))).toBe(hash);
  });

  it('is another after a collision, whose count 0 is not that of none', () => {
    const value = web([container('c', 'nginx')]);
    expect(new Set([undefined, 0, 1, 2].map((count) => templateHash(value, count))).size).toBe(4);
  });

  it('does not mind what is empty or not there', () => {
    const value = web([container('c', 'nginx:1', { env: [], args: [], stdin: false })], { nodeSelector: {}, hostNetwork: false });
    expect(templateHash(value)).toBe('7866ccff64');
  });
});

describe('the hash of a revision', () => {
  it('is what a real control plane was recorded to call it', () => {
    const value = template({ app: 'db' }, [container('c', 'nginx:1.27')]);
    expect(revisionHash({ spec: { template: { ...value, $patch: 'replace' } } }, 0)).toBe('67956f8f98');
  });
});
