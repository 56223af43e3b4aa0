import type { DaemonSet, Node, Pod, Toleration } from '@/lib/api/models';
import type { KubeObject } from '@/lib/api/object';
import { matchesLabelMap, matchesLabelSelector } from '@/lib/api/label-selector';
import type { LayeredMap } from '@/lib/sim/layered-map';
import { nodeAffinityMatches } from '@/lib/cluster/scheduler/node-affinity';
import { untolerated } from '@/lib/cluster/scheduler/taints';
import { bindQueue, keyOf, splitKey, type ControllerContext } from './context';
import { syncHistory, truncateHistory } from './controller-history';
import { controllerOf } from './controller-ref';
import { FailedDaemonPodsBackOff, type FailedDaemonPods } from './failed-daemon-pods';
import { createPod, deletePod } from './pod-control';
import { HASH, rollingUpdate, surplus, type Look } from './daemonset-rollout';
import { isPodAvailable, isPodReady, isPodTerminal } from './pod-state';
import { DAEMON_SETS, NODES, PODS } from '../client/resources';
import { byCreation } from './rollout';
import { templateHash } from './template-hash';

/** Waits longer than this do not keep `settle()` waiting: a pod that fails for good is killed for good. */
const QUIET_MS = 10_000;

/** Tolerations that every daemon pod gets. Models AddOrUpdateDaemonPodTolerations. */
const TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const HOST_NETWORK: Toleration = { key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' };

/** Keeps one pod of each DaemonSet on every node it fits. Models pkg/controller/daemon/{daemon_controller,update}.go. */
export function daemonSetController(context: ControllerContext, failures: LayeredMap<FailedDaemonPods>): void {
  const { client, informers, sim } = context;
  const backOff = new FailedDaemonPodsBackOff(failures);
  const events = context.events('daemonset-controller');
  const sets = informers.informer<DaemonSet>(DAEMON_SETS);
  const nodes = informers.informer<Node>(NODES);
  const pods = informers.informer<Pod>(PODS).addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? '']);
  const enqueue = bindQueue(context, 'daemonset', (queued) => {
    const [namespace, name] = splitKey(queued);
    const set = client.get<DaemonSet>(DAEMON_SETS, namespace, name);
    if (set && !set.metadata.deletionTimestamp) reconcile(set);
  });
  sets.onChange(({ object }) => enqueue(`${object.metadata.namespace}/${object.metadata.name}`));
  nodes.onChange(({ type, object, old }) => {
    if (
      type === 'MODIFIED' &&
      old &&
      JSON.stringify([old.metadata.labels, old.spec?.taints]) === JSON.stringify([object.metadata.labels, object.spec?.taints])
    )
      return;
    for (const set of sets.list()) enqueue(`${set.metadata.namespace}/${set.metadata.name}`);
  });
  pods.onChange(({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'DaemonSet') enqueue(`${object.metadata.namespace}/${owner.name}`);
  });

  function reconcile(set: DaemonSet): void {
    const history = syncHistory(context, set, {
      hashLabel: HASH,
      hash: (_, count) => templateHash(set.spec?.template, count),
      annotations: set.metadata.annotations,
    });
    const hash = history.update.metadata.labels?.[HASH] ?? '';
    const look: Look = { set, hash, now: sim.now(), all: nodes.list(), wanted: nodes.list().filter((node) => shouldRun(set, node)) };
    for (const node of look.all) manage(look, node);
    if (set.spec?.updateStrategy?.type !== 'OnDelete') {
      const { replace, create: surge } = rollingUpdate(look, podsByNode(set));
      for (const pod of replace) deletePod(context, events, set, pod);
      for (const node of surge) create(set, node, hash);
    }
    updateStatus(look, history.collisions);
    const live = new Set(
      [history.update, ...history.revisions.filter((revision) => runs(set, revision))].map(({ metadata }) => metadata.name),
    );
    truncateHistory(context, history.revisions, live, set.spec?.revisionHistoryLimit ?? 10);
  }

  const ownedBy = (set: DaemonSet): readonly Pod[] =>
    pods.byIndex('controller', set.metadata.uid!).filter((pod) => matchesLabelSelector(set.spec?.selector, pod.metadata.labels));
  const runs = (set: DaemonSet, revision: KubeObject) =>
    ownedBy(set).some((pod) => pod.metadata.labels?.[HASH] === revision.metadata.labels?.[HASH]);

  function podsByNode(set: DaemonSet): ReadonlyMap<string, readonly Pod[]> {
    const found = new Map<string, Pod[]>();
    for (const pod of ownedBy(set)) {
      const node = targetNode(pod);
      if (node) found.set(node, [...(found.get(node) ?? []), pod]);
    }
    return found;
  }

  /** One pod on a node that wants one; ended, surplus and unwanted ones go. Models podsShouldBeOnNode. */
  function manage(look: Look, node: Node): void {
    const { set, hash } = look;
    const here = podsByNode(set).get(node.metadata.name) ?? [];
    if (look.wanted.includes(node) && here.length === 0) return create(set, node, hash);
    const alive = here.filter((pod) => !pod.metadata.deletionTimestamp);
    if (!look.wanted.includes(node) && !toleratesExecution(set, node)) {
      for (const pod of alive) deletePod(context, events, set, pod);
      return;
    }
    const ended = alive.filter(isPodTerminal);
    for (const pod of ended) {
      const failed = pod.status?.phase === 'Failed';
      if (failed) {
        const which = `${set.metadata.uid}/${set.status?.observedGeneration ?? 0}/${node.metadata.name}`;
        const wait = backOff.left(which, sim.now());
        if (wait > 0) {
          sim.after('controller/daemonset', keyOf(set), wait, { background: wait > QUIET_MS });
          continue;
        }
        backOff.collect(sim.now());
        backOff.next(which, sim.now());
      }
      const [type, reason, word, way] = failed
        ? (['Warning', 'FailedDaemonPod', 'failed', 'kill'] as const)
        : (['Normal', 'SucceededDaemonPod', 'succeeded', 'delete'] as const);
      const which = `${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}`;
      events.event(set, type, reason, `Found ${word} daemon pod ${which}, will try to ${way} it`);
      deletePod(context, events, set, pod);
    }
    const running = alive.filter((pod) => !ended.includes(pod)).sort(byAge);
    for (const pod of surplus(look, running)) deletePod(context, events, set, pod);
  }

  function create(set: DaemonSet, node: Node, hash: string): void {
    const template = set.spec!.template;
    const tolerations = [...(template.spec?.tolerations ?? []), ...TOLERATIONS, ...(template.spec?.hostNetwork ? [HOST_NETWORK] : [])];
    const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }] };
    const affinity = {
      ...template.spec?.affinity,
      nodeAffinity: {
        ...template.spec?.affinity?.nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
      },
    };
    createPod(context, events, set, template, {
      labels: { [HASH]: hash, 'pod-template-generation': String(set.metadata.generation ?? 1) },
      spec: { affinity, tolerations },
    });
  }

  function updateStatus({ set, wanted, all, hash, now }: Look, collisions: number | undefined): void {
    const byNode = podsByNode(set);
    const minReady = set.spec?.minReadySeconds ?? 0;
    const oldest = wanted.flatMap((node) => [...(byNode.get(node.metadata.name) ?? [])].sort(byAge)[0] ?? []);
    const available = oldest.filter((pod) => isPodAvailable(pod, minReady, now)).length;
    const ready = oldest.filter(isPodReady).length;
    const updated = oldest.filter((pod) => pod.metadata.labels?.[HASH] === hash).length;
    const status = {
      currentNumberScheduled: oldest.length,
      numberMisscheduled: all.filter((node) => !wanted.includes(node) && byNode.has(node.metadata.name)).length,
      desiredNumberScheduled: wanted.length,
      numberReady: ready,
      observedGeneration: set.metadata.generation ?? 0,
      ...(updated > 0 && { updatedNumberScheduled: updated }),
      ...(available > 0 && { numberAvailable: available }),
      ...(wanted.length - available > 0 && { numberUnavailable: wanted.length - available }),
      ...(collisions !== undefined && { collisionCount: collisions }),
    };
    if (minReady > 0 && ready !== available) sim.after('controller/daemonset', keyOf(set), minReady * 1000);
    if (sorted(set.status ?? {}) === sorted(status)) return;
    const latest = client.get<DaemonSet>(DAEMON_SETS, set.metadata.namespace!, set.metadata.name);
    if (latest) client.update(DAEMON_SETS, { ...latest, status }, 'status');
  }
}

/** Those with a node first, then the older. Models podByCreationTimestampAndPhase. */
const byAge = (a: Pod, b: Pod): number => Number(!a.spec?.nodeName) - Number(!b.spec?.nodeName) || byCreation(a, b);
const sorted = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The node a daemon pod is bound to, or meant for. */
function targetNode(pod: Pod): string | undefined {
  if (pod.spec?.nodeName) return pod.spec.nodeName;
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.flatMap((term) => term.matchFields ?? []).find(({ key }) => key === 'metadata.name')?.values?.[0];
}

function shouldRun(set: DaemonSet, node: Node): boolean {
  const spec = set.spec!.template.spec!;
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return false;
  if (spec.nodeSelector && !matchesLabelMap(spec.nodeSelector, node.metadata.labels)) return false;
  if (!nodeAffinityMatches(spec.affinity?.nodeAffinity, node)) return false;
  return !untolerated(node, tolerationsOf(set), ['NoSchedule', 'NoExecute']);
}

const toleratesExecution = (set: DaemonSet, node: Node) =>
  shouldRun(set, { ...node, spec: { ...node.spec, taints: (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute') } });

function tolerationsOf(set: DaemonSet): readonly Toleration[] {
  const spec = set.spec!.template.spec!;
  return [...(spec.tolerations ?? []), ...TOLERATIONS, ...(spec.hostNetwork ? [HOST_NETWORK] : [])];
}
