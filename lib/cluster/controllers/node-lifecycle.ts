import type { Lease, Node, Pod, Taint } from '@/lib/api/models';
import { formatTime } from '@/lib/api/time';
import { bindQueue, type ControllerContext } from './context';
import { disruptionOf, nextEviction } from './node-zones';
import { LEASES, NODES, PODS } from '../client/resources';

/** --node-monitor-period */
const MONITOR_MS = 5_000;
/**
 * --node-monitor-grace-period: 40 s until v1.31, 50 s since (kubernetes/kubernetes#121793, #127352), so that it is more than the 45 s
 * after which an HTTP/2 connection that died is noticed.
 */
const GRACE_MS = 50_000;
/** --node-startup-grace-period, of nodes whose kubelet has never said how it is. */
const STARTUP_GRACE_MS = 60_000;
const STOPPED = 'Kubelet stopped posting node status.';

const NOT_READY = 'node.kubernetes.io/not-ready';
const UNREACHABLE = 'node.kubernetes.io/unreachable';
const CONDITION_TYPES = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/**
 * Marks nodes whose kubelet is silent as Unknown, and taints nodes by their conditions: NoSchedule at once, NoExecute at the pace
 * that the state of the node's zone allows. Models pkg/controller/nodelifecycle.
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
    sim.after('controller/node-lifecycle', name, context.configuration?.()?.nodeMonitorPeriodMs ?? MONITOR_MS, { background: true });
  });
  nodes.onChange(({ object, old, type }) => {
    if (type === 'DELETED') return;
    const { name } = object.metadata;
    if (type === 'ADDED') events.event(object, 'Normal', 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
    if (type === 'ADDED' || statuses(object) !== (old && statuses(old)) || JSON.stringify(old?.spec) !== JSON.stringify(object.spec)) {
      monitor(object.metadata.name);
    }
  });

  function judgeHeartbeat(node: Node): Node {
    const lease = client.get<Lease>(LEASES, 'kube-node-lease', node.metadata.name);
    const condition = node.status?.conditions?.find(({ type }) => type === 'Ready');
    // Upstream measures on a monotonic clock: one that was set makes nobody silent.
    const heard = Math.max(
      sim.leaptAt ?? 0,
      time(lease?.spec?.renewTime),
      time(condition?.lastHeartbeatTime),
      time(node.metadata.creationTimestamp),
    );
    const flags = context.configuration?.();
    const grace = condition ? (flags?.nodeMonitorGraceMs ?? GRACE_MS) : (flags?.nodeStartupGraceMs ?? STARTUP_GRACE_MS);
    if (sim.now() - heard <= grace) return node;
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

  /** Whether a node that is not ready gets, or keeps, the taint that evicts its pods. Models doNoExecuteTaintingPass and handleDisruption. */
  function mayEvict(node: Node): boolean {
    const all = nodes.list();
    const disruption = disruptionOf(all, node);
    if (disruption === 'everywhere') return false;
    const has = (node.spec?.taints ?? []).some(
      ({ key: own, effect }) => effect === 'NoExecute' && (own === NOT_READY || own === UNREACHABLE),
    );
    if (has) return true;
    const at = nextEviction(all, node, disruption, [NOT_READY, UNREACHABLE]);
    if (at <= sim.now()) return true;
    if (Number.isFinite(at))
      sim.after('controller/node-lifecycle', node.metadata.name, Math.min(MONITOR_MS, at - sim.now()), { background: true });
    return false;
  }

  /** Taints that follow from conditions and from being cordoned. */
  function taint(node: Node): void {
    const status = ready(node);
    const wanted: Taint[] = [];
    const add = (key: string, effect: string) => wanted.push({ key, effect } as Taint);
    if (status !== 'True') {
      const key = status === 'False' ? NOT_READY : UNREACHABLE;
      add(key, 'NoSchedule');
      if (mayEvict(node)) add(key, 'NoExecute');
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
}

const ready = (node: Node) => node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
/** What taints follow from. Models UpdateFunc's nodeUpdateQueue: pressure keeps pods away at once, not with the next look. */
const statuses = (node: Node) => (node.status?.conditions ?? []).map(({ type, status }) => `${type}=${status}`).join();
const same = (a: Taint, b: Taint) => a.key === b.key && a.effect === b.effect;
const time = (text: string | undefined) => (text ? Date.parse(text) : 0);
