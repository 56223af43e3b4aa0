import { conditionOf } from '@/lib/api/condition';
import { deepEqual } from '@/lib/api/freeze';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { formatTime, parseTime } from '@/lib/api/time';
import { bindQueue, keyOf, splitKey, type ControllerContext } from './context';
import { controllerOf } from './controller-ref';
import { isPodReady, isPodTerminal } from './pod-state';
import { DEPLOYMENTS, POD_DISRUPTION_BUDGETS, PODS, REPLICA_SETS, REPLICATION_CONTROLLERS, STATEFUL_SETS } from '../client/resources';
import { scaledValue } from './rollout';

const QUEUE = 'controller/disruption';
/** An evicted pod that is still there after this long was not evicted after all. Models DeletionTimeout. */
const DELETION_MS = 120_000;
const SCALES: Readonly<Record<string, GroupResource>> = {
  ReplicaSet: REPLICA_SETS,
  ReplicationController: REPLICATION_CONTROLLERS,
  StatefulSet: STATEFUL_SETS,
  Deployment: DEPLOYMENTS,
};

interface Wanted {
  readonly expected: number;
  readonly healthy: number;
}

/** Keeps count of how many pods each PodDisruptionBudget lets go. Models pkg/controller/disruption/disruption.go. */
export function disruptionController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const budgets = informers.informer(POD_DISRUPTION_BUDGETS);
  const pods = informers.informer(PODS);
  const events = context.events('controllermanager');
  const enqueue = bindQueue(context, 'disruption', sync);
  const guards = (budget: KubeObject, pod: KubeObject) =>
    budget.spec.selector !== undefined && matchesLabelSelector(budget.spec.selector, pod.metadata.labels);

  budgets.onChange(({ type, object }) => type !== 'DELETED' && enqueue(keyOf(object)));
  pods.onChange(({ object, old }) => {
    for (const budget of budgets.list(object.metadata.namespace))
      if (guards(budget, object) || (old && guards(budget, old))) enqueue(keyOf(budget));
  });
  for (const resource of Object.values(SCALES)) {
    informers.informer(resource).onChange(({ object, old }) => {
      if (old && old.spec?.replicas === object.spec?.replicas) return;
      for (const budget of budgets.list(object.metadata.namespace)) enqueue(keyOf(budget));
    });
  }

  function sync(key: string): void {
    const [namespace, name] = splitKey(key);
    const budget = budgets.get(namespace, name);
    if (!budget) return;
    const guarded = pods.list(namespace).filter((pod) => guards(budget, pod) && !isPodTerminal(pod));
    if (guarded.length === 0) events.event(budget, 'Normal', 'NoPods', 'No matching pods found');
    const wanted = wantedOf(budget, guarded);
    if (typeof wanted === 'string') {
      events.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${wanted}`);
      return write(budget, { ...budget.status, disruptionsAllowed: 0, ...conditionsOf(budget, 'SyncFailed', wanted) });
    }
    const disruptedPods = stillGoing(budget, guarded);
    const currentHealthy = guarded.filter(
      (pod) => !pod.metadata.deletionTimestamp && isPodReady(pod) && !(pod.metadata.name in disruptedPods),
    ).length;
    const disruptionsAllowed = wanted.expected > 0 ? Math.max(0, currentHealthy - wanted.healthy) : 0;
    write(budget, {
      currentHealthy,
      desiredHealthy: wanted.healthy,
      expectedPods: wanted.expected,
      disruptionsAllowed,
      ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods } : {}),
      observedGeneration: budget.metadata.generation,
      ...conditionsOf(budget, disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods', ''),
    });
  }

  /** How many pods there should be, and healthy; a text when that cannot be known. Models getExpectedPodCount. */
  function wantedOf(budget: KubeObject, guarded: readonly KubeObject[]): Wanted | string {
    const { minAvailable, maxUnavailable } = budget.spec;
    if (maxUnavailable !== undefined) {
      const expected = expectedScale(guarded);
      if (typeof expected === 'string') return expected;
      return { expected, healthy: Math.max(0, expected - scaledValue(maxUnavailable, expected, true)) };
    }
    if (minAvailable === undefined || typeof minAvailable === 'number') return { expected: guarded.length, healthy: minAvailable ?? 1 };
    const expected = expectedScale(guarded);
    return typeof expected === 'string' ? expected : { expected, healthy: scaledValue(minAvailable, expected, true) };
  }

  /** The sum of what the pods' controllers ask for. */
  function expectedScale(guarded: readonly KubeObject[]): number | string {
    const scales = new Map<string, number>();
    for (const pod of guarded) {
      const owner = controllerOf(pod);
      if (!owner) continue;
      const resource = SCALES[owner.kind];
      const found = resource && informers.informer(resource).get(pod.metadata.namespace ?? '', owner.name);
      if (!found || found.metadata.uid !== owner.uid)
        return resource
          ? `found no controllers for pod ${JSON.stringify(pod.metadata.name)}`
          : `${owner.kind} does not implement the scale subresource`;
      const above = controllerOf(found);
      const top =
        above?.kind === 'Deployment' ? (informers.informer(DEPLOYMENTS).get(pod.metadata.namespace ?? '', above.name) ?? found) : found;
      scales.set(top.metadata.uid ?? '', top.spec.replicas ?? 1);
    }
    return [...scales.values()].reduce((sum, scale) => sum + scale, 0);
  }

  /** Pods that were evicted and are about to go. */
  function stillGoing(budget: KubeObject, guarded: readonly KubeObject[]): Record<string, string> {
    const going: Record<string, string> = {};
    for (const [pod, at] of Object.entries((budget.status?.disruptedPods ?? {}) as Record<string, string>)) {
      const left = parseTime(at) + DELETION_MS - sim.now();
      const found = guarded.find(({ metadata }) => metadata.name === pod);
      if (!found || found.metadata.deletionTimestamp || left <= 0) continue;
      going[pod] = at;
      sim.after(QUEUE, keyOf(budget), left, { background: true });
    }
    return going;
  }

  function conditionsOf(budget: KubeObject, reason: string, message: string) {
    const status = reason === 'SufficientPods' ? 'True' : 'False';
    const before = conditionOf(budget, 'DisruptionAllowed');
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : formatTime(sim.now());
    const observedGeneration = budget.metadata.generation;
    return { conditions: [{ type: 'DisruptionAllowed', status, reason, message, observedGeneration, lastTransitionTime }] };
  }

  function write(budget: KubeObject, status: KubeObject['status']): void {
    const latest = client.get(POD_DISRUPTION_BUDGETS, budget.metadata.namespace ?? '', budget.metadata.name);
    if (latest && !deepEqual(status, latest.status)) client.update(POD_DISRUPTION_BUDGETS, { ...latest, status }, 'status');
  }
}
