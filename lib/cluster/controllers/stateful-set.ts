import { conditionOf } from '@/lib/api/condition';
import { deepEqual } from '@/lib/api/freeze';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import { ApiError } from '../client/client';
import { clientRate } from './client-rate';
import { bindQueue, ignoreNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { claim, controllerOf } from './controller-ref';
import { syncHistory, truncateHistory } from './controller-history';
import { isPodAvailable, isPodReady, isPodTerminal } from './pod-state';
import { PERSISTENT_VOLUME_CLAIMS, PODS, STATEFUL_SETS } from '../client/resources';
import { scaledValue } from './rollout';
import { claimNames, claimOwners, ordinalOf, REVISION, startOf, statefulClaim, statefulPod } from './stateful-pods';
import { revisionHash } from './template-hash';

const QUEUE = 'controller/statefulset';

/** Keeps numbered pods with volumes of their own. Models pkg/controller/statefulset/stateful_set_control.go. */
export function statefulSetController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const sets = informers.informer(STATEFUL_SETS);
  const pods = informers.informer(PODS);
  const claims = informers.informer(PERSISTENT_VOLUME_CLAIMS);
  const events = context.events('statefulset-controller');
  const enqueue = bindQueue(context, 'statefulset', sync);
  const rate = clientRate(sim, 'statefulset');
  const matches = (set: KubeObject, pod: KubeObject) =>
    matchesLabelSelector(set.spec.selector, pod.metadata.labels) && ordinalOf(set, pod) >= 0;

  sets.onChange(({ type, object }) => type !== 'DELETED' && enqueue(keyOf(object)));
  pods.onChange(({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'StatefulSet') enqueue(`${object.metadata.namespace}/${owner.name}`);
    else if (!owner) for (const set of sets.list(object.metadata.namespace)) if (matches(set, object)) enqueue(keyOf(set));
  });

  function sync(key: string): void {
    const [namespace, name] = splitKey(key);
    const set = sets.get(namespace, name);
    if (!set || set.metadata.deletionTimestamp) return;
    const own = claim(client, pods, PODS, set, (pod) => matches(set, pod));
    const { revisions, update, collisions } = syncHistory(context, set, {
      hashLabel: 'controller.kubernetes.io/hash',
      hash: (data, count = 0) => revisionHash(data, count),
      annotations: set.metadata.annotations,
    });
    const current = revisions.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
    let failure: unknown;
    try {
      new Turn(set, own, current, update).run();
    } catch (error) {
      failure = error;
    }
    updateStatus(set, current, update, collisions ?? 0);
    const live = new Set([current.metadata.name, update.metadata.name, ...own.map((pod) => pod.metadata.labels?.[REVISION] ?? '')]);
    truncateHistory(context, revisions, live, set.spec.revisionHistoryLimit ?? 10);
    if (failure) throw failure;
  }

  /** One look at a set: what it does first it does alone, unless its pods may go in parallel. */
  class Turn {
    private readonly replicas: (KubeObject | undefined)[];
    private readonly condemned: KubeObject[];
    private readonly monotonic: boolean;

    constructor(
      private readonly set: KubeObject,
      own: readonly KubeObject[],
      private readonly current: KubeObject,
      private readonly update: KubeObject,
    ) {
      const [start, count] = [startOf(set), set.spec.replicas ?? 1];
      this.monotonic = set.spec.podManagementPolicy !== 'Parallel';
      this.replicas = Array.from({ length: count }, (_, i) => own.find((pod) => ordinalOf(set, pod) === start + i));
      const outside = own.filter((pod) => ordinalOf(set, pod) < start || ordinalOf(set, pod) >= start + count);
      this.condemned = outside.sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
    }

    run(): void {
      for (const [i, pod] of this.replicas.entries()) if (this.settle(startOf(this.set) + i, pod)) return;
      const firstUnhealthy = [...this.replicas, ...this.condemned].find((pod) => pod && !isHealthy(pod));
      for (const pod of this.condemned) {
        if (pod.metadata.deletionTimestamp) {
          if (this.monotonic) return;
          continue;
        }
        if (this.monotonic && !isHealthy(pod) && pod !== firstUnhealthy) return;
        this.ownClaims(ordinalOf(this.set, pod), pod);
        this.remove(pod);
        if (this.monotonic) return;
      }
      if (this.set.spec.updateStrategy?.type !== 'OnDelete') this.roll();
    }

    /** Makes, or makes again, one pod. True: the rest has to wait for it. */
    private settle(ordinal: number, pod: KubeObject | undefined): boolean {
      if (pod && isPodTerminal(pod)) {
        if (!pod.metadata.deletionTimestamp) this.recreate(pod);
        return this.monotonic;
      }
      if (!pod) {
        this.create(ordinal);
        return this.monotonic;
      }
      this.ensureClaims(ordinal);
      this.ownClaims(ordinal, pod);
      if (!this.monotonic) return false;
      return Boolean(pod.metadata.deletionTimestamp) || !isPodAvailable(pod, this.set.spec.minReadySeconds ?? 0, sim.now());
    }

    private recreate(pod: KubeObject): void {
      const wait = rate.wait();
      if (wait > 0) return sim.after(QUEUE, keyOf(this.set), wait, { background: true });
      rate.take();
      events.event(
        this.set,
        'Warning',
        'RecreatingFailedPod',
        `StatefulSet ${keyOf(this.set)} is recreating failed Pod ${pod.metadata.name}`,
      );
      this.remove(pod);
    }

    private create(ordinal: number): void {
      const { set } = this;
      const pod = statefulPod(set, this.revisionFor(ordinal), ordinal);
      const what = `Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name}`;
      try {
        this.ensureClaims(ordinal);
        client.create(PODS, pod, set.metadata.namespace);
        events.event(set, 'Normal', 'SuccessfulCreate', `Create ${what} successful`);
        this.ownClaims(ordinal, undefined);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.reason === 'AlreadyExists') return;
        events.event(set, 'Warning', 'FailedCreate', `create ${what} failed error: ${error.message}`);
        throw error;
      }
    }

    /** Below the partition, and until a rollout is through, pods are made as they were. Models newVersionedStatefulSetPod. */
    private revisionFor(ordinal: number): KubeObject {
      const { set } = this;
      const rolling = set.spec.updateStrategy?.type === 'RollingUpdate';
      const below = rolling && ordinal < startOf(set) + (set.spec.updateStrategy.rollingUpdate?.partition ?? 0);
      const early = rolling && !set.spec.updateStrategy.rollingUpdate && ordinal < startOf(set) + (set.status?.currentReplicas ?? 0);
      return below || early ? this.current : this.update;
    }

    private ensureClaims(ordinal: number): void {
      const { set } = this;
      for (const { template, name } of claimNames(set, ordinal)) {
        if (claims.get(set.metadata.namespace ?? '', name)) continue;
        const pod = `${set.metadata.name}-${ordinal}`;
        try {
          client.create(PERSISTENT_VOLUME_CLAIMS, statefulClaim(set, template, name), set.metadata.namespace);
          events.event(set, 'Normal', 'SuccessfulCreate', `Create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`);
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          if (error.reason === 'AlreadyExists') continue;
          const text = `create Claim ${name} for Pod ${pod} in StatefulSet ${set.metadata.name} failed error: ${error.message}`;
          events.event(set, 'Warning', 'FailedCreate', text);
          throw error;
        }
      }
    }

    /** Claims that are to go with the set, or with a pod that is scaled away, are owned by it. Models UpdatePodClaimForRetentionPolicy. */
    private ownClaims(ordinal: number, pod: KubeObject | undefined): void {
      const { namespace = '' } = this.set.metadata;
      for (const { name } of claimNames(this.set, ordinal)) {
        const held = claims.get(namespace, name);
        if (!held || held.metadata.deletionTimestamp) continue;
        const owners = claimOwners(this.set, ordinal, pod, held);
        if (deepEqual(owners, held.metadata.ownerReferences ?? [])) continue;
        const { ownerReferences: _before, ...metadata } = held.metadata;
        const owned = { ...held, metadata: owners.length > 0 ? { ...metadata, ownerReferences: owners } : metadata };
        ignoreNotFound(() => client.update(PERSISTENT_VOLUME_CLAIMS, owned));
      }
    }

    private remove(pod: KubeObject): void {
      const { set } = this;
      ignoreNotFound(() => client.delete(PODS, pod.metadata.namespace ?? '', pod.metadata.name, { uid: pod.metadata.uid }));
      events.event(set, 'Normal', 'SuccessfulDelete', `Delete Pod ${pod.metadata.name} in StatefulSet ${set.metadata.name} successful`);
    }

    /** Deletes pods of old revisions from the highest ordinal down, as many as may be missing; they come back new. */
    private roll(): void {
      const { set, replicas } = this;
      const rolling = set.spec.updateStrategy?.rollingUpdate ?? {};
      const most = Math.max(1, scaledValue(rolling.maxUnavailable ?? 1, replicas.length, true));
      const isUnavailable = (pod: KubeObject | undefined) => !pod || !isPodAvailable(pod, set.spec.minReadySeconds ?? 0, sim.now());
      let missing = replicas.filter(isUnavailable).length;
      for (let i = replicas.length - 1; i >= (rolling.partition ?? 0); i--) {
        const pod = replicas[i];
        if (!pod) continue;
        const old = pod.metadata.labels?.[REVISION] !== this.update.metadata.name;
        if (old && !pod.metadata.deletionTimestamp) {
          const already = isUnavailable(pod);
          if (!already && missing >= most) return;
          this.remove(pod);
          if (!already) missing++;
          if (missing >= most) return;
        } else if (isUnavailable(pod) && missing >= most) return;
      }
    }
  }

  function updateStatus(set: KubeObject, current: KubeObject, update: KubeObject, collisions: number): void {
    const own = pods.byIndex('controller', set.metadata.uid ?? '').filter((pod) => ordinalOf(set, pod) >= 0);
    const minReady = set.spec.minReadySeconds ?? 0;
    const now = sim.now();
    const at = (revision: KubeObject) =>
      own.filter((pod) => !pod.metadata.deletionTimestamp && pod.metadata.labels?.[REVISION] === revision.metadata.name);
    const available = own.filter((pod) => isPodAvailable(pod, minReady, now)).length;
    const ready = own.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod));
    const updated = at(update).length;
    const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    const wanted = set.spec.replicas ?? 1;
    const rolled = set.spec.updateStrategy?.type === 'RollingUpdate' && partition === 0 && updated === wanted && ready.length === wanted;
    const running = rolled ? update : current;
    const currents = at(running).length;
    const status = {
      availableReplicas: available,
      collisionCount: collisions,
      ...(currents ? { currentReplicas: currents } : {}),
      currentRevision: running.metadata.name,
      observedGeneration: set.metadata.generation,
      ...(ready.length ? { readyReplicas: ready.length } : {}),
      replicas: own.length,
      updateRevision: update.metadata.name,
      ...(updated ? { updatedReplicas: updated } : {}),
      ...(set.status?.conditions ? { conditions: set.status.conditions } : {}),
    };
    if (!deepEqual(status, set.status)) {
      const latest = client.get(STATEFUL_SETS, set.metadata.namespace ?? '', set.metadata.name);
      if (latest) client.update(STATEFUL_SETS, { ...latest, status }, 'status');
    }
    const waits = ready.map((pod) => parseTime(conditionOf(pod, 'Ready')?.lastTransitionTime ?? undefined) + minReady * 1000 - now);
    const next = Math.min(...waits.filter((wait) => wait > 0));
    if (Number.isFinite(next)) sim.after(QUEUE, keyOf(set), next);
  }
}

const isHealthy = (pod: KubeObject): boolean => pod.status?.phase === 'Running' && isPodReady(pod) && !pod.metadata.deletionTimestamp;
