import { coreDns } from '@/lib/cluster/addons/coredns';
import { kubeProxy } from '@/lib/cluster/addons/kube-proxy';
import type { Cluster } from '@/lib/cluster/cluster';
import { besideKubernetes } from '@/lib/cluster/profiles/beside-kubernetes';
import { clusterInfo, configuration, kubeletConfiguration, roles } from '@/lib/cluster/profiles/kubeadm-objects';
import { controlPlanesOf, type Profile, type ProfileHost } from '@/lib/cluster/profiles/profile';
import { staticPodManifests } from '@/lib/cluster/profiles/static-pods';
import type { HostCallTable } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';

/** What kubeadm knows of the cluster that it makes: its configuration, as far as templates need it. */
export interface KubeadmConfiguration {
  /** `v1.36.3` */
  readonly version: string;
  readonly podSubnet: string;
  readonly serviceSubnet: string;
  readonly serviceIp: string;
  readonly dnsIp: string;
  /** `172.30.1.10:6443` */
  readonly endpoint?: string;
  /** This machine. */
  readonly node: { readonly name: string; readonly ip: string };
  /** etcd's members in the order they came, this machine's last. */
  readonly members: readonly { readonly name: string; readonly ip: string }[];
  /** etcd on machines of its own. */
  readonly externalEtcd?: readonly string[];
  /** By component: more flags, or other values of those there are. */
  readonly extraArgs?: Readonly<Record<string, readonly { readonly name: string; readonly value: string }[]>>;
}

/** The templates of kubeadm, which are those that profiles boot by. */
export function kubeadmCalls(table: HostCallTable, cluster: () => Cluster | undefined): HostCallTable {
  return table.add('kubeadm', ({ kernel, process }, call) => {
    const found = cluster();
    if (!found) throw errno('EAGAIN');
    if (process.uid !== 0) throw errno('EPERM');
    const { profile, pki } = found;
    const own = profile.hosts.find(({ name }) => name === kernel.name)!;
    const given = call.configuration as KubeadmConfiguration;
    switch (call.op) {
      case 'machine':
        return {
          name: own.name,
          ip: own.ip,
          cpus: own.cpus,
          memoryBytes: own.memoryBytes,
          isNode: own.role === 'control-plane' || own.role === 'worker',
          // A machine of the profile can only become what the profile's network has a place for.
          mayControl: controlPlanesOf(profile).some(({ name }) => name === own.name),
          mayInit: profile.controlPlane === own.name || (profile.controlPlaneEndpoint !== undefined && own.role === 'control-plane'),
          first: profile.controlPlane,
          endpoint: profile.controlPlaneEndpoint,
        };
      case 'forget-pods':
        if (!found.components.isUp(`kubelet/${kernel.name}`)) found.forgetPods(kernel.name);
        return undefined;
      case 'authorities': {
        const files = (one: typeof pki.ca) => ({ certificatePem: one.certificatePem, privatePem: one.key.privatePem });
        return {
          ca: files(pki.ca),
          'etcd/ca': files(pki.etcdCa),
          'front-proxy-ca': files(pki.frontProxyCa),
          sa: { certificatePem: pki.serviceAccountKey.publicPem, privatePem: pki.serviceAccountKey.privatePem },
        };
      }
      case 'beside':
        return besideKubernetes(String(call.version));
      case 'manifests':
        return withFlags(staticPodManifests(shape(profile, given), hostOf(given)), given.extraArgs ?? {});
      case 'kubelet-configuration':
        return kubeletConfiguration(shape(profile, given));
      case 'objects': {
        const shaped = shape(profile, given);
        switch (call.part) {
          case 'configuration':
            return configuration(shaped);
          case 'cluster-info':
            return clusterInfo(shaped, pki);
          case 'roles':
            return roles();
          case 'coredns':
            return coreDns(shaped);
          case 'kube-proxy':
            return kubeProxy(shaped);
        }
      }
    }
    throw errno('EINVAL');
  });
}

const machine = (name: string, ip: string, role: ProfileHost['role']): ProfileHost => ({
  name,
  ip,
  role,
  cpus: 2,
  memoryBytes: 0,
  diskBytes: 0,
});

const hostOf = ({ node }: KubeadmConfiguration): ProfileHost => machine(node.name, node.ip, 'control-plane');

/** The profile that the templates would belong to. */
function shape(profile: Profile, given: KubeadmConfiguration): Profile {
  const members = given.members.length > 0 ? given.members : [given.node];
  const { controlPlaneEndpoint: _known, ...rest } = profile;
  const external = (given.externalEtcd ?? []).map((url, i) => machine(`etcd${i}`, new URL(url).hostname, 'etcd'));
  return {
    ...rest,
    kubernetesVersion: given.version,
    podCidr: given.podSubnet,
    serviceCidr: given.serviceSubnet,
    serviceIp: given.serviceIp,
    dnsIp: given.dnsIp,
    controlPlane: given.node.name,
    hosts: [
      ...external,
      ...members.filter(({ name }) => name !== given.node.name).map(({ name, ip }) => machine(name, ip, 'control-plane')),
      hostOf(given),
    ],
    ...(given.endpoint && { controlPlaneEndpoint: given.endpoint }),
  };
}

/** Puts flags into the commands of manifests, in the order of their names as kubeadm has them. */
function withFlags(
  manifests: Readonly<Record<string, string>>,
  extra: NonNullable<KubeadmConfiguration['extraArgs']>,
): Readonly<Record<string, string>> {
  const out: Record<string, string> = {};
  for (const [file, text] of Object.entries(manifests)) {
    const flags = extra[file.replace(/\.yaml$/, '')] ?? [];
    if (flags.length === 0) {
      out[file] = text;
      continue;
    }
    const lines = text.split('\n');
    const first = lines.findIndex((line) => line.startsWith('    - --'));
    const end = lines.findIndex((line, i) => i > first && !line.startsWith('    - --'));
    const names = new Set(flags.map(({ name }) => name));
    const kept = lines.slice(first, end).filter((line) => !names.has(/^ {4}- --([^=]+)/.exec(line)?.[1] ?? ''));
    const all = [...kept, ...flags.map(({ name, value }) => `    - --${name}=${value}`)].sort();
    out[file] = [...lines.slice(0, first), ...all, ...lines.slice(end)].join('\n');
  }
  return out;
}
