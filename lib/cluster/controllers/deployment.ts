import type { Condition } from '@/lib/api/condition';
import { deepEqual } from '@/lib/api/freeze';
import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import { ApiError } from '../client/client';
import {
  bindQueue,
  ignoreNotFound,
  isAlreadyExists,
  isNamespaceTerminating,
  keyOf,
  splitKey,
  type Controller,
  type ControllerContext,
} from './context';
import { claim, controllerOf, controllerRef } from './controller-ref';
import {
  DESIRED,
  equalTemplates,
  findNewSet,
  HASH_LABEL,
  MAX,
  newSetAnnotations,
  REVISION,
  revisionOf,
  setsToForget,
} from './deployment-revisions';
import { calculateStatus, hasDeadline, newCondition, rolloutStatus, withCondition } from './deployment-status';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../client/resources';
import {
  byCreation,
  fenceposts,
  isComplete,
  isRolling,
  newSetReplicas,
  proportionalScale,
  scaleDownOld,
  specReplicas,
  sumReplicas,
  actualReplicas,
} from './rollout';
import { templateHash } from './template-hash';

const QUEUE = 'controller/deployment';

/** Rolls Deployments out over ReplicaSets. Models pkg/controller/deployment. */
export function deploymentController(context: ControllerContext): Controller {
  const { client, informers, sim } = context;
  const deployments = informers.informer(DEPLOYMENTS);
  const sets = informers.informer(REPLICA_SETS);
  const pods = informers.informer(PODS);
  const events = context.events('deployment-controller');
  const enqueue = bindQueue(context, 'deployment', sync);

  deployments.onChange(({ object }) => enqueue(keyOf(object)));
  sets.onChange(({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'Deployment') enqueue(`${object.metadata.namespace}/${owner.name}`);
    else if (!owner) for (const d of deployments.list(object.metadata.namespace)) if (selects(d, object)) enqueue(keyOf(d));
  });
  // Recreate waits for the last old pod to go.
  pods.onChange(({ type, object }) => {
    const owner = type === 'DELETED' ? controllerOf(object) : undefined;
    if (owner?.kind !== 'ReplicaSet') return;
    const set = sets.get(object.metadata.namespace ?? '', owner.name);
    const up = set && controllerOf(set);
    const deployment = up?.kind === 'Deployment' ? deployments.get(object.metadata.namespace ?? '', up.name) : undefined;
    if (deployment && !isRolling(deployment)) enqueue(keyOf(deployment));
  });

  function sync(key: string): void {
    const [namespace, name] = splitKey(key);
    let deployment = deployments.get(namespace, name);
    if (!deployment) return;
    const { selector } = deployment.spec;
    if (!selector.matchLabels && !selector.matchExpressions?.length) {
      events.event(deployment, 'Warning', 'SelectingAll', 'This deployment is selecting all pods. A non-empty selector is required.');
      return;
    }
    const owned = claim(client, sets, REPLICA_SETS, deployment, (set) => selects(deployment!, set));
    if (deployment.metadata.deletionTimestamp) return syncStatusOnly(deployment, owned);
    deployment = syncPaused(deployment);
    if (deployment.spec.paused || isScaling(deployment, owned)) return syncScale(deployment, owned);
    if (isRolling(deployment)) rolling(deployment, owned);
    else recreate(deployment, owned);
  }

  const split = (deployment: KubeObject, owned: readonly KubeObject[]) => {
    const newSet = findNewSet(deployment, owned);
    return { newSet, oldSets: owned.filter((set) => set.metadata.uid !== newSet?.metadata.uid) };
  };

  function syncStatusOnly(deployment: KubeObject, owned: readonly KubeObject[]): void {
    const { newSet } = split(deployment, owned);
    writeStatus(deployment, calculateStatus(deployment, owned, newSet, sim.now()));
  }

  function syncPaused(deployment: KubeObject): KubeObject {
    if (!hasDeadline(deployment)) return deployment;
    const conditions: readonly Condition[] = deployment.status?.conditions ?? [];
    const current = conditions.find(({ type }) => type === 'Progressing');
    if (current?.reason === 'ProgressDeadlineExceeded') return deployment;
    const wasPaused = current?.reason === 'DeploymentPaused';
    if (Boolean(deployment.spec.paused) === wasPaused) return deployment;
    const condition = deployment.spec.paused
      ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', sim.now())
      : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', sim.now());
    return client.update(
      DEPLOYMENTS,
      { ...deployment, status: { ...deployment.status, conditions: withCondition(conditions, condition) } },
      'status',
    );
  }

  /** The deployment's size changed and nothing else is to be done first. Models isScalingEvent. */
  function isScaling(deployment: KubeObject, owned: readonly KubeObject[]): boolean {
    return owned.some((set) => {
      const desired = set.metadata.annotations?.[DESIRED];
      return specReplicas(set) > 0 && desired !== undefined && Number(desired) !== specReplicas(deployment);
    });
  }

  function syncScale(given: KubeObject, owned: readonly KubeObject[]): void {
    const { deployment, newSet, oldSets } = newSetOf(given, owned, false);
    const scaled = scaleAll(deployment, newSet, oldSets);
    if (deployment.spec.paused) forgetOld(deployment, oldSets);
    const of = (set: KubeObject) => scaled.get(set.metadata.uid ?? '') ?? set;
    const all = [...oldSets, ...(newSet ? [newSet] : [])].map(of);
    writeStatus(deployment, calculateStatus(deployment, all, newSet && of(newSet), sim.now()));
  }

  function scaleAll(deployment: KubeObject, newSet: KubeObject | undefined, oldSets: readonly KubeObject[]): Map<string, KubeObject> {
    const out = new Map<string, KubeObject>();
    const put = (set: KubeObject, replicas: number) => out.set(set.metadata.uid ?? '', scale(deployment, set, replicas));
    const active = [...oldSets, ...(newSet ? [newSet] : [])].filter((set) => specReplicas(set) > 0);
    const only = active.length === 0 ? (newSet ?? [...oldSets].sort(byCreation).at(-1)) : active.length === 1 ? active[0] : undefined;
    if (only) {
      if (specReplicas(only) !== specReplicas(deployment) || only.metadata.annotations?.[DESIRED] !== String(specReplicas(deployment)))
        put(only, specReplicas(deployment));
    } else if (newSet && isSaturated(deployment, newSet)) {
      for (const set of oldSets) if (specReplicas(set) > 0) put(set, 0);
    } else if (isRolling(deployment)) {
      const wasMax = (set: KubeObject) => Number(set.metadata.annotations?.[MAX] ?? 0);
      for (const { set, replicas } of proportionalScale(deployment, active, wasMax)) put(set, replicas);
    }
    return out;
  }

  function rolling(given: KubeObject, owned: readonly KubeObject[]): void {
    const { deployment, newSet, oldSets } = newSetOf(given, owned, true);
    const all = newSet ? [...oldSets, newSet] : oldSets;
    if (newSet) {
      const desired = specReplicas(deployment);
      const current = specReplicas(newSet);
      const replicas = current > desired ? desired : newSetReplicas(deployment, all, current);
      if (replicas !== current) {
        const scaled = scale(deployment, newSet, replicas);
        return finish(deployment, oldSets, scaled);
      }
    }
    const down = scaleDownOld(deployment, newSet, oldSets);
    if (down.length > 0) {
      const after = new Map(down.map(({ set, replicas }) => [set, scale(deployment, set, replicas)]));
      return finish(
        deployment,
        oldSets.map((set) => after.get(set) ?? set),
        newSet,
      );
    }
    if (isComplete(deployment, deployment.status ?? {})) forgetOld(deployment, oldSets);
    finish(deployment, oldSets, newSet);
  }

  function recreate(given: KubeObject, owned: readonly KubeObject[]): void {
    const before = split(given, owned);
    const active = before.oldSets.filter((set) => specReplicas(set) > 0);
    if (active.length > 0) {
      const { deployment, newSet, oldSets } = newSetOf(given, owned, false);
      const after = new Map(active.map((set) => [set, scale(deployment, set, 0)]));
      return finish(
        deployment,
        oldSets.map((set) => after.get(set) ?? set),
        newSet,
      );
    }
    const running = before.oldSets.some((set) =>
      pods.byIndex('controller', set.metadata.uid ?? '').some((pod) => pod.status?.phase !== 'Failed' && pod.status?.phase !== 'Succeeded'),
    );
    if (running) {
      const { deployment, newSet, oldSets } = newSetOf(given, owned, false);
      return finish(deployment, oldSets, newSet);
    }
    const { deployment, newSet, oldSets } = newSetOf(given, owned, true);
    const scaled =
      newSet && specReplicas(newSet) !== specReplicas(deployment) ? scale(deployment, newSet, specReplicas(deployment)) : newSet;
    if (isComplete(deployment, deployment.status ?? {})) forgetOld(deployment, oldSets);
    finish(deployment, oldSets, scaled);
  }

  function finish(deployment: KubeObject, oldSets: readonly KubeObject[], newSet: KubeObject | undefined): void {
    const all = newSet ? [...oldSets, newSet] : oldSets;
    const status = rolloutStatus(deployment, all, newSet, sim.now());
    writeStatus(deployment, status);
    const progressing = (status.conditions as readonly Condition[]).find(({ type }) => type === 'Progressing');
    if (
      !hasDeadline(deployment) ||
      !progressing ||
      isComplete(deployment, status) ||
      progressing.reason === 'ProgressDeadlineExceeded' ||
      progressing.reason === 'NewReplicaSetAvailable'
    )
      return;
    const due = parseTime(progressing.lastUpdateTime) + deployment.spec.progressDeadlineSeconds * 1000 + 1000;
    sim.at(QUEUE, keyOf(deployment), Math.max(due, sim.now() + 1), { background: true });
  }

  /** Finds the ReplicaSet of the current template, or creates it, and keeps revisions. Models getNewReplicaSet. */
  function newSetOf(
    deployment: KubeObject,
    owned: readonly KubeObject[],
    create: boolean,
  ): { deployment: KubeObject; newSet?: KubeObject; oldSets: readonly KubeObject[] } {
    const { newSet: found, oldSets } = split(deployment, owned);
    const revision = oldSets.reduce((most, set) => Math.max(most, revisionOf(set)), 0) + 1;
    if (found) {
      const annotations = newSetAnnotations(deployment, found, revision, undefined);
      const minReadySeconds = deployment.spec.minReadySeconds;
      let newSet = found;
      if (!deepEqual(annotations, found.metadata.annotations ?? {}) || (found.spec.minReadySeconds ?? 0) !== (minReadySeconds ?? 0)) {
        newSet = client.update(REPLICA_SETS, {
          ...found,
          metadata: { ...found.metadata, annotations },
          spec: { ...found.spec, minReadySeconds },
        });
      }
      let updated = withRevision(deployment, newSet.metadata.annotations?.[REVISION]);
      const conditions: readonly Condition[] = updated.status?.conditions ?? [];
      if (hasDeadline(updated) && !conditions.some(({ type }) => type === 'Progressing')) {
        const condition = newCondition(
          'Progressing',
          'True',
          'FoundNewReplicaSet',
          `Found new replica set "${newSet.metadata.name}"`,
          sim.now(),
        );
        updated = { ...updated, status: { ...updated.status, conditions: withCondition(conditions, condition) } };
      }
      return { deployment: writeRevision(deployment, updated), newSet, oldSets };
    }
    return create ? createSet(deployment, oldSets, revision) : { deployment, oldSets };
  }

  function createSet(deployment: KubeObject, oldSets: readonly KubeObject[], revision: number) {
    const { template } = deployment.spec;
    const hash = templateHash(template, deployment.status?.collisionCount);
    const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash };
    const replicas = newSetReplicas(deployment, oldSets, 0);
    const object: KubeObject = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace,
        labels,
        annotations: newSetAnnotations(deployment, undefined, revision, specReplicas(deployment) + fenceposts(deployment).maxSurge),
        ownerReferences: [controllerRef(deployment)],
      },
      spec: {
        replicas,
        ...(deployment.spec.minReadySeconds ? { minReadySeconds: deployment.spec.minReadySeconds } : {}),
        selector: { ...deployment.spec.selector, matchLabels: { ...deployment.spec.selector.matchLabels, [HASH_LABEL]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    let newSet: KubeObject;
    try {
      newSet = client.create(REPLICA_SETS, object, deployment.metadata.namespace);
      if (replicas > 0)
        events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${newSet.metadata.name} from 0 to ${replicas}`);
    } catch (error) {
      if (!(error instanceof ApiError) || isNamespaceTerminating(error)) throw error;
      const existing = isAlreadyExists(error)
        ? client.get(REPLICA_SETS, deployment.metadata.namespace ?? '', object.metadata.name)
        : undefined;
      if (existing && controllerOf(existing)?.uid === deployment.metadata.uid && equalTemplates(existing.spec.template, template))
        newSet = existing;
      else if (existing) {
        const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
        client.update(DEPLOYMENTS, { ...deployment, status: { ...deployment.status, collisionCount } }, 'status');
        throw error;
      } else {
        const message = `Failed to create new replica set "${object.metadata.name}": ${error.message}`;
        const condition = newCondition('Progressing', 'False', 'ReplicaSetCreateError', message, sim.now());
        if (hasDeadline(deployment))
          writeStatus(deployment, { ...deployment.status, conditions: withCondition(deployment.status?.conditions ?? [], condition) });
        events.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
        throw error;
      }
    }
    let updated = withRevision(deployment, newSet.metadata.annotations?.[REVISION]);
    if (hasDeadline(deployment)) {
      const condition = newCondition(
        'Progressing',
        'True',
        'NewReplicaSetCreated',
        `Created new replica set "${newSet.metadata.name}"`,
        sim.now(),
      );
      updated = { ...updated, status: { ...updated.status, conditions: withCondition(updated.status?.conditions ?? [], condition) } };
    }
    return { deployment: writeRevision(deployment, updated), newSet, oldSets };
  }

  function withRevision(deployment: KubeObject, revision: string | undefined): KubeObject {
    if (revision === undefined || deployment.metadata.annotations?.[REVISION] === revision) return deployment;
    return {
      ...deployment,
      metadata: { ...deployment.metadata, annotations: { ...deployment.metadata.annotations, [REVISION]: revision } },
    };
  }

  /** Annotations go by an update of the object; conditions ride along to the status that `finish` writes. */
  function writeRevision(before: KubeObject, after: KubeObject): KubeObject {
    if (before.metadata === after.metadata) return after;
    const written = client.update(DEPLOYMENTS, { ...before, metadata: after.metadata });
    return { ...written, status: after.status };
  }

  function scale(deployment: KubeObject, set: KubeObject, replicas: number): KubeObject {
    const annotations = {
      ...set.metadata.annotations,
      [DESIRED]: String(specReplicas(deployment)),
      [MAX]: String(specReplicas(deployment) + fenceposts(deployment).maxSurge),
    };
    const from = specReplicas(set);
    if (from === replicas && deepEqual(annotations, set.metadata.annotations)) return set;
    const scaled = client.update(REPLICA_SETS, { ...set, metadata: { ...set.metadata, annotations }, spec: { ...set.spec, replicas } });
    if (from !== replicas) {
      const way = from < replicas ? 'up' : 'down';
      events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${way} replica set ${set.metadata.name} from ${from} to ${replicas}`);
    }
    return scaled;
  }

  function forgetOld(deployment: KubeObject, oldSets: readonly KubeObject[]): void {
    for (const set of setsToForget(deployment, oldSets))
      ignoreNotFound(() => client.delete(REPLICA_SETS, set.metadata.namespace ?? '', set.metadata.name));
  }

  function writeStatus(deployment: KubeObject, status: KubeObject['status']): void {
    const stored = deployments.get(deployment.metadata.namespace ?? '', deployment.metadata.name);
    if (stored?.metadata.resourceVersion === deployment.metadata.resourceVersion && deepEqual(stored?.status, status)) return;
    client.update(DEPLOYMENTS, { ...deployment, status }, 'status');
  }

  return { name: 'deployment', resync: () => deployments.list().forEach((deployment) => enqueue(keyOf(deployment))) };
}

const selects = (deployment: KubeObject, set: KubeObject): boolean => matchesLabelSelector(deployment.spec.selector, set.metadata.labels);

/** Models deploymentutil.IsSaturated. */
const isSaturated = (deployment: KubeObject, set: KubeObject): boolean =>
  specReplicas(set) === specReplicas(deployment) &&
  Number(set.metadata.annotations?.[DESIRED] ?? -1) === specReplicas(deployment) &&
  (set.status?.availableReplicas ?? 0) === specReplicas(deployment) &&
  sumReplicas([set]) === actualReplicas([set]);
