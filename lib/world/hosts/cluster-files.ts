import { issue, newAuthority, type Certificate } from '@/lib/cluster/pki/certificate';
import { kubeconfig, type ClusterPki } from '@/lib/cluster/pki/cluster-pki';
import { kubeletConfiguration } from '@/lib/cluster/profiles/kubeadm-objects';
import { controlPlanesOf, etcdHostsOf, serverOf, type Profile, type ProfileHost } from '@/lib/cluster/profiles/profile';
import { staticPodManifests } from '@/lib/cluster/profiles/static-pods';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { layBalancer, layEtcdHost } from './outside-hosts';
import { writeAll } from './write-all';

/** Lays down what `kubeadm init` or `kubeadm join` leaves on a node: certificates, kubeconfigs, manifests. */
export function layClusterFiles(kernel: Kernel, profile: Profile, pki: ClusterPki, host: ProfileHost): void {
  const tree = kernel.tree();
  const server = serverOf(profile);
  const ca = pki.ca.certificatePem;
  const config = (user: string, certificate: (typeof pki.users)[string] | undefined) =>
    certificate ? kubeconfig({ ca, server, user, context: `${user}@kubernetes`, certificate }) : '';
  if (host.role === 'load-balancer') return layBalancer(kernel, profile);
  if (host.role === 'etcd') return layEtcdHost(kernel, profile, pki, host);
  if (host.role === 'base') {
    const admin = config('kubernetes-admin', pki.users.admin);
    writeAll(tree, { '/root/.kube/config': admin }, 0o600);
    return;
  }
  if (host.role === 'managed') return;
  const directory = '/etc/kubernetes/pki';
  writeAll(tree, { [`${directory}/ca.crt`]: ca, '/var/lib/kubelet/config.yaml': kubeletConfiguration(profile) });
  const kubelet = pki.kubelets[host.name];
  const pem = '/var/lib/kubelet/pki/kubelet-client-current.pem';
  const date = new Date(kernel.state.sim.now()).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '-');
  const dated = `/var/lib/kubelet/pki/kubelet-client-${date}.pem`;
  writeAll(tree, { [dated]: kubelet ? kubelet.certificatePem + kubelet.key.privatePem : '' }, 0o600);
  tree.symlink(dated, pem);
  const own = selfSigned(kernel, host.name);
  writeAll(tree, { '/var/lib/kubelet/pki/kubelet.crt': own.certificatePem });
  writeAll(tree, { '/var/lib/kubelet/pki/kubelet.key': own.key.privatePem }, 0o600);
  writeAll(tree, { '/etc/kubernetes/kubelet.conf': kubeletConfig(ca, server, pem) }, 0o600);
  if (!controlPlanesOf(profile).some(({ name }) => name === host.name)) return;
  // The components talk to the API server beside them; people go through the load balancer.
  const local = (user: string, certificate: (typeof pki.users)[string] | undefined) =>
    certificate ? kubeconfig({ ca, server: `https://${host.ip}:6443`, user, context: `${user}@kubernetes`, certificate }) : '';
  const secret: Record<string, string> = {
    [`${directory}/ca.key`]: pki.ca.key.privatePem,
    [`${directory}/etcd/ca.key`]: pki.etcdCa.key.privatePem,
    [`${directory}/front-proxy-ca.key`]: pki.frontProxyCa.key.privatePem,
    [`${directory}/sa.key`]: pki.serviceAccountKey.privatePem,
    '/etc/kubernetes/admin.conf': config('kubernetes-admin', pki.users.admin),
    '/etc/kubernetes/super-admin.conf': config('kubernetes-super-admin', pki.users['super-admin']),
    '/etc/kubernetes/controller-manager.conf': local('system:kube-controller-manager', pki.users['controller-manager']),
    '/etc/kubernetes/scheduler.conf': local('system:kube-scheduler', pki.users.scheduler),
    '/root/.kube/config': config('kubernetes-admin', pki.users.admin),
  };
  const open: Record<string, string> = {
    [`${directory}/etcd/ca.crt`]: pki.etcdCa.certificatePem,
    [`${directory}/front-proxy-ca.crt`]: pki.frontProxyCa.certificatePem,
    [`${directory}/sa.pub`]: pki.serviceAccountKey.publicPem,
  };
  for (const [name, certificate] of Object.entries({ ...pki.certificates, ...pki.hosts?.[host.name] })) {
    open[`${directory}/${name}.crt`] = certificate.certificatePem;
    secret[`${directory}/${name}.key`] = certificate.key.privatePem;
  }
  writeAll(tree, open);
  const manifests: Record<string, string> = {};
  for (const [name, text] of Object.entries(staticPodManifests(profile, host))) manifests[`/etc/kubernetes/manifests/${name}`] = text;
  writeAll(tree, { ...secret, ...manifests }, 0o600);
  if (!etcdHostsOf(profile).some(({ name }) => name === host.name)) return;
  tree.mkdirs('/var/lib/etcd', 0o700);
  tree.chmod('/var/lib/etcd', 0o700);
}

function kubeletConfig(ca: string, server: string, pem: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(ca).toString('base64')}
    server: ${server}
  name: default-cluster
contexts:
- context:
    cluster: default-cluster
    namespace: default
    user: default-auth
  name: default-context
current-context: default-context
kind: Config
preferences: {}
users:
- name: default-auth
  user:
    client-certificate: ${pem}
    client-key: ${pem}
`;
}

/** The certificate that a kubelet makes for itself, which nobody else trusts. Models cert.GenerateSelfSignedCertKey. */
function selfSigned(kernel: Kernel, node: string): Certificate {
  const { sim } = kernel.state;
  const at = Math.floor(sim.now() / 1000);
  const validity = { notBefore: sim.now() - 3_600_000, notAfter: sim.now() + 365 * 86_400_000 };
  const authority = newAuthority(`${node}-ca@${at}`, validity, sim.random);
  return issue(authority, { commonName: `${node}@${at}`, usages: ['server'], dnsNames: [node], ...validity }, sim.random);
}
