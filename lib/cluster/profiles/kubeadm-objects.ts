import { coreDns } from '../addons/coredns';
import { driversOfClouds } from '../addons/csi';
import { kubeProxy } from '../addons/kube-proxy';
import { networkObjects } from '../addons/networks';
import { storageClasses } from './storage-classes';
import type { ClusterPki } from '../pki/cluster-pki';
import { serverOf, versionOf, type Profile } from './profile';

/** What `kubeadm init` and the network's manifest create, in that order. */
export function kubeadmObjects(profile: Profile, pki: ClusterPki): readonly object[] {
  if (profile.hollow) return [];
  if (profile.managed) {
    const storage = [...driversOfClouds[profile.managed](), ...storageClasses(profile)];
    return [...coreDns(profile), ...kubeProxy(profile), ...networkObjects(profile), ...storage];
  }
  return [
    ...configuration(profile),
    ...clusterInfo(profile, pki),
    ...roles(),
    ...coreDns(profile),
    ...kubeProxy(profile),
    ...networkObjects(profile),
  ];
}

function etcdSection(profile: Profile): string {
  const external = profile.hosts.filter(({ role }) => role === 'etcd');
  if (external.length === 0) return 'etcd:\n  local:\n    dataDir: /var/lib/etcd\n';
  const pki = '/etc/kubernetes/pki';
  return `etcd:\n  external:\n    caFile: ${pki}/etcd/ca.crt\n    certFile: ${pki}/apiserver-etcd-client.crt\n    endpoints:\n${external.map(({ ip }) => `    - https://${ip}:2379\n`).join('')}    keyFile: ${pki}/apiserver-etcd-client.key\n`;
}

/** The ConfigMaps kubeadm-config and kubelet-config. Models phases/uploadconfig, phases/kubelet. */
export function configuration(profile: Profile): object[] {
  const cluster = `apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
${profile.controlPlaneEndpoint ? `controlPlaneEndpoint: ${profile.controlPlaneEndpoint}\n` : ''}controllerManager: {}
dns: {}
encryptionAlgorithm: ECDSA-P256
${etcdSection(profile)}imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: ${versionOf(profile)}
networking:
  dnsDomain: cluster.local
${profile.podCidr ? `  podSubnet: ${profile.podCidr}\n` : ''}  serviceSubnet: ${profile.serviceCidr}
proxy: {}
scheduler: {}
`;
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kubeadm-config', namespace: 'kube-system' },
      data: { ClusterConfiguration: cluster },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'kubelet-config', namespace: 'kube-system' },
      data: { kubelet: kubeletConfiguration(profile) },
    },
  ];
}

/** /var/lib/kubelet/config.yaml, also kept in the ConfigMap kubelet-config. */
export function kubeletConfiguration(profile: Profile): string {
  return `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
cgroupDriver: systemd
clusterDNS:
- ${profile.dnsIp}
clusterDomain: cluster.local
containerRuntimeEndpoint: unix:///var/run/containerd/containerd.sock
healthzBindAddress: 127.0.0.1
healthzPort: 10248
kind: KubeletConfiguration
resolvConf: /run/systemd/resolve/resolv.conf
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`;
}

/** What joining machines may read without credentials. Models phases/bootstraptoken/clusterinfo. */
export function clusterInfo(profile: Profile, pki: ClusterPki): object[] {
  const kubeconfig = `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(pki.ca.certificatePem).toString('base64')}
    server: ${serverOf(profile)}
  name: ""
contexts: null
current-context: ""
kind: Config
preferences: {}
users: null
`;
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'cluster-info', namespace: 'kube-public' }, data: { kubeconfig } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'kubeadm:bootstrap-signer-clusterinfo', namespace: 'kube-public' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['cluster-info'], verbs: ['get'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'kubeadm:bootstrap-signer-clusterinfo', namespace: 'kube-public' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'kubeadm:bootstrap-signer-clusterinfo' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'system:anonymous' }],
    },
  ];
}

/** Who may join. Models phases/bootstraptoken/node. */
export function roles(): object[] {
  const group = (name: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name });
  const clusterBinding = (name: string, role: string, ...groups: string[]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: groups.map(group),
  });
  const reader = (name: string, configMap: string) => [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name, namespace: 'kube-system' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [configMap], verbs: ['get'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name, namespace: 'kube-system' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [group('system:nodes'), group('system:bootstrappers:kubeadm:default-node-token')],
    },
  ];
  return [
    clusterBinding('kubeadm:cluster-admins', 'cluster-admin', 'kubeadm:cluster-admins'),
    clusterBinding('kubeadm:kubelet-bootstrap', 'system:node-bootstrapper', 'system:bootstrappers:kubeadm:default-node-token'),
    clusterBinding(
      'kubeadm:node-autoapprove-bootstrap',
      'system:certificates.k8s.io:certificatesigningrequests:nodeclient',
      'system:bootstrappers:kubeadm:default-node-token',
    ),
    clusterBinding(
      'kubeadm:node-autoapprove-certificate-rotation',
      'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient',
      'system:nodes',
    ),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'kubeadm:get-nodes' },
      rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['get'] }],
    },
    clusterBinding('kubeadm:get-nodes', 'kubeadm:get-nodes', 'system:bootstrappers:kubeadm:default-node-token'),
    ...reader('kubeadm:nodes-kubeadm-config', 'kubeadm-config'),
    ...reader('kubeadm:kubelet-config', 'kubelet-config'),
  ];
}
