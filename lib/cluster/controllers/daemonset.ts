import type { DaemonSet, Node, Pod, Toleration } from '@/lib/api/models';
import { matchesLabelMap, matchesLabelSelector } from '@/lib/api/label-selector';
import { nodeAffinityMatches } from '@/lib/cluster/scheduler/node-affinity';
import { untolerated } from '@/lib/cluster/scheduler/taints';
import { bindQueue, splitKey, type ControllerContext } from './context';
import { syncHistory } from './controller-history';
import { controllerOf } from './controller-ref';
import { createPod, deletePod } from './pod-control';
import { isPodAvailable, isPodReady } from './pod-state';
import { DAEMON_SETS, NODES, PODS } from './resources';
import { scaledValue } from './rollout';

const HASH = 'controller-revision-hash';

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
export function daemonSetController(context: ControllerContext): void {
  const { client, informers, sim } = context;
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
    const hash = revision(set);
    const owned = pods
      .byIndex('controller', set.metadata.uid!)
      .filter((pod) => matchesLabelSelector(set.spec?.selector, pod.metadata.labels));
    const all = nodes.list();
    const wanted = all.filter((node) => shouldRun(set, node));
    const onNode = new Map<string, Pod[]>();
    for (const pod of owned) {
      const node = targetNode(pod);
      if (node) onNode.set(node, [...(onNode.get(node) ?? []), pod]);
    }
    for (const node of all) {
      const here = onNode.get(node.metadata.name) ?? [];
      const failed = here.filter((pod) => pod.status?.phase === 'Failed' && !pod.metadata.deletionTimestamp);
      for (const pod of failed) {
        events.event(
          set,
          'Warning',
          'FailedDaemonPod',
          `Found failed daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node.metadata.name}, will try to kill it`,
        );
        deletePod(context, events, set, pod);
      }
      const alive = here.filter((pod) => !failed.includes(pod) && !pod.metadata.deletionTimestamp);
      if (wanted.includes(node) && here.length === 0) create(set, node, hash);
      else if (!wanted.includes(node) && !toleratesExecution(set, node)) for (const pod of alive) deletePod(context, events, set, pod);
      else for (const pod of alive.slice(1)) deletePod(context, events, set, pod);
    }
    if (set.spec?.updateStrategy?.type !== 'OnDelete') rollingUpdate(set, owned, wanted, hash);
    updateStatus(set, wanted, hash);
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

  /** Deletes pods of old templates as long as few enough are unavailable; they come back new. */
  function rollingUpdate(set: DaemonSet, owned: readonly Pod[], wanted: readonly Node[], hash: string): void {
    const limit = Math.max(1, scaledValue(set.spec?.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, wanted.length, true));
    const alive = owned.filter((pod) => !pod.metadata.deletionTimestamp);
    const old = alive.filter((pod) => pod.metadata.labels?.[HASH] !== hash);
    const available = (pod: Pod) => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, sim.now());
    let unavailable = wanted.length - alive.filter(available).length;
    for (const pod of [...old].sort((a, b) => Number(available(a)) - Number(available(b)))) {
      if (available(pod)) {
        if (unavailable >= limit) break;
        unavailable++;
      }
      deletePod(context, events, set, pod);
    }
  }

  /** The hash of the current template, kept as a ControllerRevision. */
  function revision(set: DaemonSet): string {
    const annotations = { 'deprecated.daemonset.template.generation': String(set.metadata.generation ?? 1) };
    return syncHistory(context, set, { hashLabel: HASH, annotations }).update.metadata.labels?.[HASH] ?? '';
  }

  function updateStatus(set: DaemonSet, wanted: readonly Node[], hash: string): void {
    const alive = pods.byIndex('controller', set.metadata.uid!).filter((pod) => !pod.metadata.deletionTimestamp);
    const names = new Set(wanted.map((node) => node.metadata.name));
    const scheduled = alive.filter((pod) => names.has(targetNode(pod) ?? ''));
    const available = scheduled.filter((pod) => isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, sim.now())).length;
    const updated = scheduled.filter((pod) => pod.metadata.labels?.[HASH] === hash).length;
    const status = {
      currentNumberScheduled: scheduled.length,
      numberMisscheduled: alive.length - scheduled.length,
      desiredNumberScheduled: wanted.length,
      numberReady: scheduled.filter(isPodReady).length,
      observedGeneration: set.metadata.generation ?? 0,
      ...(updated > 0 && { updatedNumberScheduled: updated }),
      ...(available > 0 && { numberAvailable: available }),
      ...(wanted.length - available > 0 && { numberUnavailable: wanted.length - available }),
    };
    if (sorted(set.status ?? {}) === sorted(status)) return;
    const latest = client.get<DaemonSet>(DAEMON_SETS, set.metadata.namespace!, set.metadata.name);
    if (latest) client.update(DAEMON_SETS, { ...latest, status }, 'status');
  }
}

const sorted = (value: object) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The node a daemon pod is bound to, or meant for. */
function targetNode(pod: Pod): string | undefined {
  if (pod.spec?.nodeName) return pod.spec.nodeName;
  const terms = pod.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return terms.flatMap((term) => term.matchFields ?? []).find(({ key }) => key === 'metadata.name')?.values?.[0];
}

function shouldRun(set: DaemonSet, node: Node): boolean {
  const spec = set.spec!.template.spec!;
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
