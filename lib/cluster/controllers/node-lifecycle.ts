import type { Lease, Node, Pod, Taint } from '@/lib/api/models';
import { formatTime } from '@/lib/api/time';
import { bindQueue, splitKey, type ControllerContext } from './context';
import { LEASES, NODES, PODS } from './resources';

/** --node-monitor-period */
const MONITOR_MS = 5_000;
/** --node-monitor-grace-period */
const GRACE_MS = 50_000;
/** --node-startup-grace-period, of nodes whose kubelet has never said how it is. */
const STARTUP_GRACE_MS = 60_000;
const STOPPED = 'Kubelet stopped posting node status.';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const CONDITION_TYPES = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/**
 * Marks nodes whose kubelet is silent as Unknown, taints nodes by their conditions, and evicts pods that do not
 * tolerate a NoExecute taint. Models pkg/controller/nodelifecycle and pkg/controller/tainteviction.
 */
export function nodeLifecycleController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const events = context.events('node-controller');
  const nodes = informers.informer<Node>(NODES);
  const pods = informers.informer<Pod>(PODS).addIndex('node', (pod) => [pod.spec?.nodeName ?? '']);
  const monitor = bindQueue(context, 'node-lifecycle', (queued) => {
    const name = queued;
    const node = client.get<Node>(NODES, '', name);
    if (!node) return;
    const judged = judgeHeartbeat(node);
    taint(judged);
    sim.after('controller/node-lifecycle', name, MONITOR_MS, { background: true });
  });
  const evict = bindQueue(context, 'taint-eviction', (queued) => {
    const [namespace, name] = splitKey(queued);
    const pod = client.get<Pod>(PODS, namespace, name);
    const node = pod?.spec?.nodeName && !pod.metadata.deletionTimestamp ? client.get<Node>(NODES, '', pod.spec.nodeName) : undefined;
    if (pod && node) evictIfDue(pod, node);
  });
  nodes.onChange(({ object, old, type }) => {
    if (type === 'DELETED') return;
    const { name } = object.metadata;
    if (type === 'ADDED') events.event(object, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
    if (type === 'ADDED' || ready(object) !== (old && ready(old)) || JSON.stringify(old?.spec) !== JSON.stringify(object.spec)) {
      monitor(object.metadata.name);
      for (const pod of pods.byIndex('node', object.metadata.name)) evict(`${pod.metadata.namespace}/${pod.metadata.name}`);
    }
  });
  pods.onChange(({ object, old, type }) => {
    if (type !== 'DELETED' && object.spec?.nodeName && old?.spec?.nodeName !== object.spec.nodeName)
      evict(`${object.metadata.namespace}/${object.metadata.name}`);
  });

  function judgeHeartbeat(node: Node): Node {
    const lease = client.get<Lease>(LEASES, 'kube-node-lease', node.metadata.name);
    const condition = node.status?.conditions?.find(({ type }) => type === 'Ready');
    const heard = Math.max(time(lease?.spec?.renewTime), time(condition?.lastHeartbeatTime), time(node.metadata.creationTimestamp));
    if (sim.now() - heard <= (condition ? GRACE_MS : STARTUP_GRACE_MS)) return node;
    const now = formatTime(sim.now());
    const before = node.status?.conditions ?? [];
    const known = before.map((entry) => {
      if (!CONDITION_TYPES.includes(entry.type) || entry.status === 'Unknown') return entry;
      return { ...entry, status: 'Unknown', reason: 'NodeStatusUnknown', message: STOPPED, lastTransitionTime: now };
    });
    const never = CONDITION_TYPES.filter((type) => !before.some((entry) => entry.type === type)).map((type) => ({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: node.metadata.creationTimestamp,
      lastTransitionTime: now,
    }));
    if (never.length === 0 && known.every((entry, i) => entry === before[i])) return node;
    const conditions = [...known, ...never] as NonNullable<NonNullable<Node['status']>['conditions']>;
    if (condition?.status !== 'True') {
      return client.update<Node>(NODES, { ...node, status: { ...node.status, conditions } }, 'status');
    }
    events.event(node, 'Normal', 'NodeNotReady', `Node ${node.metadata.name} status is now: NodeNotReady`);
    const updated = client.update<Node>(NODES, { ...node, status: { ...node.status, conditions } }, 'status');
    for (const pod of pods.byIndex('node', node.metadata.name)) markNotReady(pod);
    return updated;
  }

  function markNotReady(pod: Pod): void {
    const latest = client.get<Pod>(PODS, pod.metadata.namespace!, pod.metadata.name);
    if (!latest?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')) return;
    const conditions = latest.status.conditions.map((entry) =>
      entry.type === 'Ready' ? { ...entry, status: 'False', lastTransitionTime: formatTime(sim.now()) } : entry,
    );
    client.update(PODS, { ...latest, status: { ...latest.status, conditions } }, 'status');
    events.event(latest, 'Warning', 'NodeNotReady', 'Node is not ready');
  }

  /** Taints that follow from conditions and from being cordoned. */
  function taint(node: Node): void {
    const status = ready(node);
    const wanted: Taint[] = [];
    const add = (key: string, effect: string) => wanted.push({ key, effect } as Taint);
    if (status === 'False') {
      add(NOT_READY, 'NoSchedule');
      add(NOT_READY, 'NoExecute');
    } else if (status !== 'True') {
      add(UNREACHABLE, 'NoSchedule');
      add(UNREACHABLE, 'NoExecute');
    }
    if (node.spec?.unschedulable) add('node.kubernetes.io/unschedulable', 'NoSchedule');
    for (const [type, key] of Object.entries({
      MemoryPressure: 'memory-pressure',
      DiskPressure: 'disk-pressure',
      PIDPressure: 'pid-pressure',
      NetworkUnavailable: 'network-unavailable',
    })) {
      if (node.status?.conditions?.some((entry) => entry.type === type && entry.status === 'True'))
        add(`node.kubernetes.io/${key}`, 'NoSchedule');
    }
    const taints = node.spec?.taints ?? [];
    const managed =
      /^node\.kubernetes\.io\/(not-ready|unreachable|unschedulable|memory-pressure|disk-pressure|pid-pressure|network-unavailable)$/;
    const kept = taints.filter((entry) => !managed.test(entry.key) || wanted.some((other) => same(entry, other)));
    const fresh = wanted
      .filter((entry) => !taints.some((other) => same(entry, other)))
      .map((entry) => (entry.effect === 'NoExecute' ? { ...entry, timeAdded: formatTime(sim.now()) } : entry));
    if (kept.length === taints.length && fresh.length === 0) return;
    const next = [...kept, ...fresh];
    client.patch(NODES, '', node.metadata.name, { spec: { taints: next.length > 0 ? next : null } }, { type: 'merge' });
  }

  function evictIfDue(pod: Pod, node: Node): void {
    const due = evictionTime(pod, node);
    if (due === undefined) return;
    if (due > sim.now()) {
      sim.after('controller/taint-eviction', `${pod.metadata.namespace}/${pod.metadata.name}`, due - sim.now(), { background: true });
      return;
    }
    events.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${pod.metadata.namespace}/${pod.metadata.name}`);
    client.delete(PODS, pod.metadata.namespace!, pod.metadata.name);
  }
}

/** When a pod must leave its node: at once, after tolerationSeconds, or never (undefined). */
function evictionTime(pod: Pod, node: Node): number | undefined {
  let due: number | undefined;
  for (const taint of (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute')) {
    const tolerations = (pod.spec?.tolerations ?? []).filter(
      (entry) =>
        (!entry.effect || entry.effect === 'NoExecute') &&
        (!entry.key
          ? entry.operator === 'Exists'
          : entry.key === taint.key && (entry.operator === 'Exists' || (entry.value ?? '') === (taint.value ?? ''))),
    );
    const since = time(taint.timeAdded);
    if (tolerations.length === 0) return since;
    const limits = tolerations.flatMap(({ tolerationSeconds }) => tolerationSeconds ?? []);
    if (limits.length > 0) due = Math.min(due ?? Infinity, since + Math.max(0, Math.min(...limits)) * 1000);
  }
  return due;
}

const ready = (node: Node) => node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
const same = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;
const time = (text: string | undefined) => (text ? Date.parse(text) : 0);
