import { humanDuration } from '@/lib/api/duration';
import type { Pod } from '@/lib/api/models';
import { ageColumn, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

/** What the row of a pod says about its containers. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating` … */
  readonly status: string;
  readonly restarts: number;
  /** When a container last restarted, in milliseconds; undefined when none did. */
  readonly lastRestart?: number;
}

/** Sums a pod up as `kubectl get pods` shows it. Models printPod of pkg/printers/internalversion. */
export function summarizePod(pod: Pod): PodSummary {
  const spec = pod.spec;
  const status = pod.status;
  let restarts = 0;
  let restartableInitRestarts = 0;
  let ready = 0;
  let total = spec?.containers?.length ?? 0;
  let lastRestart: number | undefined;
  let lastRestartableInit: number | undefined;
  let reason = status?.reason || status?.phase || '';

  for (const condition of status?.conditions ?? []) {
    if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') reason = 'SchedulingGated';
  }

  const restartable = new Set((spec?.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  total += restartable.size;

  let initializing = false;
  const initStatuses = status?.initContainerStatuses ?? [];
  for (const [i, container] of initStatuses.entries()) {
    restarts += container.restartCount;
    const ended = finishedAt(container);
    if (ended !== undefined && (lastRestart === undefined || ended > lastRestart)) lastRestart = ended;
    if (restartable.has(container.name)) {
      restartableInitRestarts += container.restartCount;
      if (ended !== undefined && (lastRestartableInit === undefined || ended > lastRestartableInit)) lastRestartableInit = ended;
    }
    const { terminated, waiting } = container.state ?? {};
    if (terminated && terminated.exitCode === 0) continue;
    if (restartable.has(container.name) && container.started) {
      if (container.ready) ready++;
      continue;
    }
    if (terminated) {
      if (terminated.reason) reason = `Init:${terminated.reason}`;
      else reason = terminated.signal ? `Init:Signal:${terminated.signal}` : `Init:ExitCode:${terminated.exitCode}`;
    } else if (waiting?.reason && waiting.reason !== 'PodInitializing') {
      reason = `Init:${waiting.reason}`;
    } else {
      reason = `Init:${i}/${spec?.initContainers?.length ?? 0}`;
    }
    initializing = true;
    break;
  }

  if (!initializing || isInitialized(pod)) {
    restarts = restartableInitRestarts;
    lastRestart = lastRestartableInit;
    let running = false;
    for (const container of [...(status?.containerStatuses ?? [])].reverse()) {
      restarts += container.restartCount;
      const ended = finishedAt(container);
      if (ended !== undefined && (lastRestart === undefined || ended > lastRestart)) lastRestart = ended;
      const { waiting, terminated, running: runs } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated?.reason) reason = terminated.reason;
      else if (terminated) reason = terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
      else if (container.ready && runs) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed' && running) {
      reason = (status?.conditions ?? []).some((c) => c.type === 'Ready' && c.status === 'True') ? 'Running' : 'NotReady';
    }
  }

  if (pod.metadata.deletionTimestamp && status?.reason === 'NodeLost') reason = 'Unknown';
  else if (pod.metadata.deletionTimestamp && status?.phase !== 'Succeeded' && status?.phase !== 'Failed') reason = 'Terminating';

  return { ready, total, status: reason, restarts, ...(lastRestart === undefined ? {} : { lastRestart }) };
}

function finishedAt(container: { readonly lastState?: { readonly terminated?: { readonly finishedAt?: string } } }): number | undefined {
  const at = container.lastState?.terminated?.finishedAt;
  return at === undefined ? undefined : Date.parse(at);
}

function isInitialized(pod: Pod): boolean {
  return (pod.status?.conditions ?? []).some((c) => c.type === 'Initialized' && c.status === 'True');
}

/** `3`, or `3 (5s ago)` when it is known when the last restart was. */
export function restartsText(summary: PodSummary, now: number): string {
  if (summary.restarts === 0 || summary.lastRestart === undefined) return String(summary.restarts);
  return `${summary.restarts} (${humanDuration(now - summary.lastRestart)} ago)`;
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter((gate) => (pod.status?.conditions ?? []).some((c) => c.type === gate.conditionType && c.status === 'True'));
  return `${met.length}/${gates.length}`;
}

export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  text('Ready', 'The aggregate readiness state of this pod for accepting traffic.', (pod) => {
    const { ready, total } = summarizePod(pod);
    return `${ready}/${total}`;
  }),
  text('Status', 'The aggregate status of the containers in this pod.', (pod) => summarizePod(pod).status),
  text(
    'Restarts',
    'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    (pod, now) => restartsText(summarizePod(pod), now),
  ),
  ageColumn,
  wide(
    'IP',
    'podIP address allocated to the pod. Routable at least within the cluster. Empty if not yet allocated.',
    (pod) => pod.status?.podIPs?.[0]?.ip ?? pod.status?.podIP ?? '<none>',
  ),
  wide(
    'Node',
    'NodeName indicates in which node this pod is scheduled. If empty, this pod is a candidate for scheduling by the scheduler defined in schedulerName. Once this field is set, the kubelet for this node becomes responsible for the lifecycle of this pod. This field should not be used to express a desire for the pod to be scheduled on a specific node. https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/#nodename',
    (pod) => pod.spec?.nodeName || '<none>',
  ),
  wide(
    'Nominated Node',
    'nominatedNodeName is set only when this pod preempts other pods on the node, but it cannot be scheduled right away as preemption victims receive their graceful termination periods. This field does not guarantee that the pod will be scheduled on this node. Scheduler may decide to place the pod elsewhere if other nodes become available sooner. Scheduler may also decide to give the resources on this node to a higher priority pod that is created after preemption. As a result, this field may be different than PodSpec.nodeName when the pod is scheduled.',
    (pod) => pod.status?.nominatedNodeName || '<none>',
  ),
  wide(
    'Readiness Gates',
    'If specified, all readiness gates will be evaluated for pod readiness. A pod is ready when all its containers are ready AND all conditions specified in the readiness gates have status equal to "True" More info: https://git.k8s.io/enhancements/keps/sig-network/580-pod-readiness-gates',
    readinessGates,
  ),
];
