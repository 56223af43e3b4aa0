import type { Random } from '@/lib/sim/random';
import { issue, newAuthority, type Certificate, type CertificateRequest } from './certificate';
import { newKey, type Key } from './key';

const DAY = 86_400_000;
const YEAR = 365 * DAY;

/** Certificates and keys of a control plane as `kubeadm init` lays them down. Plain data. */
export interface ClusterPki {
  readonly ca: Certificate;
  readonly etcdCa: Certificate;
  readonly frontProxyCa: Certificate;
  /** Signs service account tokens. */
  readonly serviceAccountKey: Key;
  /** By file name without ending below /etc/kubernetes/pki: `apiserver`, `etcd/server`, `apiserver-kubelet-client` … */
  readonly certificates: Readonly<Record<string, Certificate>>;
  /** By host: certificates of further control planes and of etcd's hosts, which take the place of those above there. */
  readonly hosts?: Readonly<Record<string, Readonly<Record<string, Certificate>>>>;
  /** Client certificates of kubeconfigs: `admin`, `super-admin`, `controller-manager`, `scheduler`. */
  readonly users: Readonly<Record<string, Certificate>>;
  /** Kubelet client certificates by node name. */
  readonly kubelets: Readonly<Record<string, Certificate>>;
}

export interface PkiOptions {
  readonly controlPlane: { readonly name: string; readonly ip: string };
  readonly nodes: readonly { readonly name: string; readonly ip: string }[];
  /** Control planes besides the first, and hosts that run etcd alone. */
  readonly others?: readonly { readonly name: string; readonly ip: string; readonly etcdOnly: boolean }[];
  /** First address of the service range. */
  readonly serviceIp: string;
  /** More names and addresses for the API server's certificate (`--apiserver-cert-extra-sans`). */
  readonly extraDnsNames?: readonly string[];
  readonly extraIpAddresses?: readonly string[];
  /** Virtual milliseconds since the epoch. */
  readonly now: number;
  /** Group of the administrator's certificate. Default: kubeadm's. */
  readonly adminGroup?: string;
}

/** Models cmd/kubeadm/app/phases/certs: authorities for ten years, the rest for one. */
export function newClusterPki(options: PkiOptions, random: Random): ClusterPki {
  // Real CAs are backdated a little so that slow clocks trust them.
  const notBefore = options.now - 300_000;
  const ten = { notBefore, notAfter: options.now + 10 * YEAR };
  const one = { notBefore, notAfter: options.now + YEAR };
  const ca = newAuthority('kubernetes', ten, random);
  const etcdCa = newAuthority('etcd-ca', ten, random);
  const frontProxyCa = newAuthority('front-proxy-ca', ten, random);
  const from = (authority: Certificate, request: Omit<CertificateRequest, 'notBefore' | 'notAfter'>) =>
    issue(authority, { ...request, ...one }, random);
  const apiServer = (host: { readonly name: string; readonly ip: string }) =>
    from(ca, {
      commonName: 'kube-apiserver',
      usages: ['server'],
      dnsNames: [
        host.name,
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
        'localhost',
        ...(options.extraDnsNames ?? []),
      ],
      ipAddresses: [options.serviceIp, host.ip, ...(options.extraIpAddresses ?? [])],
    });
  const member = (host: { readonly name: string; readonly ip: string }) =>
    from(etcdCa, {
      commonName: host.name,
      usages: ['server', 'client'],
      dnsNames: [host.name, 'localhost'],
      ipAddresses: [host.ip, '127.0.0.1', '::1'],
    });
  const user = (commonName: string, ...organizations: string[]) => from(ca, { commonName, organizations, usages: ['client'] });
  return {
    ca,
    etcdCa,
    frontProxyCa,
    serviceAccountKey: newKey(random),
    certificates: {
      apiserver: apiServer(options.controlPlane),
      'apiserver-kubelet-client': user('kube-apiserver-kubelet-client', 'kubeadm:cluster-admins'),
      'apiserver-etcd-client': from(etcdCa, { commonName: 'kube-apiserver-etcd-client', usages: ['client'] }),
      'front-proxy-client': from(frontProxyCa, { commonName: 'front-proxy-client', usages: ['client'] }),
      'etcd/server': member(options.controlPlane),
      'etcd/peer': member(options.controlPlane),
      'etcd/healthcheck-client': from(etcdCa, { commonName: 'kube-etcd-healthcheck-client', usages: ['client'] }),
    },
    users: {
      admin: user('kubernetes-admin', options.adminGroup ?? 'kubeadm:cluster-admins'),
      'super-admin': user('kubernetes-super-admin', 'system:masters'),
      'controller-manager': user('system:kube-controller-manager'),
      scheduler: user('system:kube-scheduler'),
    },
    ...(options.others && {
      hosts: Object.fromEntries(
        options.others.map((host) => [
          host.name,
          { ...(host.etcdOnly ? {} : { apiserver: apiServer(host) }), 'etcd/server': member(host), 'etcd/peer': member(host) },
        ]),
      ),
    }),
    kubelets: Object.fromEntries(options.nodes.map((node) => [node.name, user(`system:node:${node.name}`, 'system:nodes')])),
  };
}

/** A kubeconfig file with embedded certificates, in kubeadm's layout. */
export function kubeconfig(options: { ca: string; server: string; user: string; context: string; certificate: Certificate }): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(options.ca)}
    server: ${options.server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: ${options.user}
  name: ${options.context}
current-context: ${options.context}
kind: Config
users:
- name: ${options.user}
  user:
    client-certificate-data: ${base64(options.certificate.certificatePem)}
    client-key-data: ${base64(options.certificate.key.privatePem)}
`;
}
