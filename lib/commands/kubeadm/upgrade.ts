/* eslint-disable @typescript-eslint/no-explicit-any -- answers are read as they are */
import type { Task } from '../command/stdio';
import { ADMIN_CONF, ApiRefusal, request } from './api';
import { KUBERNETES_DIR, MANAGED, readIfThere } from './certificates';
import { replace } from './certs';
import { bootstrapRoles, installAddons, uploadConfiguration } from './cluster-objects';
import { clusterConfiguration, type Configuration } from './configuration';
import { COMPONENTS, pullImages } from './init';
import { writeText } from './node-files';
import { makeDirectories, Refusal, type Session } from './session';
import { members } from './join';
import { Random } from '@/lib/sim/random';

const KUBELET_CONF = `${KUBERNETES_DIR}/kubelet.conf`;
const TMP = `${KUBERNETES_DIR}/tmp`;
const YEAR_MS = 365 * 86_400_000;
const UPGRADE_MS = 300_000;

/** Certificates that a component's upgrade renews. */
const RENEWED: Readonly<Record<string, readonly string[]>> = {
  etcd: ['etcd-server', 'etcd-peer', 'etcd-healthcheck-client'],
  'kube-apiserver': ['apiserver', 'apiserver-kubelet-client', 'front-proxy-client', 'apiserver-etcd-client'],
  'kube-controller-manager': ['controller-manager.conf'],
  'kube-scheduler': ['scheduler.conf'],
};

export const number = (version: string): readonly number[] => version.replace(/^v/, '').split('.').map(Number);
export const minor = (version: string): number => number(version)[1] ?? 0;

/** Negative: `a` is older. */
export function compare(a: string, b: string): number {
  const [left, right] = [number(a), number(b)];
  return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0) || (left[2] ?? 0) - (right[2] ?? 0);
}

/** Reads kubeadm-config, and says so. */
export function* readCluster(session: Session, phase: string, config: string): Task<Configuration> {
  if (session.sys.uid() !== 0) throw new Refusal('error execution phase preflight: user is not running as root');
  yield* session.say(`[${phase}] Reading configuration from the "kubeadm-config" ConfigMap in namespace "kube-system"...`);
  if (!session.sys.exists(config))
    throw new Refusal(
      `couldn't create a Kubernetes client from file "${config}": failed to load admin kubeconfig: open ${config}: no such file or directory`,
    );
  yield* session.say(`[${phase}] Use 'kubeadm init phase upload-config kubeadm --config your-config-file' to re-upload it.`);
  try {
    return clusterConfiguration(session, config, session.machine());
  } catch (error) {
    if (!(error instanceof Error) || error instanceof Refusal) throw error;
    throw new Refusal(`[upgrade/init config] FATAL: failed to get config map: ${error.message}`);
  }
}

/** Whether the cluster is fit for it: the API server is well, and all control planes are ready. Models phases/upgrade/health.go. */
export function* checkHealth(session: Session): Task<void> {
  yield* session.say('[upgrade] Running cluster health checks');
  const nodes = (request(session.sys, ADMIN_CONF, 'GET', '/api/v1/nodes?labelSelector=node-role.kubernetes.io%2Fcontrol-plane') as any)
    .items as readonly any[];
  const sick = nodes.filter((node) => !(node.status?.conditions ?? []).some((one: any) => one.type === 'Ready' && one.status === 'True'));
  if (sick.length === 0) return;
  throw new Refusal(
    `error execution phase preflight: [upgrade/health] FATAL: [preflight] Some fatal errors occurred:\n\t[ERROR ControlPlaneNodesReady]: there are NotReady control-planes in the cluster: [${sick.map((node) => node.metadata.name).join(' ')}]\n[preflight] If you know what you are doing, you can make a check non-fatal with \`--ignore-preflight-errors=...\``,
  );
}

/** `kubeadm upgrade apply VERSION`. Models cmd/kubeadm/app/cmd/upgrade/apply.go. */
export function* apply(session: Session, wanted: string | undefined): Task<number> {
  if (wanted === undefined && session.value('config') === undefined) throw new Refusal('accepts 1 arg(s), received 0');
  const target = normal(wanted ?? session.version);
  const before = yield* readCluster(session, 'upgrade', ADMIN_CONF);
  yield* session.say('[upgrade/preflight] Running preflight checks');
  yield* checkHealth(session);
  yield* session.say(`[upgrade/preflight] You have chosen to upgrade the cluster version to ${JSON.stringify(target)}`);
  yield* session.say(`[upgrade/versions] Cluster version: ${before.version}`);
  yield* session.say(`[upgrade/versions] kubeadm version: ${session.version}`);
  enforcePolicy(session, before.version, target);
  if (!session.has('yes') && !session.has('y') && !session.has('force') && !session.has('f') && !session.has('dry-run')) {
    yield* session.io.print('[upgrade] Are you sure you want to proceed? [y/N]: ');
    yield* session.io.flush();
    const answer = yield* session.io.stdin.line();
    if (answer === null || !/^y(es)?$/i.test(answer.trim()))
      throw new Refusal('error execution phase preflight: aborted upgrade operation');
  }
  if (session.has('dry-run')) {
    yield* session.say("[upgrade/preflight] Would pull the required images (like 'kubeadm config images pull')");
    throw new Refusal('kubeadm upgrade apply --dry-run: not simulated further here');
  }
  const after: Configuration = { ...before, version: target };
  yield* pullImages(session, after, 'upgrade/preflight');
  yield* upgradeControlPlane(session, after);
  yield* uploadConfiguration(session, ADMIN_CONF, after);
  yield* session.say('[upgrade/kubeconfig] The kubeconfig files for this node were successfully upgraded!');
  yield* upgradeKubeletConfiguration(session, ADMIN_CONF);
  yield* session.say('[upgrade/bootstrap-token] Configuring bootstrap token and cluster-info RBAC rules');
  yield* bootstrapRoles(session, ADMIN_CONF, after);
  yield* installAddons(session, ADMIN_CONF, after);
  yield* session.say(`
[upgrade] SUCCESS! A control plane node of your cluster was upgraded to ${JSON.stringify(target)}.

[upgrade] Now please proceed with upgrading the rest of the nodes by following the right order.`);
  return 0;
}

const normal = (text: string): string => {
  if (!/^v?\d+\.\d+\.\d+$/.test(text))
    throw new Refusal(`couldn't parse version ${JSON.stringify(text)}: could not parse ${JSON.stringify(text)} as version`);
  return text.startsWith('v') ? text : `v${text}`;
};

/** Which steps are allowed. Models phases/upgrade/policy.go. */
function enforcePolicy(session: Session, cluster: string, target: string): void {
  const own = session.version;
  const errors: string[] = [];
  if (compare(target, cluster) < 0 && minor(target) < minor(cluster) - 1)
    errors.push(
      `Specified version to downgrade to ${JSON.stringify(target)} is too low; kubeadm can downgrade only 1 minor version at a time`,
    );
  else if (minor(target) > minor(cluster) + 1)
    errors.push(
      `Specified version to upgrade to ${JSON.stringify(target)} is too high; kubeadm can upgrade only 1 minor version at a time`,
    );
  if (compare(target, own) > 0)
    errors.push(
      minor(target) > minor(own)
        ? `Specified version to upgrade to ${JSON.stringify(target)} is at least one minor release higher than the kubeadm minor release (${minor(target)} > ${minor(own)}). Such an upgrade is not supported`
        : `Specified version to upgrade to ${JSON.stringify(target)} is higher than the kubeadm version ${JSON.stringify(own)}. Upgrade kubeadm first using the tool you used to install kubeadm`,
    );
  if (minor(target) < minor(own) - 1)
    errors.push(
      `Specified version to upgrade to ${JSON.stringify(target)} is too low: this kubeadm ${JSON.stringify(own)} can only set up versions from its own minor release and the one before`,
    );
  if (errors.length === 0 || session.has('force') || session.has('f')) return;
  throw new Refusal(
    `error execution phase preflight: [upgrade/version] FATAL: the --version argument is invalid due to these errors:\n\n\t- ${errors.join('\n\t- ')}\n\nCan be bypassed if you pass the --force flag`,
  );
}

/** New manifests for the static pods, one after the other, each awaited. Models phases/upgrade/staticpods.go. */
function* upgradeControlPlane(session: Session, configuration: Configuration): Task<void> {
  const { sys } = session;
  yield* session.say(
    `[upgrade/control-plane] Upgrading your static Pod-hosted control plane to version "${configuration.version}" (timeout: 5m0s)...`,
  );
  const stamp = new Date(sys.now()).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '-');
  const draw = () => String(Math.floor(sys.random() * 9_000_000_000) + 1_000_000_000);
  const written = `${TMP}/kubeadm-upgraded-manifests${draw()}`;
  const backup = `${TMP}/kubeadm-backup-manifests-${stamp}`;
  yield* session.say(`[upgrade/staticpods] Writing new Static Pod manifests to "${written}"`);
  makeDirectories(sys, written, 0o700);
  makeDirectories(sys, backup, 0o700);
  const random = new Random(Math.floor(sys.random() * 2 ** 32));
  const stacked = configuration.externalEtcd === undefined;
  const before = stacked
    ? members(session, configuration.node.ip)
        .filter((member) => member.name && member.name !== configuration.node.name)
        .map((member) => ({ name: String(member.name), ip: new URL(member.peerURLs[0]).hostname }))
    : [];
  const manifests = session.ask('manifests', { configuration: { ...configuration, members: before } }) as Readonly<Record<string, string>>;
  for (const name of [...(stacked ? ['etcd'] : []), ...COMPONENTS]) {
    const file = `${KUBERNETES_DIR}/manifests/${name}.yaml`;
    const old = readIfThere(sys, file);
    if (old === undefined)
      throw new Refusal(`error execution phase control-plane: failed to move old manifest: rename ${file}: no such file or directory`);
    let text = manifests[`${name}.yaml`]!;
    // The members it began with are the member's own history.
    if (name === 'etcd') text = keepLine(keepLine(text, old, 'initial-cluster='), old, 'initial-cluster-state=');
    yield* session.say(`[upgrade/staticpods] Preparing for "${name}" upgrade`);
    if (text === old) {
      yield* session.say(`[upgrade/staticpods] Current and new manifests of ${name} are equal, skipping upgrade`);
      continue;
    }
    if (session.value('certificate-renewal') !== 'false') {
      for (const certificate of RENEWED[name] ?? []) {
        const managed = MANAGED.find((one) => one.name === certificate)!;
        const pem = readIfThere(sys, managed.embedded ? managed.path : `${managed.path}.crt`);
        if (pem === undefined) continue;
        yield* session.say(`[upgrade/staticpods] Renewing ${certificate} certificate`);
        replace(sys, managed, YEAR_MS, random);
      }
    }
    writeText(session, `${backup}/${name}.yaml`, old, 0o600);
    yield* session.say(`[upgrade/staticpods] Moving new manifest to "${file}" and backing up old manifest to "${backup}/${name}.yaml"`);
    const was = yield* mirrorOf(session, name, configuration.node.name);
    sys.writeFile(file, text, { mode: 0o600 });
    yield* session.say('[upgrade/staticpods] Waiting for the kubelet to restart the component');
    yield* session.say('[upgrade/staticpods] This can take up to 5m0s');
    yield* waitForRestart(session, name, configuration.node.name, was);
    yield* session.say(`[apiclient] Found 1 Pods for label selector component=${name}`);
    yield* session.say(`[upgrade/staticpods] Component "${name}" upgraded successfully!`);
    if (name === 'etcd') yield* session.say('[upgrade/etcd] Waiting for etcd to become available');
  }
  yield* session.say('[upgrade/control-plane] The control plane instance for this node was successfully upgraded!');
}

function keepLine(text: string, old: string, flag: string): string {
  const line = new RegExp(`^    - --${flag}.*$`, 'm');
  const kept = line.exec(old)?.[0];
  return kept && line.test(text) ? text.replace(line, kept) : text;
}

function podOf(session: Session, name: string, node: string): any {
  try {
    return request(session.sys, ADMIN_CONF, 'GET', `/api/v1/namespaces/kube-system/pods/${name}-${node}`);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}

/** Hash of the static pod that runs now. */
function* mirrorOf(session: Session, name: string, node: string): Task<string> {
  const pod = yield* session.until(UPGRADE_MS, () => podOf(session, name, node), `timed out waiting for the condition`);
  return String(pod.metadata.annotations?.['kubernetes.io/config.hash'] ?? '');
}

function* waitForRestart(session: Session, name: string, node: string, was: string): Task<void> {
  const restarted = () => {
    const pod = podOf(session, name, node);
    if (!pod || pod.metadata.annotations?.['kubernetes.io/config.hash'] === was) return undefined;
    const ready = (pod.status?.conditions ?? []).some((one: any) => one.type === 'Ready' && one.status === 'True');
    return ready ? true : undefined;
  };
  yield* session.until(
    UPGRADE_MS,
    restarted,
    `error execution phase control-plane: couldn't upgrade control plane. kubeadm has tried to recover everything into the earlier state. Errors faced: static Pod hash for component ${name} on Node ${node} did not change after 5m0s: timed out waiting for the condition`,
  );
}

/** The kubelet's configuration anew from the cluster's. */
function* upgradeKubeletConfiguration(session: Session, config: string): Task<void> {
  const { sys } = session;
  const path = '/var/lib/kubelet/config.yaml';
  const map = request(sys, config, 'GET', '/api/v1/namespaces/kube-system/configmaps/kubelet-config') as { data?: { kubelet?: string } };
  const directory = `${TMP}/kubeadm-kubelet-config${Math.floor(sys.random() * 9_000_000_000) + 1_000_000_000}`;
  makeDirectories(sys, directory, 0o700);
  const old = readIfThere(sys, path);
  if (old !== undefined) writeText(session, `${directory}/config.yaml`, old, 0o644);
  yield* session.say(`[upgrade/kubelet-config] Backing up kubelet config file to ${directory}/config.yaml`);
  yield* session.say('[patches] Applied patch of type "application/strategic-merge-patch" to target "kubeletconfiguration"');
  yield* session.say(`[kubelet-start] Writing kubelet configuration to file "${path}"`);
  writeText(session, path, map.data?.kubelet ?? '', 0o644);
  yield* session.say('[upgrade/kubelet-config] The kubelet configuration for this node was successfully upgraded!');
}

/** `kubeadm upgrade node`. Models cmd/kubeadm/app/cmd/upgrade/node.go. */
export function* node(session: Session): Task<number> {
  const controls = session.sys.exists(`${KUBERNETES_DIR}/manifests/kube-apiserver.yaml`);
  const config = session.value('kubeconfig') ?? (controls ? ADMIN_CONF : KUBELET_CONF);
  let configuration: Configuration;
  try {
    configuration = yield* readCluster(session, 'upgrade', config);
  } catch (error) {
    if (!(error instanceof ApiRefusal)) throw error;
    throw new Refusal(`failed to get config map: ${error.message}`);
  }
  yield* session.say('[upgrade/preflight] Running pre-flight checks');
  if (!controls) {
    yield* session.say('[upgrade/preflight] Skipping prepull. Not a control plane node.');
    yield* session.say('[upgrade/control-plane] Skipping phase. Not a control plane node.');
    yield* session.say('[upgrade/kubeconfig] Skipping phase. Not a control plane node.');
    yield* upgradeKubeletConfiguration(session, config);
    yield* session.say('[upgrade/addon] Skipping the addon/coredns phase. Not a control plane node.');
    yield* session.say('[upgrade/addon] Skipping the addon/kube-proxy phase. Not a control plane node.');
    return 0;
  }
  if (compare(configuration.version, session.version) > 0)
    throw new Refusal(
      `error execution phase preflight: the cluster's version ${configuration.version} is higher than that of this kubeadm, ${session.version}`,
    );
  yield* pullImages(session, configuration, 'upgrade/preflight');
  yield* upgradeControlPlane(session, configuration);
  yield* session.say('[upgrade/kubeconfig] The kubeconfig files for this node were successfully upgraded!');
  yield* upgradeKubeletConfiguration(session, config);
  const waits = yield* otherVersions(session, configuration.version);
  if (waits.length > 0) {
    yield* session.say(
      `[upgrade/addon] Skipping upgrade of addons because control plane instances [${waits.join(' ')}] have not been upgraded`,
    );
    return 0;
  }
  yield* installAddons(session, ADMIN_CONF, configuration);
  return 0;
}

/** API servers that are not of a version. */
function* otherVersions(session: Session, version: string): Task<string[]> {
  const pods = request(
    session.sys,
    ADMIN_CONF,
    'GET',
    '/api/v1/namespaces/kube-system/pods?labelSelector=component%3Dkube-apiserver',
  ) as any;
  yield* session.io.flush();
  return (pods.items as readonly any[])
    .filter((pod) => !String(pod.spec.containers[0].image).endsWith(`:${version}`))
    .map((pod) => pod.metadata.name);
}
