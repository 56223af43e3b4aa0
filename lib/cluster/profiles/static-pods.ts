import { besideKubernetes } from './beside-kubernetes';
import { etcdHostsOf, versionOf, type Profile, type ProfileHost } from './profile';

/** Files of /etc/kubernetes/manifests on a control plane. Models cmd/kubeadm/app/phases/{controlplane,etcd}. */
export function staticPodManifests(profile: Profile, host: ProfileHost): Readonly<Record<string, string>> {
  const stores = etcdHostsOf(profile);
  const stacked = stores.some(({ name }) => name === host.name);
  return {
    ...(stacked && { 'etcd.yaml': etcd(host, stores, versionOf(profile)) }),
    'kube-apiserver.yaml': apiServer(profile, host.ip, stacked ? undefined : stores),
    'kube-controller-manager.yaml': controllerManager(profile),
    'kube-scheduler.yaml': scheduler(profile),
  };
}

interface ProbeSpec {
  readonly host: string;
  readonly path: string;
  readonly port: number | string;
  readonly scheme: 'HTTP' | 'HTTPS';
}

interface StaticPod {
  readonly component: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly image: string;
  readonly liveness: ProbeSpec;
  readonly readiness?: ProbeSpec;
  readonly startup: ProbeSpec;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly cpu: string;
  readonly memory?: string;
  readonly mounts: readonly { readonly name: string; readonly path: string; readonly readOnly: boolean; readonly type: string }[];
}

const PROBE_PORT = 'probe-port';
const dir = (name: string, path: string, readOnly = true) => ({ name, path, readOnly, type: 'DirectoryOrCreate' });
const certificateDirs = [
  dir('ca-certs', '/etc/ssl/certs'),
  dir('etc-ca-certificates', '/etc/ca-certificates'),
  dir('k8s-certs', '/etc/kubernetes/pki'),
  dir('usr-local-share-ca-certificates', '/usr/local/share/ca-certificates'),
  dir('usr-share-ca-certificates', '/usr/share/ca-certificates'),
];

function apiServer(profile: Profile, ip: string, external: readonly ProfileHost[] | undefined): string {
  const pki = '/etc/kubernetes/pki';
  return manifest({
    component: 'kube-apiserver',
    annotations: { 'kubeadm.kubernetes.io/kube-apiserver.advertise-address.endpoint': `${ip}:6443` },
    command: [
      'kube-apiserver',
      `--advertise-address=${ip}`,
      '--allow-privileged=true',
      '--authorization-mode=Node,RBAC',
      `--client-ca-file=${pki}/ca.crt`,
      '--enable-admission-plugins=NodeRestriction',
      '--enable-bootstrap-token-auth=true',
      `--etcd-cafile=${pki}/etcd/ca.crt`,
      `--etcd-certfile=${pki}/apiserver-etcd-client.crt`,
      `--etcd-keyfile=${pki}/apiserver-etcd-client.key`,
      `--etcd-servers=${external ? external.map((store) => `https://${store.ip}:2379`).join(',') : 'https://127.0.0.1:2379'}`,
      `--kubelet-client-certificate=${pki}/apiserver-kubelet-client.crt`,
      `--kubelet-client-key=${pki}/apiserver-kubelet-client.key`,
      '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
      `--proxy-client-cert-file=${pki}/front-proxy-client.crt`,
      `--proxy-client-key-file=${pki}/front-proxy-client.key`,
      '--requestheader-allowed-names=front-proxy-client',
      `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
      '--requestheader-extra-headers-prefix=X-Remote-Extra-',
      '--requestheader-group-headers=X-Remote-Group',
      '--requestheader-username-headers=X-Remote-User',
      '--secure-port=6443',
      '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
      `--service-account-key-file=${pki}/sa.pub`,
      `--service-account-signing-key-file=${pki}/sa.key`,
      `--service-cluster-ip-range=${profile.serviceCidr}`,
      `--tls-cert-file=${pki}/apiserver.crt`,
      `--tls-private-key-file=${pki}/apiserver.key`,
    ],
    image: `registry.k8s.io/kube-apiserver:${versionOf(profile)}`,
    liveness: { host: ip, path: '/livez', port: PROBE_PORT, scheme: 'HTTPS' },
    readiness: { host: ip, path: '/readyz', port: PROBE_PORT, scheme: 'HTTPS' },
    startup: { host: ip, path: '/livez', port: PROBE_PORT, scheme: 'HTTPS' },
    ports: [{ name: PROBE_PORT, port: 6443 }],
    cpu: '250m',
    mounts: certificateDirs,
  });
}

function controllerManager(profile: Profile): string {
  const pki = '/etc/kubernetes/pki';
  const conf = '/etc/kubernetes/controller-manager.conf';
  const probe = (path: string): ProbeSpec => ({ host: '127.0.0.1', path, port: PROBE_PORT, scheme: 'HTTPS' });
  return manifest({
    component: 'kube-controller-manager',
    command: [
      'kube-controller-manager',
      ...(profile.podCidr ? ['--allocate-node-cidrs=true'] : []),
      `--authentication-kubeconfig=${conf}`,
      `--authorization-kubeconfig=${conf}`,
      '--bind-address=127.0.0.1',
      `--client-ca-file=${pki}/ca.crt`,
      ...(profile.podCidr ? [`--cluster-cidr=${profile.podCidr}`] : []),
      '--cluster-name=kubernetes',
      `--cluster-signing-cert-file=${pki}/ca.crt`,
      `--cluster-signing-key-file=${pki}/ca.key`,
      '--controllers=*,bootstrapsigner,tokencleaner',
      `--kubeconfig=${conf}`,
      '--leader-elect=true',
      `--requestheader-client-ca-file=${pki}/front-proxy-ca.crt`,
      `--root-ca-file=${pki}/ca.crt`,
      `--service-account-private-key-file=${pki}/sa.key`,
      `--service-cluster-ip-range=${profile.serviceCidr}`,
      '--use-service-account-credentials=true',
    ],
    image: `registry.k8s.io/kube-controller-manager:${versionOf(profile)}`,
    liveness: probe('/healthz'),
    startup: probe('/healthz'),
    ports: [{ name: PROBE_PORT, port: 10257 }],
    cpu: '200m',
    mounts: [
      ...certificateDirs.slice(0, 2),
      dir('flexvolume-dir', '/usr/libexec/kubernetes/kubelet-plugins/volume/exec', false),
      certificateDirs[2]!,
      { name: 'kubeconfig', path: conf, readOnly: true, type: 'FileOrCreate' },
      ...certificateDirs.slice(3),
    ],
  });
}

function scheduler(profile: Profile): string {
  const conf = '/etc/kubernetes/scheduler.conf';
  const probe = (path: string): ProbeSpec => ({ host: '127.0.0.1', path, port: PROBE_PORT, scheme: 'HTTPS' });
  return manifest({
    component: 'kube-scheduler',
    command: [
      'kube-scheduler',
      `--authentication-kubeconfig=${conf}`,
      `--authorization-kubeconfig=${conf}`,
      '--bind-address=127.0.0.1',
      `--kubeconfig=${conf}`,
      '--leader-elect=true',
    ],
    image: `registry.k8s.io/kube-scheduler:${versionOf(profile)}`,
    liveness: probe('/livez'),
    readiness: probe('/readyz'),
    startup: probe('/livez'),
    ports: [{ name: PROBE_PORT, port: 10259 }],
    cpu: '100m',
    mounts: [{ name: 'kubeconfig', path: conf, readOnly: true, type: 'FileOrCreate' }],
  });
}

function etcd({ name, ip }: ProfileHost, all: readonly ProfileHost[], version: string): string {
  // Each control plane joined a cluster of those before it.
  const sofar = all.slice(0, all.findIndex((one) => one.name === name) + 1);
  const pki = '/etc/kubernetes/pki/etcd';
  const probe = (path: string): ProbeSpec => ({ host: '127.0.0.1', path, port: PROBE_PORT, scheme: 'HTTP' });
  return manifest({
    component: 'etcd',
    annotations: { 'kubeadm.kubernetes.io/etcd.advertise-client-urls': `https://${ip}:2379` },
    command: [
      'etcd',
      `--advertise-client-urls=https://${ip}:2379`,
      `--cert-file=${pki}/server.crt`,
      '--client-cert-auth=true',
      '--data-dir=/var/lib/etcd',
      '--feature-gates=InitialCorruptCheck=true',
      `--initial-advertise-peer-urls=https://${ip}:2380`,
      `--initial-cluster=${sofar.map((one) => `${one.name}=https://${one.ip}:2380`).join(',')}`,
      ...(sofar.length > 1 ? ['--initial-cluster-state=existing'] : []),
      `--key-file=${pki}/server.key`,
      `--listen-client-urls=https://127.0.0.1:2379,https://${ip}:2379`,
      '--listen-metrics-urls=http://127.0.0.1:2381',
      `--listen-peer-urls=https://${ip}:2380`,
      `--name=${name}`,
      `--peer-cert-file=${pki}/peer.crt`,
      '--peer-client-cert-auth=true',
      `--peer-key-file=${pki}/peer.key`,
      `--peer-trusted-ca-file=${pki}/ca.crt`,
      '--snapshot-count=10000',
      `--trusted-ca-file=${pki}/ca.crt`,
      '--watch-progress-notify-interval=5s',
    ],
    image: `registry.k8s.io/etcd:${besideKubernetes(version).etcd}`,
    liveness: probe('/livez'),
    readiness: probe('/readyz'),
    startup: probe('/readyz'),
    ports: [{ name: PROBE_PORT, port: 2381 }],
    cpu: '100m',
    memory: '100Mi',
    mounts: [dir('etcd-data', '/var/lib/etcd', false), dir('etcd-certs', pki, false)],
  });
}

function manifest(pod: StaticPod): string {
  const annotations = Object.entries(pod.annotations ?? {}).map(([key, value]) => `    ${key}: ${value}`);
  const resources = [`        cpu: ${pod.cpu}`, ...(pod.memory ? [`        memory: ${pod.memory}`] : [])];
  const lines = [
    'apiVersion: v1',
    'kind: Pod',
    'metadata:',
    ...(annotations.length > 0 ? ['  annotations:', ...annotations] : []),
    '  labels:',
    `    component: ${pod.component}`,
    '    tier: control-plane',
    `  name: ${pod.component}`,
    '  namespace: kube-system',
    'spec:',
    '  containers:',
    '  - command:',
    ...pod.command.map((word) => `    - ${word}`),
    `    image: ${pod.image}`,
    '    imagePullPolicy: IfNotPresent',
    ...probe('livenessProbe', pod.liveness, { failureThreshold: 8, initialDelaySeconds: 10, periodSeconds: 10 }),
    `    name: ${pod.component}`,
    '    ports:',
    ...pod.ports.flatMap(({ name, port }) => [`    - containerPort: ${port}`, `      name: ${name}`, '      protocol: TCP']),
    ...(pod.readiness ? probe('readinessProbe', pod.readiness, { failureThreshold: 3, periodSeconds: 1 }) : []),
    '    resources:',
    '      requests:',
    ...resources,
    ...probe('startupProbe', pod.startup, { failureThreshold: 24, initialDelaySeconds: 10, periodSeconds: 10 }),
    '    volumeMounts:',
    ...pod.mounts.flatMap(({ name, path, readOnly }) => [
      `    - mountPath: ${path}`,
      `      name: ${name}`,
      ...(readOnly ? ['      readOnly: true'] : []),
    ]),
    '  hostNetwork: true',
    '  priority: 2000001000',
    '  priorityClassName: system-node-critical',
    '  securityContext:',
    '    seccompProfile:',
    '      type: RuntimeDefault',
    '  volumes:',
    ...pod.mounts.flatMap(({ name, path, type }) => ['  - hostPath:', `      path: ${path}`, `      type: ${type}`, `    name: ${name}`]),
    'status: {}',
  ];
  return `${lines.join('\n')}\n`;
}

function probe(
  name: string,
  spec: ProbeSpec,
  timing: { failureThreshold: number; initialDelaySeconds?: number; periodSeconds: number },
): string[] {
  return [
    `    ${name}:`,
    `      failureThreshold: ${timing.failureThreshold}`,
    '      httpGet:',
    `        host: ${spec.host}`,
    `        path: ${spec.path}`,
    `        port: ${spec.port}`,
    `        scheme: ${spec.scheme}`,
    ...(timing.initialDelaySeconds ? [`      initialDelaySeconds: ${timing.initialDelaySeconds}`] : []),
    `      periodSeconds: ${timing.periodSeconds}`,
    '      timeoutSeconds: 15',
  ];
}
