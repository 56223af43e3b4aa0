/* eslint-disable @typescript-eslint/no-explicit-any -- objects are what templates and the server give */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Task } from '../command/stdio';
import { ApiRefusal, request } from './api';
import { readIfThere } from './certificates';
import type { Configuration } from './configuration';
import { PKI, writeText } from './node-files';
import { collectionOf, Refusal, type Session } from './session';

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
const CERTIFICATES = '/api/v1/namespaces/kube-system/secrets';
const CERTIFICATES_NAME = 'kubeadm-certs';

const objectsOf = (session: Session, configuration: Configuration, part: string): any[] =>
  session.ask('objects', { part, configuration }) as any[];

function applyAll(session: Session, config: string, objects: readonly any[]): void {
  for (const object of objects) session.apply(config, collectionOf(object), object);
}

/** Binds kubeadm:cluster-admins, which the certificate of admin.conf is in. Models phases/kubeconfig.EnsureAdminClusterRoleBinding. */
export function bindAdministrators(session: Session, superConfig: string, configuration: Configuration): void {
  const binding = objectsOf(session, configuration, 'roles').find(({ metadata }) => metadata.name === 'kubeadm:cluster-admins');
  session.apply(superConfig, collectionOf(binding), binding);
}

export function* uploadConfiguration(session: Session, config: string, configuration: Configuration): Task<void> {
  const objects = objectsOf(session, configuration, 'configuration');
  yield* session.say('[upload-config] Storing the configuration used in ConfigMap "kubeadm-config" in the "kube-system" Namespace');
  applyAll(session, config, objects.slice(0, 1));
  applyAll(
    session,
    config,
    objectsOf(session, configuration, 'roles').filter(({ metadata }) =>
      /^kubeadm:(nodes-kubeadm-config|kubelet-config)$/.test(metadata.name),
    ),
  );
  yield* session.say(
    '[kubelet] Creating a ConfigMap "kubelet-config" in namespace kube-system with the configuration for the kubelets in the cluster',
  );
  applyAll(session, config, objects.slice(1));
}

/** Models phases/markcontrolplane. */
export function* markControlPlane(session: Session, config: string, node: string, taint = true): Task<void> {
  const labels = { [CONTROL_PLANE]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' };
  yield* session.say(
    `[mark-control-plane] Marking the node ${node} as control-plane by adding the labels: [${Object.keys(labels).join(' ')}]`,
  );
  if (taint)
    yield* session.say(`[mark-control-plane] Marking the node ${node} as control-plane by adding the taints [${CONTROL_PLANE}:NoSchedule]`);
  const path = `/api/v1/nodes/${node}`;
  const found = yield* session.until(
    120_000,
    () => {
      try {
        return request(session.sys, config, 'GET', path) as any;
      } catch (error) {
        if (error instanceof Error) return undefined;
        throw error;
      }
    },
    `error execution phase mark-control-plane: error applying control-plane label and taints: timed out waiting for the condition`,
  );
  const others = (found.spec?.taints ?? []).filter(({ key }: { key: string }) => key !== CONTROL_PLANE);
  const taints = taint ? [...others, { key: CONTROL_PLANE, effect: 'NoSchedule' }] : others;
  request(session.sys, config, 'PATCH', path, { metadata: { labels }, spec: { taints } });
}

/** Roles for joining machines, and the ConfigMap that they read first. Models phases/bootstraptoken. */
export function* bootstrapRoles(session: Session, config: string, configuration: Configuration, phase = 'bootstrap-token'): Task<void> {
  const told: Readonly<Record<string, string>> = {
    'kubeadm:get-nodes': 'Configured RBAC rules to allow Node Bootstrap tokens to get nodes',
    'kubeadm:kubelet-bootstrap':
      'Configured RBAC rules to allow Node Bootstrap tokens to post CSRs in order for nodes to get long term certificate credentials',
    'kubeadm:node-autoapprove-bootstrap':
      'Configured RBAC rules to allow the csrapprover controller automatically approve CSRs from a Node Bootstrap Token',
    'kubeadm:node-autoapprove-certificate-rotation':
      'Configured RBAC rules to allow certificate rotation for all node client certificates in the cluster',
  };
  const roles = objectsOf(session, configuration, 'roles');
  for (const [name, text] of Object.entries(told)) {
    applyAll(
      session,
      config,
      roles.filter(({ metadata }) => metadata.name === name),
    );
    yield* session.say(`[${phase}] ${text}`);
  }
}

export function* publishClusterInfo(session: Session, config: string, configuration: Configuration): Task<void> {
  yield* session.say('[bootstrap-token] Creating the "cluster-info" ConfigMap in the "kube-public" namespace');
  applyAll(session, config, objectsOf(session, configuration, 'cluster-info'));
}

/** CoreDNS and kube-proxy. What the learner changed in their ConfigMaps stays. Models phases/addons. */
export function* installAddons(
  session: Session,
  config: string,
  configuration: Configuration,
  chosen = ['coredns', 'kube-proxy'],
): Task<void> {
  for (const [part, name] of [
    ['coredns', 'CoreDNS'],
    ['kube-proxy', 'kube-proxy'],
  ] as const) {
    if (!chosen.includes(part)) continue;
    for (const object of objectsOf(session, configuration, part)) {
      const path = collectionOf(object);
      try {
        request(session.sys, config, 'POST', path, object);
      } catch (error) {
        // 422: the address of the Service kube-dns is its own already.
        if (!(error instanceof ApiRefusal) || (error.status !== 409 && error.status !== 422)) throw error;
        if (object.kind !== 'DaemonSet' && object.kind !== 'Deployment') continue;
        upgradeImage(session, config, `${path}/${object.metadata.name}`, object);
      }
    }
    yield* session.say(`[addons] Applied essential addon: ${name}`);
  }
}

/** Replaces the images of a workload; its other settings (replicas above all) stay. */
function upgradeImage(session: Session, config: string, path: string, object: any): void {
  const found = request(session.sys, config, 'GET', path) as any;
  const wanted = object.spec.template.spec.containers as readonly { name: string; image: string }[];
  const containers = (found.spec.template.spec.containers as readonly any[]).map((one) => ({
    ...one,
    image: wanted.find(({ name }) => name === one.name)?.image ?? one.image,
  }));
  request(session.sys, config, 'PATCH', path, { spec: { template: { spec: { containers } } } });
}

const SHARED = ['ca.crt', 'ca.key', 'front-proxy-ca.crt', 'front-proxy-ca.key', 'sa.pub', 'sa.key', 'etcd/ca.crt', 'etcd/ca.key'];
const entryOf = (file: string) => file.replace('/', '-');

export function newCertificateKey(session: Session): string {
  return Array.from({ length: 64 }, () => Math.floor(session.sys.random() * 16).toString(16)).join('');
}

/** Keeps the authorities in a Secret, encrypted, for two hours. Models phases/copycerts. */
export function* uploadCertificates(session: Session, config: string, key: string): Task<void> {
  if (!/^[0-9a-f]{64}$/.test(key))
    throw new Refusal(
      'error execution phase upload-certs: error uploading certs: error decoding certificate key: encoding/hex: invalid byte or length',
    );
  yield* session.say('[upload-certs] Storing the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace');
  const data: Record<string, string> = {};
  for (const file of SHARED) {
    const text = readIfThere(session.sys, `${PKI}/${file}`);
    if (text === undefined) continue;
    const nonce = Buffer.from(Array.from({ length: 12 }, () => Math.floor(session.sys.random() * 256)));
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(key, 'hex'), nonce);
    data[entryOf(file)] = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
  }
  // The token that owns the Secret goes after two hours, and the Secret with it.
  const id = Array.from({ length: 6 }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[Math.floor(session.sys.random() * 36)]).join('');
  const secret = Array.from({ length: 16 }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[Math.floor(session.sys.random() * 36)]).join('');
  const owner = request(session.sys, config, 'POST', CERTIFICATES, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}`, namespace: 'kube-system' },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': id,
      'token-secret': secret,
      description: 'Proxy for managing TTL for the kubeadm-certs secret',
      expiration: new Date(session.sys.now() + 7_200_000).toISOString().replace(/\.\d+Z$/, 'Z'),
    },
  });
  const ownerReferences = [
    { apiVersion: 'v1', kind: 'Secret', name: owner.metadata.name, uid: owner.metadata.uid, controller: true, blockOwnerDeletion: true },
  ];
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: CERTIFICATES_NAME, namespace: 'kube-system', ownerReferences },
    data,
  };
  session.apply(config, CERTIFICATES, object);
}

/** Fetches the authorities with the key. Throws Refusal. */
export function* downloadCertificates(session: Session, config: string, key: string): Task<void> {
  yield* session.say('[download-certs] Downloading the certificates in Secret "kubeadm-certs" in the "kube-system" Namespace');
  const failed = (why: string) =>
    new Refusal(`error execution phase control-plane-prepare/download-certs: error downloading certs: ${why}`);
  if (!/^([0-9a-f]{2})*$/.test(key)) throw failed('error decoding certificate key: encoding/hex: invalid byte');
  if (key.length !== 64) throw failed('error decoding certificate key: invalid key size');
  let found: any;
  try {
    found = request(session.sys, config, 'GET', `${CERTIFICATES}/${CERTIFICATES_NAME}`);
  } catch (error) {
    if (!(error instanceof ApiRefusal) || (error.status !== 404 && error.status !== 403)) throw error;
    throw failed(
      'error downloading the secret: Secret "kubeadm-certs" was not found in the "kube-system" Namespace. This Secret might have expired. Please, run `kubeadm init phase upload-certs --upload-certs` on a control plane to generate a new one',
    );
  }
  for (const file of SHARED) {
    const bytes = Buffer.from(String(found.data?.[entryOf(file)] ?? ''), 'base64');
    if (bytes.length < 28) throw failed(`error decoding secret data with provided key: ${entryOf(file)}`);
    let text: string;
    try {
      const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'hex'), bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(-16));
      text = decipher.update(bytes.subarray(12, -16)).toString('utf8') + decipher.final('utf8');
    } catch {
      throw failed('error decoding secret data with provided key: cipher: message authentication failed');
    }
    writeText(session, `${PKI}/${file}`, text, file.endsWith('.key') ? 0o600 : 0o644);
  }
  yield* session.say(`[download-certs] Saving the certificates to the folder: "${PKI}"`);
}

/** Lets joining control planes read that Secret. */
export function shareCertificates(session: Session, config: string): void {
  const name = 'kubeadm:kubeadm-certs';
  const metadata = { name, namespace: 'kube-system' };
  const rbac = 'rbac.authorization.k8s.io';
  applyAll(session, config, [
    {
      apiVersion: `${rbac}/v1`,
      kind: 'Role',
      metadata,
      rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [CERTIFICATES_NAME], verbs: ['get'] }],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ apiGroup: rbac, kind: 'Group', name: 'system:bootstrappers:kubeadm:default-node-token' }],
    },
  ]);
}
