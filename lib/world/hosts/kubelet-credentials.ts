import { X509Certificate } from 'node:crypto';
import { parseDocument } from '@/lib/api/yaml';
import type { KubeObject } from '@/lib/api/object';
import type { Cluster } from '@/lib/cluster/cluster';
import { newKey } from '@/lib/cluster/pki/key';
import { newCertificateRequest } from '@/lib/cluster/pki/new-request';
import { controlPlanesOf, serverOf } from '@/lib/cluster/profiles/profile';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Core } from '../core';
import { certificateOf } from '../network/tls';
import { klogHead } from '../programs/daemon';
import { kubeletAccess } from './kubelet-access';

/** Queue on which a kubelet looks after its certificate, by machine. */
const QUEUE = 'kubelet-credentials';
/** A kubelet that nobody lets in tries again. */
const AGAIN_MS = 10_000;
/** How often it asks for the certificate it has requested, and how long (certificateWaitTimeout). */
const POLL_MS = 1_000;
const WAIT_MS = 900_000;
const PKI = '/var/lib/kubelet/pki';
export const KUBELET_CERTIFICATE = `${PKI}/kubelet-client-current.pem`;
const BOOTSTRAP = '/etc/kubernetes/bootstrap-kubelet.conf';
const PATH = '/apis/certificates.k8s.io/v1/certificatesigningrequests';
/** Where a request that was not answered yet is kept. */
const PENDING = 'kubelet/certificate-request';

interface Pending {
  readonly name: string;
  readonly key: string;
  readonly since: number;
}

/** Binds what kubelets do about their way to the API server. */
export function bindKubeletCredentials(core: Core, cluster: () => Cluster | undefined): void {
  core.sim.on(QUEUE, (node) => {
    const found = cluster();
    const kernel = core.kernels.get(node);
    if (found && kernel && found.components.isUp(`kubelet/${node}`)) look(core, found, kernel);
  });
}

/** A kubelet has started, the API server has, or the clock was set: whether it gets through is found out anew. */
export function lookAtCredentials(core: Core, node: string): void {
  core.sim.enqueue(QUEUE, node);
}

/** All kubelets look again. */
export function allLookAtCredentials(core: Core): void {
  for (const node of core.nodes.keys()) if (core.kernels.has(node)) lookAtCredentials(core, node);
}

/** The certificate that whoever listens as an API server at an address shows; undefined when nobody does. */
export function shownBy(core: Core, cluster: Cluster, host: string, port: number): string | undefined {
  const planes = controlPlanesOf(cluster.profile);
  const own = planes.filter(({ name, ip }) => ip === host || name === host);
  for (const { name } of own.length > 0 ? own : planes) {
    const kernel = core.kernels.get(name);
    const listener = kernel?.state.listeners.find((one) => one.handler === 'kube-apiserver' && one.net === HOST && one.port === port);
    if (kernel && listener) return certificateOf(kernel, listener, host);
  }
  return undefined;
}

function look(core: Core, cluster: Cluster, kernel: Kernel): void {
  const { sim } = core;
  const node = kernel.name;
  const reaches = kubeletAccess(kernel, cluster, (host, port) => shownBy(core, cluster, host, port), pidOf(core, node));
  cluster.kubeletReaches(node, reaches);
  if (!reaches) sim.after(QUEUE, node, AGAIN_MS, { background: true });
  rotate(core, cluster, kernel, reaches);
}

/** Requests a new certificate when seven to nine tenths of the old one's time are over. Models client-go/util/certificate. */
function rotate(core: Core, cluster: Cluster, kernel: Kernel, reaches: boolean): void {
  const { sim } = core;
  const node = kernel.name;
  const tree = kernel.tree();
  const read = (path: string) => tree.tryFind(path)?.inode.text;
  if (!/^rotateCertificates:\s*true\s*$/m.test(read('/var/lib/kubelet/config.yaml') ?? '')) return;
  const current = certificate(read(KUBELET_CERTIFICATE));
  const due = current ? deadline(current, node) : 0;
  const expired = current ? Date.parse(current.validTo) < sim.now() : true;
  if (sim.now() < due) return sim.at(QUEUE, node, Math.min(due, sim.timer(QUEUE, node)?.due ?? Infinity), { background: true });
  const token = expired ? bootstrapToken(read(BOOTSTRAP)) : undefined;
  if (!(expired ? token : reaches) || !cluster.isServing()) return sim.after(QUEUE, node, AGAIN_MS, { background: true });
  const asker = asUser(cluster, node, token);
  const pending = JSON.parse(kernel.state.settings.get(PENDING) || 'null') as Pending | null;
  const waits = () => sim.after(QUEUE, node, POLL_MS, { background: true });
  if (!pending || sim.now() - pending.since > WAIT_MS) {
    if (!pending)
      say(kernel, 'I', 'certificate_manager.go:566', '"Rotating certificates" logger="kubernetes.io/kube-apiserver-client-kubelet"');
    const request = requestFor(core, node);
    const created = asker('POST', PATH, request.body);
    const name = created?.metadata?.name;
    if (name) kernel.state.settings.set(PENDING, JSON.stringify({ name, key: request.key, since: sim.now() } satisfies Pending));
    return name ? waits() : sim.after(QUEUE, node, AGAIN_MS, { background: true });
  }
  const answered = asker('GET', `${PATH}/${pending.name}`);
  const pem = answered?.status?.certificate as string | undefined;
  if (!pem) return waits();
  kernel.state.settings.set(PENDING, '');
  store(kernel, sim.now(), Buffer.from(pem, 'base64').toString('utf8') + pending.key);
  if (expired) writeKubeconfig(kernel, cluster);
  lookAtCredentials(core, node);
}

/** Models nextRotationDeadline; which tenth it is follows from the node's name, so that nodes do not come all at once. */
function deadline(current: X509Certificate, node: string): number {
  const [from, to] = [Date.parse(current.validFrom), Date.parse(current.validTo)];
  const sum = [...node].reduce((total, letter) => (total * 31 + letter.charCodeAt(0)) % 1000, 7);
  return from + (to - from) * (0.7 + 0.2 * (sum / 1000));
}

/** The caller's requests: by the certificate, as the node; or by the token of a bootstrap kubeconfig. */
function asUser(cluster: Cluster, node: string, token: string | undefined) {
  const as = { name: `system:node:${node}`, groups: ['system:nodes', 'system:authenticated'] };
  return (method: string, path: string, body?: object): KubeObject | undefined => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const response = cluster.door.handle({ method, path, query: {}, headers, ...(body && { body }), ...(!token && { as }) });
    return response.status < 300 ? (response.body as KubeObject) : undefined;
  };
}

function requestFor(core: Core, node: string): { readonly key: string; readonly body: object } {
  const key = newKey(core.sim.random);
  const request = newCertificateRequest(key, `system:node:${node}`, ['system:nodes']);
  const body = {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { generateName: 'csr-' },
    spec: {
      request: Buffer.from(request).toString('base64'),
      signerName: 'kubernetes.io/kube-apiserver-client-kubelet',
      usages: ['digital signature', 'client auth'],
    },
  };
  return { key: key.privatePem, body };
}

/** Models FileStore.Update: a file by its date, and the link to it. */
function store(kernel: Kernel, now: number, pem: string): void {
  const tree = kernel.tree();
  const date = new Date(now).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '-');
  const path = `${PKI}/kubelet-client-${date}.pem`;
  tree.mkdirs(PKI);
  tree.writeFile(path, pem, { mode: 0o600 });
  if (tree.tryFind(KUBELET_CERTIFICATE, false)) tree.unlink(KUBELET_CERTIFICATE);
  tree.symlink(path, KUBELET_CERTIFICATE);
  say(kernel, 'I', 'certificate_store.go:130', `"Updated client certificate" path="${path}"`);
}

/** A kubelet that came in with a token goes on with the certificate. Models bootstrap.LoadClientConfig. */
function writeKubeconfig(kernel: Kernel, cluster: Cluster): void {
  const ca = Buffer.from(cluster.pki.ca.certificatePem).toString('base64');
  const user = `user:\n    client-certificate: ${KUBELET_CERTIFICATE}\n    client-key: ${KUBELET_CERTIFICATE}\n`;
  const text = `apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: ${ca}\n    server: ${serverOf(cluster.profile)}\n  name: default-cluster\ncontexts:\n- context:\n    cluster: default-cluster\n    namespace: default\n    user: default-auth\n  name: default-context\ncurrent-context: default-context\nkind: Config\npreferences: {}\nusers:\n- name: default-auth\n  ${user}`;
  kernel.tree().writeFile('/etc/kubernetes/kubelet.conf', text, { mode: 0o600 });
}

function bootstrapToken(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return (parseDocument(text) as { users?: { user?: { token?: string } }[] }).users?.[0]?.user?.token;
  } catch {
    return undefined;
  }
}

function certificate(text: string | undefined): X509Certificate | undefined {
  try {
    return text ? new X509Certificate(text) : undefined;
  } catch {
    return undefined;
  }
}

const pidOf = (core: Core, node: string) => core.units.get(node)?.get('kubelet.service')?.pid;

function say(kernel: Kernel, level: 'I' | 'E', source: string, text: string): void {
  kernel.state.writeJournal('kubelet', 900, `${klogHead(kernel.state.sim.now(), 900, level)}${source}] ${text}`);
}
