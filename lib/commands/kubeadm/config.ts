/* eslint-disable @typescript-eslint/no-explicit-any -- configurations are read as they are */
import { printYaml } from '@/lib/api/yaml';
import type { Task } from '../command/stdio';
import { API_VERSION, readDocuments } from './configuration';
import { imagesOf, pullImage } from './init';
import { Refusal, type Session } from './session';

const META = { apiVersion: API_VERSION };

function initDefaults(session: Session): object[] {
  const registration = {
    criSocket: 'unix:///var/run/containerd/containerd.sock',
    imagePullPolicy: 'IfNotPresent',
    imagePullSerial: true,
    name: 'node',
    taints: null,
  };
  return [
    {
      ...META,
      bootstrapTokens: [
        {
          groups: ['system:bootstrappers:kubeadm:default-node-token'],
          token: 'abcdef.0123456789abcdef',
          ttl: '24h0m0s',
          usages: ['signing', 'authentication'],
        },
      ],
      kind: 'InitConfiguration',
      localAPIEndpoint: { advertiseAddress: '1.2.3.4', bindPort: 6443 },
      nodeRegistration: registration,
      timeouts: timeouts(),
    },
    {
      apiServer: {},
      ...META,
      caCertificateValidityPeriod: '87600h0m0s',
      certificateValidityPeriod: '8760h0m0s',
      certificatesDir: '/etc/kubernetes/pki',
      clusterName: 'kubernetes',
      controllerManager: {},
      dns: {},
      encryptionAlgorithm: 'RSA-2048',
      etcd: { local: { dataDir: '/var/lib/etcd' } },
      imageRepository: 'registry.k8s.io',
      kind: 'ClusterConfiguration',
      kubernetesVersion: session.version.slice(1).replace(/\.\d+$/, '.0'),
      networking: { dnsDomain: 'cluster.local', serviceSubnet: '10.96.0.0/12' },
      proxy: {},
      scheduler: {},
    },
  ];
}

const timeouts = () => ({
  controlPlaneComponentHealthCheck: '4m0s',
  discovery: '5m0s',
  etcdAPICall: '2m0s',
  kubeletHealthCheck: '4m0s',
  kubernetesAPICall: '1m0s',
  tlsBootstrap: '5m0s',
  upgradeManifests: '5m0s',
});

const joinDefaults = (): object => ({
  ...META,
  caCertPath: '/etc/kubernetes/pki/ca.crt',
  discovery: {
    bootstrapToken: { apiServerEndpoint: 'kube-apiserver:6443', token: 'abcdef.0123456789abcdef', unsafeSkipCAVerification: true },
    tlsBootstrapToken: 'abcdef.0123456789abcdef',
  },
  kind: 'JoinConfiguration',
  nodeRegistration: {
    criSocket: 'unix:///var/run/containerd/containerd.sock',
    imagePullPolicy: 'IfNotPresent',
    imagePullSerial: true,
    name: 'node',
    taints: null,
  },
  timeouts: timeouts(),
});

/** `kubeadm config print|images|migrate|validate`. Models cmd/kubeadm/app/cmd/config.go. */
export function* config(session: Session, words: readonly string[]): Task<number> {
  const [verb, second] = words;
  if (verb === 'images' && (second === 'list' || second === 'pull')) {
    const given = session.value('kubernetes-version');
    const version = given === undefined || /^(stable|latest)/.test(given) ? session.version : given.startsWith('v') ? given : `v${given}`;
    const repository = session.value('image-repository');
    for (const image of imagesOf(session, version)) {
      const named = repository ? image.replace(/^registry\.k8s\.io(\/coredns)?/, repository) : image;
      if (second === 'list') yield* session.say(named);
      else {
        yield* pullImage(session, named);
        yield* session.say(`[config/images] Pulled ${named}`);
      }
    }
    return 0;
  }
  if (verb === 'print') {
    const text = (objects: readonly object[]) => objects.map((one) => printYaml(one)).join('---\n');
    if (second === 'init-defaults' || second === undefined) yield* session.io.print(text(initDefaults(session)));
    else if (second === 'join-defaults') yield* session.io.print(text([joinDefaults()]));
    else throw new Refusal(`kubeadm config print ${second}: not simulated here`);
    return 0;
  }
  if (verb === 'validate' || verb === 'migrate') {
    const flag = verb === 'validate' ? 'config' : 'old-config';
    const path = session.value(flag);
    if (path === undefined) throw new Refusal(`the --${flag} flag is mandatory`);
    const documents = readDocuments(session, path);
    const known = [
      'ClusterConfiguration',
      'InitConfiguration',
      'JoinConfiguration',
      'ResetConfiguration',
      'UpgradeConfiguration',
      'KubeletConfiguration',
      'KubeProxyConfiguration',
    ];
    for (const { kind, apiVersion } of documents)
      if (!known.includes(kind)) throw new Refusal(`no kind "${kind}" is registered for version "${apiVersion}"`);
    if (verb === 'validate') {
      yield* session.say('ok');
      return 0;
    }
    const migrated = documents
      .map((one) => migrate(one))
      .map((one) => printYaml(one))
      .join('---\n');
    const target = session.value('new-config');
    if (target) session.sys.writeFile(target, migrated, { mode: 0o644 });
    else yield* session.io.print(migrated);
    return 0;
  }
  throw new Refusal(
    verb === undefined
      ? 'missing subcommand; "kubeadm config" is not meant to be run on its own'
      : `invalid subcommand ${JSON.stringify(verb)}`,
  );
}

/** v1beta3 → v1beta4: extraArgs become lists. */
function migrate(document: any): any {
  if (document.apiVersion !== 'kubeadm.k8s.io/v1beta3') return document;
  const listed = (value: any): any => {
    if (Array.isArray(value)) return value.map(listed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) =>
        (key === 'extraArgs' || key === 'kubeletExtraArgs') && inner && !Array.isArray(inner)
          ? [key, Object.entries(inner).map(([name, one]) => ({ name, value: String(one) }))]
          : [key, listed(inner)],
      ),
    );
  };
  return { ...listed(document), apiVersion: API_VERSION };
}
