import { authorityFrom } from '@/lib/cluster/pki/renew';
import { issue } from '@/lib/cluster/pki/certificate';
import { kubeconfig } from '@/lib/cluster/pki/cluster-pki';
import { Random } from '@/lib/sim/random';
import type { Task } from '../command/stdio';
import { KUBERNETES_DIR, readIfThere } from './certificates';
import type { Configuration } from './configuration';
import { makeDirectories, type Session } from './session';

export const PKI = `${KUBERNETES_DIR}/pki`;
const YEAR_MS = 365 * 86_400_000;

interface KeyPair {
  readonly certificatePem: string;
  readonly privatePem: string;
}

/** Writes a file, with the directories on the way. */
export function writeText(session: Session, path: string, text: string, mode: number): void {
  makeDirectories(session.sys, path.slice(0, path.lastIndexOf('/')));
  session.sys.writeFile(path, text, { mode });
}

const randomOf = (session: Session): Random => new Random(Math.floor(session.sys.random() * 2 ** 32));

/** Certificates of a control plane; what is there stays. Models phases/certs. */
export function* layCertificates(session: Session, configuration: Configuration): Task<void> {
  const { sys } = session;
  const authorities = session.ask('authorities') as Readonly<Record<string, KeyPair>>;
  yield* session.say(`[certs] Using certificateDir folder "${PKI}"`);
  const random = randomOf(session);
  const { node, serviceIp, endpoint, certSans = [] } = configuration;
  const external = configuration.externalEtcd !== undefined;
  function* authority(path: string): Task<void> {
    if (readIfThere(sys, `${PKI}/${path}.crt`) !== undefined) {
      yield* session.say(`[certs] Using existing ${path} certificate authority`);
      return;
    }
    yield* session.say(`[certs] Generating "${path}" certificate and key`);
    writeText(session, `${PKI}/${path}.crt`, authorities[path]!.certificatePem, 0o644);
    writeText(session, `${PKI}/${path}.key`, authorities[path]!.privatePem, 0o600);
  }
  function* leaf(path: string, by: string, request: Omit<Parameters<typeof issue>[1], 'notBefore' | 'notAfter'>): Task<void> {
    if (readIfThere(sys, `${PKI}/${path}.crt`) !== undefined) {
      yield* session.say(`[certs] Using existing ${path} certificate and key on disk`);
      return;
    }
    yield* session.say(`[certs] Generating "${path}" certificate and key`);
    const now = sys.now();
    const signer = authorityFrom({ certificatePem: sys.readFile(`${PKI}/${by}.crt`), privatePem: sys.readFile(`${PKI}/${by}.key`) });
    const made = issue(signer, { ...request, notBefore: now - 300_000, notAfter: now + YEAR_MS }, random);
    writeText(session, `${PKI}/${path}.crt`, made.certificatePem, 0o644);
    writeText(session, `${PKI}/${path}.key`, made.key.privatePem, 0o600);
    if (request.dnsNames)
      yield* session.say(
        `[certs] ${path} serving cert is signed for DNS names [${request.dnsNames.join(' ')}] and IPs [${(request.ipAddresses ?? []).join(' ')}]`,
      );
  }
  const isIp = (name: string) => /^[\d.]+$/.test(name);
  const host = endpoint?.replace(/:\d+$/, '');
  const more = [...(host ? [host] : []), ...certSans];
  const names = [node.name, 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  yield* authority('ca');
  yield* leaf('apiserver', 'ca', {
    commonName: 'kube-apiserver',
    usages: ['server'],
    dnsNames: [...names, ...more.filter((name) => !isIp(name))],
    ipAddresses: [serviceIp, node.ip, ...more.filter(isIp)],
  });
  yield* leaf('apiserver-kubelet-client', 'ca', {
    commonName: 'kube-apiserver-kubelet-client',
    organizations: ['kubeadm:cluster-admins'],
    usages: ['client'],
  });
  yield* authority('front-proxy-ca');
  yield* leaf('front-proxy-client', 'front-proxy-ca', { commonName: 'front-proxy-client', usages: ['client'] });
  if (!external) {
    yield* authority('etcd/ca');
    const member = { commonName: node.name, dnsNames: [node.name, 'localhost'], ipAddresses: [node.ip, '127.0.0.1', '::1'] };
    yield* leaf('etcd/server', 'etcd/ca', { ...member, usages: ['server', 'client'] });
    yield* leaf('etcd/peer', 'etcd/ca', { ...member, usages: ['server', 'client'] });
    yield* leaf('etcd/healthcheck-client', 'etcd/ca', { commonName: 'kube-etcd-healthcheck-client', usages: ['client'] });
    yield* leaf('apiserver-etcd-client', 'etcd/ca', { commonName: 'kube-apiserver-etcd-client', usages: ['client'] });
  }
  if (readIfThere(sys, `${PKI}/sa.key`) !== undefined) {
    yield* session.say('[certs] Using the existing "sa" key');
    return;
  }
  yield* session.say('[certs] Generating "sa" key and public key');
  writeText(session, `${PKI}/sa.pub`, authorities.sa!.certificatePem, 0o644);
  writeText(session, `${PKI}/sa.key`, authorities.sa!.privatePem, 0o600);
}

const USERS: Readonly<Record<string, { readonly user: string; readonly groups: readonly string[] }>> = {
  'admin.conf': { user: 'kubernetes-admin', groups: ['kubeadm:cluster-admins'] },
  'super-admin.conf': { user: 'kubernetes-super-admin', groups: ['system:masters'] },
  'controller-manager.conf': { user: 'system:kube-controller-manager', groups: [] },
  'scheduler.conf': { user: 'system:kube-scheduler', groups: [] },
};

/** Kubeconfigs of a control plane; what is there stays. Models phases/kubeconfig. */
export function* layKubeconfigs(session: Session, configuration: Configuration, files: readonly string[]): Task<void> {
  const { sys } = session;
  const { node, endpoint } = configuration;
  yield* session.say(`[kubeconfig] Using kubeconfig folder "${KUBERNETES_DIR}"`);
  const random = randomOf(session);
  const authority = { certificatePem: sys.readFile(`${PKI}/ca.crt`), privatePem: sys.readFile(`${PKI}/ca.key`) };
  for (const name of files) {
    const path = `${KUBERNETES_DIR}/${name}`;
    if (readIfThere(sys, path) !== undefined) {
      yield* session.say(`[kubeconfig] Using existing kubeconfig file: "${path}"`);
      continue;
    }
    yield* session.say(`[kubeconfig] Writing "${name}" kubeconfig file`);
    const { user, groups } = USERS[name] ?? { user: `system:node:${node.name}`, groups: ['system:nodes'] };
    const now = sys.now();
    const certificate = issue(
      authorityFrom(authority),
      { commonName: user, organizations: groups, usages: ['client'], notBefore: now - 300_000, notAfter: now + YEAR_MS },
      random,
    );
    const local = ['controller-manager.conf', 'scheduler.conf'].includes(name) || endpoint === undefined;
    const server = `https://${local ? `${node.ip}:6443` : endpoint}`;
    writeText(session, path, kubeconfig({ ca: authority.certificatePem, server, user, context: `${user}@kubernetes`, certificate }), 0o600);
  }
}

/** Static pod manifests. Models phases/controlplane, phases/etcd. */
export function* layManifests(session: Session, configuration: Configuration, names: readonly string[]): Task<void> {
  const manifests = session.ask('manifests', { configuration }) as Readonly<Record<string, string>>;
  for (const name of names) {
    yield* session.say(`[control-plane] Creating static Pod manifest for "${name}"`);
    writeText(session, `${KUBERNETES_DIR}/manifests/${name}.yaml`, manifests[`${name}.yaml`]!, 0o600);
  }
}

export function* layEtcdManifest(session: Session, configuration: Configuration): Task<void> {
  const manifests = session.ask('manifests', { configuration }) as Readonly<Record<string, string>>;
  const text = manifests['etcd.yaml'];
  if (text === undefined) return;
  makeDirectories(session.sys, '/var/lib/etcd', 0o700);
  writeText(session, `${KUBERNETES_DIR}/manifests/etcd.yaml`, text, 0o600);
  yield* session.say(`[etcd] Creating static Pod manifest for local etcd in "${KUBERNETES_DIR}/manifests"`);
}

/** The kubelet's configuration and flags. Models phases/kubelet. */
export function* layKubelet(session: Session, configuration: Configuration, text?: string): Task<void> {
  const config = text ?? (session.ask('kubelet-configuration', { configuration }) as string);
  const socket =
    'apiVersion: kubelet.config.k8s.io/v1beta1\ncontainerRuntimeEndpoint: unix:///var/run/containerd/containerd.sock\nkind: KubeletConfiguration\n';
  const environment = function* (): Task<void> {
    yield* session.say('[kubelet-start] Writing kubelet environment file with flags to file "/var/lib/kubelet/kubeadm-flags.env"');
    writeText(session, '/var/lib/kubelet/kubeadm-flags.env', 'KUBELET_KUBEADM_ARGS=""\n', 0o644);
  };
  if (text === undefined) yield* environment();
  yield* session.say('[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/instance-config.yaml"');
  writeText(session, '/var/lib/kubelet/instance-config.yaml', socket, 0o600);
  yield* session.say('[patches] Applied patch of type "application/strategic-merge-patch" to target "kubeletconfiguration"');
  yield* session.say('[kubelet-start] Writing kubelet configuration to file "/var/lib/kubelet/config.yaml"');
  writeText(session, '/var/lib/kubelet/config.yaml', config, 0o644);
  if (text !== undefined) yield* environment();
}
