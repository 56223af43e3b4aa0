/* eslint-disable @typescript-eslint/no-explicit-any -- answers are read as they are */
import { KUBERNETES_RELEASES, minorOf, newestOf } from '@/lib/hosts/packages/kubernetes-versions';
import type { Task } from '../command/stdio';
import { ADMIN_CONF, request } from './api';
import { columns } from './certificates';
import type { Session } from './session';
import { checkHealth, compare, minor, readCluster } from './upgrade';

/** `kubeadm upgrade plan [VERSION]`. Models cmd/kubeadm/app/cmd/upgrade/plan.go. */
export function* plan(session: Session, wanted: string | undefined): Task<number> {
  yield* session.say('[preflight] Running pre-flight checks.');
  const before = yield* readCluster(session, 'upgrade/config', ADMIN_CONF);
  yield* checkHealth(session);
  yield* session.say('[upgrade] Fetching available versions to upgrade to');
  const current = before.version;
  yield* session.say(`[upgrade/versions] Cluster version: ${current.slice(1)}`);
  yield* session.say(`[upgrade/versions] kubeadm version: ${session.version}`);
  const target = wanted ? (wanted.startsWith('v') ? wanted : `v${wanted}`) : newestOf(Object.keys(KUBERNETES_RELEASES).at(-1)!)!;
  yield* session.say(`[upgrade/versions] Target version: ${target}`);
  const inSeries = newestOf(minorOf(current));
  if (!wanted && inSeries) yield* session.say(`[upgrade/versions] Latest version in the v${minorOf(current)} series: ${inSeries}`);
  const steps: { readonly to: string; readonly title: string }[] = [];
  if (wanted) {
    if (compare(target, current) > 0) steps.push({ to: target, title: 'to the version given' });
  } else {
    if (inSeries && compare(inSeries, current) > 0)
      steps.push({ to: inSeries, title: `to the latest version in the v${minorOf(current)} series` });
    // One minor version further at most, as far as this kubeadm goes.
    const next = newestOf(`1.${minor(current) + 1}`);
    if (next && minor(next) <= minor(session.version)) steps.push({ to: next, title: 'to the latest stable version' });
  }
  if (steps.length === 0) {
    yield* session.say("Awesome, you're up-to-date! Enjoy!");
    return 0;
  }
  const nodes = (request(session.sys, ADMIN_CONF, 'GET', '/api/v1/nodes') as any).items as readonly any[];
  const planes = nodes.filter((node) => node.metadata.labels?.['node-role.kubernetes.io/control-plane'] !== undefined);
  for (const { to, title } of steps) {
    yield* session.say('');
    const kubelets = nodes
      .map((node) => [String(node.metadata.name), String(node.status?.nodeInfo?.kubeletVersion)] as const)
      .filter(([, version]) => compare(version, to) < 0);
    if (kubelets.length > 0) {
      yield* session.say(
        "Components that must be upgraded manually after you have upgraded the control plane with 'kubeadm upgrade apply':",
      );
      yield* session.io.print(
        columns([['COMPONENT', 'NODE', 'CURRENT', 'TARGET'], ...kubelets.map(([name, version]) => ['kubelet', name, version, to])]),
      );
      yield* session.say('');
    }
    yield* session.say(`Upgrade ${title}:\n`);
    const now = session.ask('beside', { version: current }) as { etcd: string; coreDns: string };
    const then = session.ask('beside', { version: to }) as { etcd: string; coreDns: string };
    const rows: string[][] = [];
    for (const name of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'])
      for (const plane of planes) rows.push([name, plane.metadata.name, imageOf(session, `${name}-${plane.metadata.name}`) ?? current, to]);
    rows.push(['kube-proxy', '', current, to], ['CoreDNS', '', now.coreDns, then.coreDns]);
    for (const plane of planes) rows.push(['etcd', plane.metadata.name, now.etcd, then.etcd]);
    yield* session.io.print(columns([['COMPONENT', 'NODE', 'CURRENT', 'TARGET'], ...rows]));
    yield* session.say(`\nYou can now apply the upgrade by executing the following command:\n\n\tkubeadm upgrade apply ${to}\n`);
    if (compare(to, session.version) > 0)
      yield* session.say(`Note: Before you can perform this upgrade, you have to update kubeadm to ${to}.\n`);
    yield* session.say('_____________________________________________________________________\n');
  }
  yield* session.say(
    '\nThe table below shows the current state of component configs as understood by this version of kubeadm.\nConfigs that have a "yes" mark in the "MANUAL UPGRADE REQUIRED" column require manual config upgrade or\nresetting to kubeadm defaults before a successful upgrade can be performed. The version to manually\nupgrade to is denoted in the "PREFERRED VERSION" column.\n',
  );
  yield* session.io.print(
    columns([
      ['API GROUP', 'CURRENT VERSION', 'PREFERRED VERSION', 'MANUAL UPGRADE REQUIRED'],
      ['kubeproxy.config.k8s.io', 'v1alpha1', 'v1alpha1', 'no'],
      ['kubelet.config.k8s.io', 'v1beta1', 'v1beta1', 'no'],
    ]),
  );
  yield* session.say('_____________________________________________________________________\n');
  return 0;
}

function imageOf(session: Session, pod: string): string | undefined {
  try {
    const found = request(session.sys, ADMIN_CONF, 'GET', `/api/v1/namespaces/kube-system/pods/${pod}`) as any;
    return String(found.spec.containers[0].image).split(':').pop();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
