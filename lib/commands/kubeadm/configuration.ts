/* eslint-disable @typescript-eslint/no-explicit-any -- configurations are read as they are */
import { parseDocument, splitDocuments } from '@/lib/api/yaml';
import { request } from './api';
import { Refusal, type Machine, type Session } from './session';

export const CONFIG_MAP = '/api/v1/namespaces/kube-system/configmaps/kubeadm-config';
export const API_VERSION = 'kubeadm.k8s.io/v1beta4';

/** What the templates need; `lib/world/kubeadm-calls.ts` has the same. */
export interface Configuration {
  readonly version: string;
  readonly podSubnet: string;
  readonly serviceSubnet: string;
  readonly serviceIp: string;
  readonly dnsIp: string;
  readonly endpoint?: string;
  readonly node: { readonly name: string; readonly ip: string };
  readonly members: readonly { readonly name: string; readonly ip: string }[];
  readonly externalEtcd?: readonly string[];
  readonly extraArgs?: Readonly<Record<string, readonly { readonly name: string; readonly value: string }[]>>;
  /** More names in the API server's certificate. */
  readonly certSans?: readonly string[];
}

const SERVICE_SUBNET = '10.96.0.0/12';

/** The `n`th address of a range. */
export function addressIn(range: string, n: number): string {
  const parts = (range.split('/')[0] ?? '').split('.').map(Number);
  let value = parts.reduce((sum, part) => sum * 256 + part, 0) + n;
  const out: number[] = [];
  for (let i = 0; i < 4; i++) {
    out.unshift(value % 256);
    value = Math.floor(value / 256);
  }
  return out.join('.');
}

/** By the flags and the file of `kubeadm init`. Throws Refusal. */
export function initConfiguration(session: Session, machine: Machine): Configuration {
  const { value, version } = session;
  const path = value('config');
  const documents = path === undefined ? [] : readDocuments(session, path);
  const cluster = documents.find(({ kind }) => kind === 'ClusterConfiguration') ?? {};
  const init = documents.find(({ kind }) => kind === 'InitConfiguration') ?? {};
  if (path !== undefined) {
    for (const flag of ['pod-network-cidr', 'service-cidr', 'apiserver-advertise-address', 'control-plane-endpoint', 'kubernetes-version'])
      if (value(flag) !== undefined) throw new Refusal(`can not mix '--config' with arguments [${flag}]`);
  }
  const wanted = String(value('kubernetes-version') ?? cluster.kubernetesVersion ?? version);
  const serviceSubnet = String(value('service-cidr') ?? cluster.networking?.serviceSubnet ?? SERVICE_SUBNET);
  const podSubnet = String(value('pod-network-cidr') ?? cluster.networking?.podSubnet ?? '');
  for (const [name, range] of [
    ['networking.podSubnet', podSubnet],
    ['networking.serviceSubnet', serviceSubnet],
  ] as const)
    if (range !== '' && !/^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/.test(range))
      throw new Refusal(`${name}: Invalid value: ${JSON.stringify(range)}: couldn't parse subnet`);
  const ip = String(value('apiserver-advertise-address') ?? init.localAPIEndpoint?.advertiseAddress ?? machine.ip);
  const endpoint = value('control-plane-endpoint') ?? cluster.controlPlaneEndpoint;
  const name = String(value('node-name') ?? init.nodeRegistration?.name ?? machine.name);
  const sans = value('apiserver-cert-extra-sans')?.split(',') ?? cluster.apiServer?.certSANs ?? [];
  return {
    version: normalVersion(session, wanted),
    podSubnet,
    serviceSubnet,
    serviceIp: addressIn(serviceSubnet, 1),
    dnsIp: addressIn(serviceSubnet, 10),
    ...(endpoint && { endpoint: String(endpoint).includes(':') ? String(endpoint) : `${endpoint}:6443` }),
    node: { name, ip },
    members: [{ name, ip }],
    extraArgs: extraArgs(cluster),
    certSans: sans,
  };
}

function extraArgs(cluster: any): NonNullable<Configuration['extraArgs']> {
  const list = (args: any) => (Array.isArray(args) ? args.map(({ name, value }) => ({ name: String(name), value: String(value) })) : []);
  return {
    'kube-apiserver': list(cluster.apiServer?.extraArgs),
    'kube-controller-manager': list(cluster.controllerManager?.extraArgs),
    'kube-scheduler': list(cluster.scheduler?.extraArgs),
    etcd: list(cluster.etcd?.local?.extraArgs),
  };
}

/** `stable-1.36`, `1.36.3`, `v1.36.3` → `v1.36.3` */
function normalVersion(session: Session, text: string): string {
  if (/^(stable|latest)/.test(text)) return session.version;
  if (!/^v?\d+\.\d+\.\d+$/.test(text)) throw new Refusal(`could not parse "${text}" as version`);
  return text.startsWith('v') ? text : `v${text}`;
}

export function readDocuments(session: Session, path: string): any[] {
  if (!session.sys.exists(path)) throw new Refusal(`unable to read config from "${path}": open ${path}: no such file or directory`);
  const documents = (splitDocuments(session.sys.readFile(path)).map((text) => parseDocument(text)) as any[]).filter(Boolean);
  for (const { kind, apiVersion } of documents) {
    if (!kind || !apiVersion)
      throw new Refusal(`invalid configuration: kind and apiVersion is mandatory information that must be specified`);
    if (String(apiVersion).startsWith('kubeadm.k8s.io/') && !['kubeadm.k8s.io/v1beta4', 'kubeadm.k8s.io/v1beta3'].includes(apiVersion))
      throw new Refusal(
        `your configuration file uses an old API spec: "${apiVersion}" (kind: "${kind}"). Please use kubeadm v1.${apiVersion.includes('v1beta2') ? '22' : '15'} instead and run 'kubeadm config migrate --old-config old-config-file --new-config new-config-file', which will write the new, similar spec using a newer API version.`,
      );
  }
  return documents;
}

/** As the cluster keeps it. Throws what client-go says, or Refusal. */
export function clusterConfiguration(session: Session, kubeconfig: string, machine: Machine): Configuration {
  const map = request(session.sys, kubeconfig, 'GET', `${CONFIG_MAP}?timeout=10s`) as { data?: { ClusterConfiguration?: string } };
  const cluster = (parseDocument(map.data?.ClusterConfiguration ?? '') ?? {}) as any;
  const serviceSubnet = String(cluster.networking?.serviceSubnet ?? SERVICE_SUBNET);
  return {
    version: String(cluster.kubernetesVersion ?? ''),
    podSubnet: String(cluster.networking?.podSubnet ?? ''),
    serviceSubnet,
    serviceIp: addressIn(serviceSubnet, 1),
    dnsIp: addressIn(serviceSubnet, 10),
    ...(cluster.controlPlaneEndpoint && { endpoint: String(cluster.controlPlaneEndpoint) }),
    node: { name: machine.name, ip: machine.ip },
    members: [],
    ...(cluster.etcd?.external?.endpoints && { externalEtcd: cluster.etcd.external.endpoints }),
    extraArgs: extraArgs(cluster),
    certSans: cluster.apiServer?.certSANs ?? [],
  };
}

/** Says where the configuration is read from, as several commands do. */
export function* tellReading(session: Session, phase: string) {
  yield* session.say(`[${phase}] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...`);
  yield* session.say(`[${phase}] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.`);
}
