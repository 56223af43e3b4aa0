import { conditionOf, type Condition } from '@/lib/api/condition';
import { deepEqual } from '@/lib/api/freeze';
import { matchesLabelMap, matchesLabelSelector } from '@/lib/api/label-selector';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { formatTime, parseTime } from '@/lib/api/time';
import { ApiError } from '../client/client';
import { clientRate } from './client-rate';
import { bindQueue, ignoreNotFound, isNamespaceTerminating, keyOf, splitKey, type Controller, type ControllerContext } from './context';
import { claim, controllerOf, controllerRef } from './controller-ref';
import { podsToDelete } from './pod-ranking';
import { isPodActive, isPodAvailable, isPodReady, podFromTemplate } from './pod-state';
import { PODS, REPLICA_SETS, REPLICATION_CONTROLLERS } from '../client/resources';

const BURST = 500;

/** ReplicaSets and ReplicationControllers differ in little. Models pkg/controller/replication/conversion.go. */
interface Flavour {
  readonly kind: string;
  readonly resource: GroupResource;
  readonly queue: string;
  readonly component: string;
  matches(set: KubeObject, pod: KubeObject): boolean;
  readonly countsTerminating: boolean;
}

const here = (set: KubeObject, pod: KubeObject): boolean => set.metadata.namespace === pod.metadata.namespace;

const REPLICA_SET: Flavour = {
  kind: 'ReplicaSet',
  resource: REPLICA_SETS,
  queue: 'replicaset',
  component: 'replicaset-controller',
  matches: (set, pod) => here(set, pod) && matchesLabelSelector(set.spec.selector, pod.metadata.labels),
  countsTerminating: true,
};

const REPLICATION_CONTROLLER: Flavour = {
  kind: 'ReplicationController',
  resource: REPLICATION_CONTROLLERS,
  queue: 'replicationmanager',
  component: 'replication-controller',
  matches: (set, pod) =>
    here(set, pod) && Object.keys(set.spec.selector ?? {}).length > 0 && matchesLabelMap(set.spec.selector, pod.metadata.labels),
  countsTerminating: false,
};

/** Keeps as many pods as each ReplicaSet asks for. Models pkg/controller/replicaset. */
export const replicaSetController = (context: ControllerContext): Controller => replicas(context, REPLICA_SET);

/** Keeps as many pods as each ReplicationController asks for. Models pkg/controller/replication. */
export const replicationController = (context: ControllerContext): Controller => replicas(context, REPLICATION_CONTROLLER);

function replicas(context: ControllerContext, flavour: Flavour): Controller {
  const { client, informers, sim } = context;
  const { kind, resource, queue, matches } = flavour;
  const sets = informers.informer(resource);
  const pods = informers.informer(PODS);
  const events = context.events(flavour.component);
  const enqueue = bindQueue(context, queue, sync);
  const rate = clientRate(sim, queue);

  sets.onChange(({ object }) => enqueue(keyOf(object)));
  pods.onChange(({ object, old }) => {
    for (const pod of old && controllerOf(old)?.uid !== controllerOf(object)?.uid ? [old, object] : [object]) {
      const owner = controllerOf(pod);
      if (owner?.kind === kind) enqueue(`${pod.metadata.namespace}/${owner.name}`);
      else if (!owner) for (const set of sets.list(pod.metadata.namespace)) if (matches(set, pod)) enqueue(keyOf(set));
    }
  });

  function sync(key: string): void {
    const [namespace, name] = splitKey(key);
    const set = sets.get(namespace, name);
    if (!set) return;
    const claimed = claim(client, pods, PODS, set, (pod) => matches(set, pod));
    const active = claimed.filter(isPodActive);
    const terminating = claimed.filter(
      (pod) => pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed',
    );
    let failure: unknown;
    let diff = 0;
    if (!set.metadata.deletionTimestamp) {
      diff = active.length - (set.spec.replicas ?? 1);
      const replaces = claimed.some(({ status }) => status?.phase === 'Failed');
      const wait = diff < 0 && replaces ? rate.wait() : 0;
      if (wait > 0) return sim.after(`controller/${queue}`, key, wait, { background: true });
      failure =
        diff < 0 ? create(set, Math.min(-diff, BURST), replaces) : diff > 0 ? remove(set, active, Math.min(diff, BURST)) : undefined;
    }
    updateStatus(set, active, terminating.length, failure, diff);
    if (failure) throw failure;
    if (Math.abs(diff) > BURST) enqueue(key);
  }

  /** Creates pods in batches of 1, 2, 4 …, so that a quota that is used up is met once, not hundreds of times. */
  function create(set: KubeObject, count: number, replaces: boolean): unknown {
    const body = podFromTemplate(set.spec.template, set, controllerRef(set));
    let failure: unknown;
    for (let done = 0, batch = 1; done < count && !failure; batch *= 2) {
      for (let i = 0; i < batch && done < count; i++, done++) {
        if (replaces) rate.take();
        try {
          const pod = client.create(PODS, body, set.metadata.namespace);
          events.event(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (isNamespaceTerminating(error)) return undefined;
          events.event(set, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
          failure = error;
        }
      }
    }
    return failure;
  }

  function remove(set: KubeObject, active: readonly KubeObject[], count: number): unknown {
    const owner = controllerOf(set);
    const siblings = owner ? sets.byIndex('controller', owner.uid) : [set];
    const related = siblings.flatMap((sibling) => pods.byIndex('controller', sibling.metadata.uid ?? '')).filter(isPodActive);
    let failure: unknown;
    for (const pod of podsToDelete(active, related, count, sim.now())) {
      try {
        ignoreNotFound(() => client.delete(PODS, pod.metadata.namespace ?? '', pod.metadata.name));
        events.event(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        events.event(set, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
        failure = error;
      }
    }
    return failure;
  }

  function updateStatus(set: KubeObject, active: readonly KubeObject[], terminating: number, failure: unknown, diff: number): void {
    const minReady = set.spec.minReadySeconds ?? 0;
    const now = sim.now();
    let fullyLabeled = 0;
    let ready = 0;
    let available = 0;
    let nextCheck = Infinity;
    for (const pod of active) {
      if (matchesLabelMap(set.spec.template.metadata?.labels ?? {}, pod.metadata.labels)) fullyLabeled++;
      if (!isPodReady(pod)) continue;
      ready++;
      if (isPodAvailable(pod, minReady, now)) available++;
      else nextCheck = Math.min(nextCheck, parseTime(conditionOf(pod, 'Ready')?.lastTransitionTime ?? undefined) + minReady * 1000);
    }
    let conditions: readonly Condition[] = set.status?.conditions ?? [];
    if (failure instanceof ApiError && !conditions.some(({ type }) => type === 'ReplicaFailure')) {
      const reason = diff < 0 ? 'FailedCreate' : 'FailedDelete';
      conditions = [
        ...conditions,
        { lastTransitionTime: formatTime(now), message: failure.message, reason, status: 'True', type: 'ReplicaFailure' },
      ];
    } else if (!failure) conditions = conditions.filter(({ type }) => type !== 'ReplicaFailure');
    const status = {
      replicas: active.length,
      ...(fullyLabeled ? { fullyLabeledReplicas: fullyLabeled } : {}),
      ...(ready ? { readyReplicas: ready } : {}),
      ...(available ? { availableReplicas: available } : {}),
      ...(flavour.countsTerminating ? { terminatingReplicas: terminating } : {}),
      observedGeneration: set.metadata.generation,
      ...(conditions.length > 0 ? { conditions } : {}),
    };
    if (!deepEqual(status, set.status)) {
      try {
        client.update(resource, { ...set, status }, 'status');
      } catch (error) {
        // Our own adoption, or a scale, came in between: its change brings us back here.
        if (!(error instanceof ApiError) || (error.reason !== 'Conflict' && error.code !== 404)) throw error;
      }
    }
    if (nextCheck < Infinity) sim.after(`controller/${queue}`, keyOf(set), nextCheck - now);
  }

  return { name: queue, resync: () => sets.list().forEach((set) => enqueue(keyOf(set))) };
}
