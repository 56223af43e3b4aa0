import { parseDocument } from '@/lib/api/yaml';
import type { Task } from '../command/stdio';
import { ADMIN_CONF, request } from './api';
import { KUBERNETES_DIR, readIfThere } from './certificates';
import { CONFIG_MAP, tellReading } from './configuration';
import { etcd, members } from './join';
import { emptyDirectory, Refusal, type Session } from './session';

const FILES = ['admin.conf', 'super-admin.conf', 'kubelet.conf', 'bootstrap-kubelet.conf', 'controller-manager.conf', 'scheduler.conf'];

interface Containers {
  readonly containers: readonly { readonly id: string; readonly finishedAt?: number }[];
  readonly sandboxes: readonly { readonly id: string }[];
}

/** `kubeadm reset`. Models cmd/kubeadm/app/cmd/reset.go. */
export function* reset(session: Session): Task<number> {
  const { sys } = session;
  if (sys.uid() !== 0) throw new Refusal('user is not running as root');
  if (session.has('dry-run')) throw new Refusal('kubeadm reset --dry-run: not simulated here');
  const manifest = readIfThere(sys, `${KUBERNETES_DIR}/manifests/etcd.yaml`);
  let configured = false;
  if (sys.exists(ADMIN_CONF)) {
    yield* tellReading(session, 'reset');
    try {
      request(sys, ADMIN_CONF, 'GET', CONFIG_MAP);
      configured = true;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      yield* session.warn(
        'reset.go:143',
        `[reset] Unable to fetch the kubeadm-config ConfigMap from cluster: failed to get config map: ${error.message}`,
      );
    }
  }
  if (!session.has('force') && !session.has('f')) {
    yield* session.warn(
      'preflight.go:56',
      "[reset] WARNING: Changes made to this host by 'kubeadm init' or 'kubeadm join' will be reverted.",
    );
    yield* session.io.print('[reset] Are you sure you want to proceed? [y/N]: ');
    yield* session.io.flush();
    const answer = yield* session.io.stdin.line();
    if (answer === null || !/^y(es)?$/i.test(answer.trim())) throw new Refusal('error execution phase preflight: aborted reset operation');
  }
  yield* session.say('[preflight] Running pre-flight checks');
  if (manifest !== undefined && configured) yield* leaveEtcd(session, manifest);
  else yield* session.warn('removeetcdmember.go:105', '[reset] No kubeadm config, using etcd pod spec to get data directory');
  yield* session.say('[reset] Stopping the kubelet service');
  sys.host({ call: 'unit-action', name: 'kubelet', action: 'stop' });
  yield* session.say('[reset] Unmounting mounted directories in "/var/lib/kubelet"');
  yield* removeContainers(session);
  const directories = ['/etc/kubernetes/manifests', '/var/lib/kubelet', '/etc/kubernetes/pki'];
  if (manifest !== undefined || sys.exists('/var/lib/etcd')) {
    emptyDirectory(sys, '/var/lib/etcd');
    yield* session.say(`[reset] Deleted contents of the etcd data directory: /var/lib/etcd`);
  }
  yield* session.say(`[reset] Deleting contents of directories: [${directories.join(' ')}]`);
  for (const directory of directories) emptyDirectory(sys, directory);
  if (session.has('cleanup-tmp-dir')) {
    yield* session.say('[reset] Deleting contents of directories: [/etc/kubernetes/tmp]');
    emptyDirectory(sys, '/etc/kubernetes/tmp');
  }
  yield* session.say(`[reset] Deleting files: [${FILES.map((name) => `${KUBERNETES_DIR}/${name}`).join(' ')}]`);
  for (const name of FILES) if (sys.exists(`${KUBERNETES_DIR}/${name}`)) sys.unlink(`${KUBERNETES_DIR}/${name}`);
  yield* session.say(
    '\nThe reset process does not perform cleanup of CNI plugin configuration,\nnetwork filtering rules and kubeconfig files.\n\nFor information on how to perform this cleanup manually, please see:\n    https://k8s.io/docs/reference/setup-tools/kubeadm/kubeadm-reset/\n',
  );
  return 0;
}

/** Containers are stopped first, then taken away with their sandboxes. */
function* removeContainers(session: Session): Task<void> {
  const { sys } = session;
  const there = () => sys.host({ call: 'containers' }) as Containers;
  for (const { id, finishedAt } of there().containers) if (finishedAt === undefined) sys.host({ call: 'container-stop', id, grace: 0 });
  yield* session.io.sleep(1000);
  for (const { id } of there().containers) sys.host({ call: 'container-remove', id });
  for (const { id } of there().sandboxes) sys.host({ call: 'sandbox-remove', id });
  session.ask('forget-pods');
}

/** Takes the member of this machine out of etcd's cluster. */
function* leaveEtcd(session: Session, manifest: string): Task<void> {
  const pod = parseDocument(manifest) as { spec?: { containers?: { command?: string[] }[] } };
  const command = pod.spec?.containers?.[0]?.command ?? [];
  const value = (name: string) => command.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
  const host = new URL(value('advertise-client-urls') || 'https://127.0.0.1:2379').hostname;
  try {
    const all = members(session, host);
    const own = all.find((member) => member.peerURLs?.includes(value('initial-advertise-peer-urls')));
    const other = all.find((member) => member !== own && member.clientURLs?.[0]);
    if (!own || !other) {
      yield* session.warn('removeetcdmember.go:61', '[reset] this node is the only member of the etcd cluster: nothing to remove');
      return;
    }
    etcd(session, new URL(other.clientURLs[0]).hostname, '/v3/cluster/member/remove', { ID: own.ID });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    yield* session.warn(
      'removeetcdmember.go:85',
      `[reset] Failed to remove etcd member: ${error.message}, please manually remove this etcd member using etcdctl`,
    );
  }
}
