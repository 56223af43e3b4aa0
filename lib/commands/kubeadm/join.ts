/* eslint-disable @typescript-eslint/no-explicit-any -- answers are read as they are */
import { parseDocument } from '@/lib/api/yaml';
import { Errno, type HttpTarget } from '@/lib/hosts/process/sys';
import type { Task } from '../command/stdio';
import { ADMIN_CONF, request } from './api';
import { KUBERNETES_DIR, readIfThere } from './certificates';
import { downloadCertificates, markControlPlane } from './cluster-objects';
import { clusterConfiguration, readDocuments, tellReading, type Configuration } from './configuration';
import { startKubelet, waitForControlPlane, waitForKubelet } from './control-plane';
import { discover, discoveryFlags } from './discovery';
import { COMPONENTS, pullImages } from './init';
import { layCertificates, layKubeconfigs, layKubelet, layManifests, PKI, writeText } from './node-files';
import { preflight } from './preflight';
import { Refusal, Session, type Machine } from './session';

const BOOTSTRAP = `${KUBERNETES_DIR}/bootstrap-kubelet.conf`;
const KUBELET_CONF = `${KUBERNETES_DIR}/kubelet.conf`;
/** How long the kubelet may take to get its certificate (timeouts.tlsBootstrap). */
const BOOTSTRAP_MS = 300_000;

/** `kubeadm join`. Models cmd/kubeadm/app/cmd/join.go. */
export function* join(given: Session, words: readonly string[]): Task<number> {
  const session = withFile(given);
  const operands = session === given ? words : [session.value('endpoint') ?? ''];
  const { sys } = session;
  if (sys.uid() !== 0)
    throw new Refusal(
      'error execution phase preflight: [preflight] Some fatal errors occurred:\n\t[ERROR IsPrivilegedUser]: user is not running as root\n[preflight] If you know what you are doing, you can make a check non-fatal with `--ignore-preflight-errors=...`',
    );
  const discovery = discoveryFlags(session, operands);
  const machine = session.machine();
  const controls = session.has('control-plane');
  if (!machine.isNode || (controls && !machine.mayControl))
    throw new Refusal(
      `kubeadm join${controls ? ' --control-plane' : ''} on ${machine.name}: not simulated here (this network has no place for it)`,
    );
  if (session.value('node-name') !== undefined && session.value('node-name') !== machine.name)
    throw new Refusal('kubeadm join --node-name: not simulated here');
  yield* session.say('[preflight] Running pre-flight checks');
  yield* preflight(session, controls ? 'join-control-plane' : 'join', machine);
  const found = yield* discover(session, discovery);
  const bootstrap = bootstrapConfig(found.server, found.ca, discovery.token);
  // Beside the real place until the phase that writes it, for the requests before that.
  const early = `${KUBERNETES_DIR}/.join.conf`;
  writeText(session, early, bootstrap, 0o600);
  let configuration: Configuration;
  let kubelet: string;
  try {
    yield* tellReading(session, 'preflight');
    configuration = clusterConfiguration(session, early, machine);
    kubelet = kubeletConfiguration(session, early);
    if (controls) {
      if (!configuration.endpoint)
        throw new Refusal(
          "error execution phase preflight: \nOne or more conditions for hosting a new control plane instance is not satisfied.\n\nunable to add a new control plane instance to a cluster that doesn't have a stable controlPlaneEndpoint address\n\nPlease ensure that:\n* The cluster has a stable controlPlaneEndpoint address.\n* The certificates that must be shared among control plane instances are provided.\n\n",
        );
      yield* session.say('[preflight] Running pre-flight checks before initializing the new control plane instance');
      yield* pullImages(session, configuration, 'preflight');
      const key = session.value('certificate-key');
      if (key !== undefined) yield* downloadCertificates(session, early, key);
      requireShared(session);
      yield* layCertificates(session, configuration);
      yield* session.say('[certs] Valid certificates and keys now exist in "/etc/kubernetes/pki"');
      yield* session.say('[certs] Using the existing "sa" key');
      yield* layKubeconfigs(session, configuration, ['admin.conf', 'controller-manager.conf', 'scheduler.conf']);
      yield* session.say(`[control-plane] Using manifest folder "${KUBERNETES_DIR}/manifests"`);
      yield* layManifests(session, configuration, COMPONENTS);
      yield* session.say('[check-etcd] Checking that the etcd cluster is healthy');
      if (!configuration.externalEtcd) etcdHost(session);
    }
  } finally {
    sys.unlink(early);
  }
  if (nodeOf(session, found, discovery.token, machine))
    throw new Refusal(
      `error execution phase kubelet-start: a Node with name ${JSON.stringify(machine.name)} and status "Ready" already exists in the cluster. You must delete the existing Node or change the name of this new joining Node`,
    );
  writeText(session, BOOTSTRAP, bootstrap, 0o600);
  if (!controls || readIfThere(sys, `${PKI}/ca.crt`) === undefined) writeText(session, `${PKI}/ca.crt`, found.ca, 0o644);
  sys.host({ call: 'unit-action', name: 'kubelet', action: 'stop' });
  yield* layKubelet(session, configuration, kubelet);
  yield* startKubelet(session);
  yield* waitForKubelet(session);
  if (controls && !configuration.externalEtcd) yield* joinEtcd(session, configuration);
  yield* session.say('[kubelet-start] Waiting for the kubelet to perform the TLS Bootstrap');
  yield* session.until(
    BOOTSTRAP_MS,
    () => (sys.exists(KUBELET_CONF) ? true : undefined),
    'error execution phase kubelet-wait-bootstrap: timed out waiting for the condition',
  );
  sys.unlink(BOOTSTRAP);
  if (!controls) {
    yield* session.say(
      "\nThis node has joined the cluster:\n* Certificate signing request was sent to apiserver and a response was received.\n* The Kubelet was informed of the new secure connection details.\n\nRun 'kubectl get nodes' on the control-plane to see this node join the cluster.\n",
    );
    return 0;
  }
  yield* waitForControlPlane(session, configuration);
  yield* markControlPlane(session, ADMIN_CONF, machine.name);
  const isStacked = configuration.externalEtcd === undefined;
  yield* session.say(`
This node has joined the cluster and a new control plane instance was created:

* Certificate signing request was sent to apiserver and approval was received.
* The Kubelet was informed of the new secure connection details.
* Control plane label and taint were applied to the new node.
* The Kubernetes control plane instances scaled up.
${isStacked ? '* A new etcd member was added to the local/stacked etcd cluster.\n' : ''}
To start administering your cluster from this node, you need to run the following as a regular user:

	mkdir -p $HOME/.kube
	sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
	sudo chown $(id -u):$(id -g) $HOME/.kube/config

Run 'kubectl get nodes' to see this node join the cluster.
`);
  return 0;
}

/** Flags of a JoinConfiguration (`--config`). */
function withFile(session: Session): Session {
  const path = session.value('config');
  if (path === undefined) return session;
  const found = readDocuments(session, path).find(({ kind }) => kind === 'JoinConfiguration');
  if (!found) throw new Refusal(`no JoinConfiguration found in config file ${JSON.stringify(path)}`);
  const { bootstrapToken = {} } = found.discovery ?? {};
  const flags: Record<string, unknown> = {
    endpoint: bootstrapToken.apiServerEndpoint,
    token: bootstrapToken.token ?? found.discovery?.tlsBootstrapToken,
    'discovery-token-ca-cert-hash': bootstrapToken.caCertHashes?.join(','),
    'discovery-token-unsafe-skip-ca-verification': bootstrapToken.unsafeSkipCAVerification ? 'true' : undefined,
    'control-plane': found.controlPlane ? 'true' : undefined,
    'certificate-key': found.controlPlane?.certificateKey,
    'ignore-preflight-errors': found.nodeRegistration?.ignorePreflightErrors?.join(','),
  };
  return new Session(session.io, session.words, (name) =>
    name === 'config' ? undefined : ((flags[name] as string | undefined) ?? session.value(name)),
  );
}

function bootstrapConfig(server: string, ca: string, token: string): string {
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${Buffer.from(ca).toString('base64')}
    server: ${server}
  name: kubernetes
contexts:
- context:
    cluster: kubernetes
    user: tls-bootstrap-token-user
  name: tls-bootstrap-token-user@kubernetes
current-context: tls-bootstrap-token-user@kubernetes
kind: Config
preferences: {}
users:
- name: tls-bootstrap-token-user
  user:
    token: ${token}
`;
}

function kubeletConfiguration(session: Session, config: string): string {
  const map = request(session.sys, config, 'GET', '/api/v1/namespaces/kube-system/configmaps/kubelet-config?timeout=10s') as {
    data?: { kubelet?: string };
  };
  return map.data?.kubelet ?? '';
}

/** The node of this name, when it is there and ready. */
function nodeOf(session: Session, access: { server: string; ca: string }, token: string, machine: Machine): boolean {
  const url = new URL(access.server);
  const target: HttpTarget = { scheme: 'https', host: url.hostname, port: Number(url.port || 443), ca: access.ca };
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` };
  const answer = session.sys.http(target, { method: 'GET', path: `/api/v1/nodes/${machine.name}`, query: {}, headers });
  if (answer.status !== 200) return false;
  const conditions = ((answer.body as any).status?.conditions ?? []) as readonly { type: string; status: string }[];
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

function requireShared(session: Session): void {
  const missing = ['ca.crt', 'ca.key', 'sa.key', 'front-proxy-ca.crt', 'etcd/ca.crt'].filter(
    (file) => readIfThere(session.sys, `${PKI}/${file}`) === undefined,
  );
  if (missing.length === 0) return;
  const labels: Readonly<Record<string, string>> = {
    'ca.crt': `failure loading certificate for CA: couldn't load the certificate file ${PKI}/ca.crt: open ${PKI}/ca.crt: no such file or directory`,
    'ca.key': `failure loading key for CA: couldn't load the private key file ${PKI}/ca.key: open ${PKI}/ca.key: no such file or directory`,
    'sa.key': `failure loading key for service account: couldn't load the private key file ${PKI}/sa.key: open ${PKI}/sa.key: no such file or directory`,
    'front-proxy-ca.crt': `failure loading certificate for front-proxy CA: couldn't load the certificate file ${PKI}/front-proxy-ca.crt: open ${PKI}/front-proxy-ca.crt: no such file or directory`,
    'etcd/ca.crt': `failure loading certificate for etcd CA: couldn't load the certificate file ${PKI}/etcd/ca.crt: open ${PKI}/etcd/ca.crt: no such file or directory`,
  };
  throw new Refusal(
    `error execution phase preflight: \nOne or more conditions for hosting a new control plane instance is not satisfied.\n\n[${missing.map((file) => labels[file]).join(', ')}]\n\nPlease ensure that:\n* The cluster has a stable controlPlaneEndpoint address.\n* The certificates that must be shared among control plane instances are provided.\n\n`,
  );
}

/** Host of a member that can be asked. Throws Refusal. */
function etcdHost(session: Session): string {
  const pods = request(
    session.sys,
    ADMIN_CONF,
    'GET',
    '/api/v1/namespaces/kube-system/pods?labelSelector=component%3Detcd%2Ctier%3Dcontrol-plane',
  ) as any;
  const urls = (pods.items as readonly any[]).flatMap(
    (pod) => pod.metadata.annotations?.['kubeadm.kubernetes.io/etcd.advertise-client-urls'] ?? [],
  );
  if (urls.length === 0) throw new Refusal('error execution phase check-etcd: could not find the etcd endpoints');
  return new URL(urls[0]).hostname;
}

/** Adds this machine to etcd's cluster, as a learner until it has caught up, and its static pod. Models phases/etcd.CreateStackedEtcdStaticPodManifestFile. */
function* joinEtcd(session: Session, configuration: Configuration): Task<void> {
  const { sys } = session;
  const { name, ip } = configuration.node;
  const host = etcdHost(session);
  yield* session.say('[etcd] Announced new etcd member joining to the existing etcd cluster');
  const peer = `https://${ip}:2380`;
  const known = members(session, host);
  if (!known.some((member) => member.peerURLs?.includes(peer)))
    etcd(session, host, '/v3/cluster/member/add', { peerURLs: [peer], isLearner: true });
  const all = members(session, host)
    .filter((member) => member.name && member.name !== name)
    .map((member) => ({ name: String(member.name), ip: new URL(member.peerURLs[0]).hostname }));
  const manifests = session.ask('manifests', { configuration: { ...configuration, members: [...all, { name, ip }] } }) as Readonly<
    Record<string, string>
  >;
  if (!sys.exists('/var/lib/etcd')) sys.mkdir('/var/lib/etcd', 0o700);
  yield* session.say('[etcd] Creating static Pod manifest for "etcd"');
  writeText(session, `${KUBERNETES_DIR}/manifests/etcd.yaml`, manifests['etcd.yaml']!, 0o600);
  yield* session.say('[etcd] Waiting for the new etcd member to join the cluster. This can take up to 5m0s');
  yield* session.until(
    300_000,
    () => {
      const own = members(session, host).find((member) => member.peerURLs?.includes(peer));
      if (!own?.name) return undefined;
      if (own.isLearner) etcd(session, host, '/v3/cluster/member/promote', { ID: own.ID });
      return true;
    },
    'error execution phase etcd-join: error creating local etcd static pod manifest file: etcdserver: can only promote a learner member which is in sync with leader',
  );
}

/** A call of etcd's API with the certificate that health checks use. Throws Refusal. */
export function etcd(session: Session, host: string, path: string, body: object): any {
  const read = (file: string) => readIfThere(session.sys, `${PKI}/etcd/${file}`) ?? '';
  const target: HttpTarget = {
    scheme: 'https',
    host,
    port: 2379,
    ca: read('ca.crt'),
    clientCertificate: read('healthcheck-client.crt'),
    clientKey: read('healthcheck-client.key'),
  };
  try {
    const answer = session.sys.http(target, { method: 'POST', path, query: {}, headers: { 'content-type': 'application/json' }, body });
    const parsed = typeof answer.body === 'string' ? (parseDocument(answer.body) as any) : (answer.body as any);
    if (answer.status !== 200) throw new Refusal(`etcd: ${parsed?.message ?? answer.status}`);
    return parsed;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    throw new Refusal(`error syncing endpoints with etcd: context deadline exceeded (${error.message.toLowerCase()})`);
  }
}

export const members = (session: Session, host: string): readonly any[] => etcd(session, host, '/v3/cluster/member/list', {}).members ?? [];
