import { X509Certificate } from 'node:crypto';
import { parseDocument } from '@/lib/api/yaml';
import { Errno, type Sys } from '@/lib/hosts/process/sys';

export const KUBERNETES_DIR = '/etc/kubernetes';
const PKI = `${KUBERNETES_DIR}/pki`;

/** A certificate that kubeadm looks after. */
export interface Managed {
  readonly name: string;
  /** What `renew` says of it. */
  readonly label: string;
  readonly authority: string;
  /** Without ending; a kubeconfig has its own name. */
  readonly path: string;
  readonly embedded: boolean;
}

const file = (name: string, authority: string, path: string, label: string): Managed => ({
  name,
  authority,
  path: `${PKI}/${path}`,
  label,
  embedded: false,
});
const embedded = (name: string, label: string): Managed => ({
  name,
  authority: 'ca',
  path: `${KUBERNETES_DIR}/${name}`,
  label: `certificate embedded in the kubeconfig file for ${label}`,
  embedded: true,
});

/** In the order of kubeadm's tables. */
export const MANAGED: readonly Managed[] = [
  embedded('admin.conf', 'the admin to use and for kubeadm itself'),
  file('apiserver', 'ca', 'apiserver', 'certificate for serving the Kubernetes API'),
  file('apiserver-etcd-client', 'etcd-ca', 'apiserver-etcd-client', 'certificate the apiserver uses to access etcd'),
  file('apiserver-kubelet-client', 'ca', 'apiserver-kubelet-client', 'certificate for the API server to connect to kubelet'),
  embedded('controller-manager.conf', 'the controller manager to use'),
  file('etcd-healthcheck-client', 'etcd-ca', 'etcd/healthcheck-client', 'certificate for liveness probes to healthcheck etcd'),
  file('etcd-peer', 'etcd-ca', 'etcd/peer', 'certificate for etcd nodes to communicate with each other'),
  file('etcd-server', 'etcd-ca', 'etcd/server', 'certificate for serving etcd'),
  file('front-proxy-client', 'front-proxy-ca', 'front-proxy-client', 'certificate for the front proxy client'),
  embedded('scheduler.conf', 'the scheduler manager to use'),
  embedded('super-admin.conf', 'the super-admin'),
];

/** The authorities, with their files without ending. */
export const AUTHORITIES: Readonly<Record<string, string>> = {
  ca: `${PKI}/ca`,
  'etcd-ca': `${PKI}/etcd/ca`,
  'front-proxy-ca': `${PKI}/front-proxy-ca`,
};

/** Text of a file; undefined when there is none. */
export function readIfThere(sys: Sys, path: string): string | undefined {
  try {
    return sys.readFile(path);
  } catch (error) {
    if (error instanceof Errno && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** PEM of a certificate as it lies there; undefined when it does not. */
export function pemOf(sys: Sys, managed: Managed): string | undefined {
  const text = readIfThere(sys, managed.embedded ? managed.path : `${managed.path}.crt`);
  if (text === undefined || !managed.embedded) return text;
  const user = (parseDocument(text) as { users?: { user?: { 'client-certificate-data'?: string } }[] } | undefined)?.users?.[0]?.user;
  const data = user?.['client-certificate-data'];
  return data && Buffer.from(data, 'base64').toString('utf8');
}

/** Parsed; undefined when it is missing or is none. */
export function parsed(pem: string | undefined): X509Certificate | undefined {
  try {
    return pem ? new X509Certificate(pem) : undefined;
  } catch {
    return undefined;
  }
}

/** `364d`, `9y`, `<invalid>` for what is over. Models duration.ShortHumanDuration. */
export function shortDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  const days = Math.floor(seconds / 86_400);
  return days < 365 ? `${days}d` : `${Math.floor(days / 365)}y`;
}

/** Columns as Go's tabwriter with a least width of 10 and a gap of 3 sets them; the last cell of a line is not filled up. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.slice(0, -1).forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 10, cell.length + 3)));
  return rows.map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]!))).join('')}\n`).join('');
}
