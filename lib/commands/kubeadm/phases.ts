import type { Task } from '../command/stdio';
import { ADMIN_CONF } from './api';
import { KUBERNETES_DIR } from './certificates';
import {
  bootstrapRoles,
  installAddons,
  markControlPlane,
  newCertificateKey,
  publishClusterInfo,
  shareCertificates,
  uploadCertificates,
  uploadConfiguration,
} from './cluster-objects';
import { clusterConfiguration, initConfiguration, type Configuration } from './configuration';
import { startKubelet } from './control-plane';
import { COMPONENTS, placeFor, pullImages } from './init';
import { layCertificates, layEtcdManifest, layKubeconfigs, layKubelet, layManifests } from './node-files';
import { preflight } from './preflight';
import { Refusal, type Session } from './session';

const CONFIGS: Readonly<Record<string, string>> = {
  admin: 'admin.conf',
  'super-admin': 'super-admin.conf',
  kubelet: 'kubelet.conf',
  'controller-manager': 'controller-manager.conf',
  scheduler: 'scheduler.conf',
};

/** `kubeadm init phase PHASE [PART]`: one step of init by itself. Models cmd/kubeadm/app/cmd/phases/init. */
export function* initPhase(session: Session, words: readonly string[]): Task<number> {
  const [phase, part = 'all'] = words;
  if (phase === undefined) throw new Refusal('missing subcommand; "kubeadm init phase" is not meant to be run on its own');
  const machine = placeFor(session);
  const configuration: Configuration =
    session.value('config') === undefined && session.sys.exists(ADMIN_CONF) ? fromCluster(session) : initConfiguration(session, machine);
  switch (phase) {
    case 'preflight':
      yield* session.say('[preflight] Running pre-flight checks');
      yield* preflight(session, 'init', machine);
      yield* pullImages(session, configuration, 'preflight');
      return 0;
    case 'certs':
      if (part !== 'all') throw new Refusal(`kubeadm init phase certs ${part}: not simulated here (all is)`);
      yield* layCertificates(session, configuration);
      return 0;
    case 'kubeconfig': {
      const chosen = part === 'all' ? Object.values(CONFIGS) : [CONFIGS[part]].filter((name) => name !== undefined);
      if (chosen.length === 0) throw new Refusal(`unknown command ${JSON.stringify(part)} for "kubeadm init phase kubeconfig"`);
      yield* layKubeconfigs(session, configuration, chosen);
      return 0;
    }
    case 'etcd':
      yield* layEtcdManifest(session, configuration);
      return 0;
    case 'control-plane': {
      const chosen =
        part === 'all' ? COMPONENTS : [part.startsWith('kube-') ? part : part === 'apiserver' ? 'kube-apiserver' : `kube-${part}`];
      if (!COMPONENTS.includes(chosen[0]!))
        throw new Refusal(`unknown command ${JSON.stringify(part)} for "kubeadm init phase control-plane"`);
      yield* session.say(`[control-plane] Using manifest folder "${KUBERNETES_DIR}/manifests"`);
      yield* layManifests(session, configuration, chosen);
      return 0;
    }
    case 'kubelet-start':
      yield* layKubelet(session, configuration);
      yield* startKubelet(session);
      return 0;
    case 'upload-config':
      yield* uploadConfiguration(session, ADMIN_CONF, configuration);
      return 0;
    case 'upload-certs': {
      if (!session.has('upload-certs')) {
        yield* session.say('[upload-certs] Skipping phase. Please see --upload-certs');
        return 0;
      }
      const key = session.value('certificate-key') ?? newCertificateKey(session);
      yield* uploadCertificates(session, ADMIN_CONF, key);
      yield* session.say(`[upload-certs] Using certificate key:\n${key}`);
      shareCertificates(session, ADMIN_CONF);
      return 0;
    }
    case 'mark-control-plane':
      yield* markControlPlane(session, ADMIN_CONF, configuration.node.name);
      return 0;
    case 'bootstrap-token':
      yield* bootstrapRoles(session, ADMIN_CONF, configuration);
      yield* publishClusterInfo(session, ADMIN_CONF, configuration);
      return 0;
    case 'addon':
      yield* installAddons(session, ADMIN_CONF, configuration, part === 'all' ? undefined : [part]);
      return 0;
  }
  throw new Refusal(
    ['wait-control-plane', 'kubelet-finalize', 'show-join-command'].includes(phase)
      ? `kubeadm init phase ${phase}: not simulated here`
      : `unknown command ${JSON.stringify(phase)} for "kubeadm init phase"`,
  );
}

/** With flags where they say more, the cluster's own where it is there to be asked. */
function fromCluster(session: Session): Configuration {
  const machine = session.machine();
  try {
    return { ...clusterConfiguration(session, ADMIN_CONF, machine), members: [{ name: machine.name, ip: machine.ip }] };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return initConfiguration(session, machine);
  }
}
