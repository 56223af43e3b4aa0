import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { Pod, ReplicaSet } from '@/lib/api/models';
import { bindQueue, type ControllerContext } from './context';
import { availability, controllerOf, controllerRef, createPod, deletePod, deletionOrder, isActive, isReady } from './pod-control';
import { PODS, REPLICASETS } from './resources';

/** Pods created or deleted in one go (burstReplicas). */
const BURST = 500;
/** Index value of pods that nobody controls. */
const ORPHAN = '';

/**
 * Keeps the number of pods of each ReplicaSet. Models pkg/controller/replicaset/replica_set.go. As reconciling is
 * synchronous and reads what it wrote, there is no need for upstream's expectations.
 */
export function replicaSetController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const sets = informers.informer<ReplicaSet>(REPLICASETS);
  const pods = informers.informer<Pod>(PODS).addIndex('controller', (pod) => [controllerOf(pod)?.uid ?? ORPHAN]);
  const enqueue = bindQueue(context, 'replicaset', (namespace, name) => {
    const set = client.get<ReplicaSet>(REPLICASETS, namespace, name);
    if (set) reconcile(set);
  });
  sets.onChange(({ object }) => enqueue(object.metadata.namespace, object.metadata.name));
  pods.onChange(({ object, old }) => {
    for (const pod of old && controllerOf(old)?.uid !== controllerOf(object)?.uid ? [old, object] : [object]) {
      const owner = controllerOf(pod);
      if (owner?.kind === 'ReplicaSet') enqueue(pod.metadata.namespace, owner.name);
      else if (!owner && object.metadata.labels) {
        for (const set of sets.list(pod.metadata.namespace)) if (selects(set, pod)) enqueue(set.metadata.namespace, set.metadata.name);
      }
    }
  });

  function reconcile(set: ReplicaSet): void {
    const owned = claim(set);
    const active = owned.filter(isActive);
    let failure: Error | undefined;
    if (!set.metadata.deletionTimestamp) {
      try {
        manage(set, active);
      } catch (error) {
        failure = error as Error;
      }
    }
    updateStatus(set, claim(set).filter(isActive), failure);
    if (failure) throw failure;
  }

  /** The set's pods: those it controls, and orphans that its selector matches, which it adopts. */
  function claim(set: ReplicaSet): Pod[] {
    const namespace = set.metadata.namespace!;
    const orphans = pods
      .byIndex('controller', ORPHAN)
      .filter((pod) => pod.metadata.namespace === namespace && isActive(pod) && selects(set, pod));
    const own = [...pods.byIndex('controller', set.metadata.uid!), ...orphans];
    return own.flatMap((pod) => {
      const controlled = controllerOf(pod)?.uid === set.metadata.uid;
      if (controlled && selects(set, pod)) return [pod];
      if (controlled) {
        const references = pod.metadata.ownerReferences!.filter(({ uid }) => uid !== set.metadata.uid);
        client.patch(PODS, namespace, pod.metadata.name, { metadata: { ownerReferences: references } }, { type: 'merge' });
        return [];
      }
      if (set.metadata.deletionTimestamp) return [];
      return [
        client.patch<Pod>(
          PODS,
          namespace,
          pod.metadata.name,
          { metadata: { ownerReferences: [...(pod.metadata.ownerReferences ?? []), controllerRef(set)] } },
          { type: 'merge' },
        ),
      ];
    });
  }

  function manage(set: ReplicaSet, active: readonly Pod[]): void {
    const missing = (set.spec?.replicas ?? 1) - active.length;
    if (missing > 0) {
      for (let i = 0; i < Math.min(missing, BURST); i++) createPod(context, set, set.spec!.template!);
      if (missing > BURST) enqueue(set.metadata.namespace, set.metadata.name);
    } else if (missing < 0) {
      for (const pod of deletionOrder(active, related(set)).slice(0, Math.min(-missing, BURST))) deletePod(context, set, pod);
    }
  }

  /** Pods of all ReplicaSets with the same owner, so that scaling down spreads what remains over nodes. */
  function related(set: ReplicaSet): Pod[] {
    const owner = controllerOf(set)?.uid;
    const group = owner ? sets.list(set.metadata.namespace).filter((other) => controllerOf(other)?.uid === owner) : [set];
    return group.flatMap((other) => pods.byIndex('controller', other.metadata.uid!)).filter(isActive);
  }

  function updateStatus(set: ReplicaSet, active: readonly Pod[], failure: Error | undefined): void {
    const now = sim.now();
    const minReady = set.spec?.minReadySeconds ?? 0;
    const judged = active.map((pod) => availability(pod, minReady, now));
    const template = set.spec?.template?.metadata?.labels ?? {};
    const waits = judged.flatMap(({ waitMs }) => waitMs ?? []);
    if (waits.length > 0) sim.after('controller/replicaset', `${set.metadata.namespace}/${set.metadata.name}`, Math.min(...waits));
    const others = (set.status?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
    const old = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
    const failed = failure && {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: old?.lastTransitionTime ?? `${new Date(now).toISOString().slice(0, 19)}Z`,
      reason: (set.spec?.replicas ?? 1) > active.length ? 'FailedCreate' : 'FailedDelete',
      message: failure.message,
    };
    const conditions = failed ? [...others, failed] : others;
    const ready = active.filter(isReady).length;
    const available = judged.filter((entry) => entry.available).length;
    const labeled = active.filter((pod) => Object.entries(template).every(([key, value]) => pod.metadata.labels?.[key] === value)).length;
    const status = {
      replicas: active.length,
      ...(labeled > 0 && { fullyLabeledReplicas: labeled }),
      ...(ready > 0 && { readyReplicas: ready }),
      ...(available > 0 && { availableReplicas: available }),
      observedGeneration: set.metadata.generation ?? 0,
      ...(conditions.length > 0 && { conditions }),
    };
    if (sameStatus(set.status, status)) return;
    const latest = client.get<ReplicaSet>(REPLICASETS, set.metadata.namespace!, set.metadata.name);
    if (latest)
      client.update(REPLICASETS, { ...latest, status: { ...status, observedGeneration: set.metadata.generation ?? 0 } }, 'status');
  }
}

function selects(set: ReplicaSet, pod: Pod): boolean {
  return set.spec?.selector !== undefined && matchesLabelSelector(set.spec.selector, pod.metadata.labels);
}

function sameStatus(a: object | undefined, b: object): boolean {
  const known = (a ?? {}) as Record<string, unknown>;
  const wanted = b as Record<string, unknown>;
  const keys = new Set([...Object.keys(known).filter((key) => key !== 'terminatingReplicas'), ...Object.keys(wanted)]);
  return [...keys].every((key) => JSON.stringify(known[key]) === JSON.stringify(wanted[key]));
}
