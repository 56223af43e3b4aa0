import type { Deployment, PodTemplateSpec, ReplicaSet } from '@/lib/api/models';
import { splitKey, type ControllerContext, type Controller, bindQueue } from '../context';
import { controllerOf, controllerRef } from '../pod-control';
import { DEPLOYMENTS, PODS, REPLICA_SETS } from '../resources';
import { byAge, DESIRED, HASH, MAX, newAnnotations, newReplicaSet, REVISION, revisionOf, templateHash } from './history';
import { bounds, newReplicas, oldScales, proportionalScales } from './rollout';
import { availableCondition, counts, isComplete, isProgressing, withCondition, type Condition } from './status';

const wanted = (set: ReplicaSet) => set.spec?.replicas ?? 0;

/** Rolls Deployments out through ReplicaSets. Models pkg/controller/deployment/{deployment_controller,sync,rolling,recreate,progress}.go. */
export function deploymentController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const events = context.events('deployment-controller');
  const deployments = informers.informer<Deployment>(DEPLOYMENTS);
  const sets = informers.informer<ReplicaSet>(REPLICA_SETS).addIndex('deployment', (set) => [controllerOf(set)?.uid ?? '']);
  const enqueue = bindQueue(context, 'deployment', (queued) => {
    const [namespace, name] = splitKey(queued);
    const deployment = client.get<Deployment>(DEPLOYMENTS, namespace, name);
    if (deployment) reconcile(deployment);
  });
  deployments.onChange(({ object }) => enqueue(`${object.metadata.namespace}/${object.metadata.name}`));
  sets.onChange(({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'Deployment') enqueue(`${object.metadata.namespace}/${owner.name}`);
  });
  // Recreate waits for the last old pod to be gone.
  informers.informer(PODS).onChange(({ type, object }) => {
    const owner = type === 'DELETED' ? controllerOf(object) : undefined;
    const set = owner?.kind === 'ReplicaSet' ? sets.get(object.metadata.namespace!, owner.name) : undefined;
    const deployment = set && controllerOf(set);
    if (deployment?.kind === 'Deployment') enqueue(`${object.metadata.namespace}/${deployment.name}`);
  });

  function reconcile(deployment: Deployment): void {
    const all = owned(deployment);
    if (deployment.metadata.deletionTimestamp) {
      syncStatus(deployment, all, newReplicaSet(deployment, all));
      return;
    }
    const current = newReplicaSet(deployment, all);
    if (deployment.spec?.paused) {
      scale(deployment, all);
      syncStatus(deployment, owned(deployment), current);
    } else if (isScaling(deployment, all)) {
      scale(deployment, all);
      const now = owned(deployment);
      syncStatus(deployment, now, newReplicaSet(deployment, now));
    } else if (deployment.spec?.strategy?.type === 'Recreate') recreate(deployment, all);
    else roll(deployment, all);
  }

  /** Read from the API, for what was just written must be seen. */
  function owned(deployment: Deployment): ReplicaSet[] {
    return client
      .list<ReplicaSet>(REPLICA_SETS, deployment.metadata.namespace!)
      .items.filter((set) => controllerOf(set)?.uid === deployment.metadata.uid);
  }

  function roll(deployment: Deployment, all: readonly ReplicaSet[]): void {
    const current = ensureNew(deployment, all);
    const old = all.filter((set) => set.metadata.uid !== current.metadata.uid).sort(byAge);
    const size = newReplicas(deployment, [...old, current], current);
    if (wanted(current) > (deployment.spec?.replicas ?? 1)) resize(deployment, current, deployment.spec?.replicas ?? 1);
    else if (size !== wanted(current)) resize(deployment, current, size);
    else for (const { set, replicas } of oldScales(deployment, old, current)) resize(deployment, set, replicas);
    finish(deployment);
  }

  function recreate(deployment: Deployment, all: readonly ReplicaSet[]): void {
    const known = newReplicaSet(deployment, all);
    const old = all.filter((set) => set.metadata.uid !== known?.metadata.uid);
    const shrinking = old.filter((set) => wanted(set) > 0);
    for (const set of shrinking) resize(deployment, set, 0);
    if (shrinking.length > 0 || old.some((set) => (set.status?.replicas ?? 0) > 0 || podsOf(set) > 0)) {
      syncStatus(deployment, owned(deployment), known);
      return;
    }
    const current = ensureNew(deployment, all);
    if (wanted(current) !== (deployment.spec?.replicas ?? 1)) resize(deployment, current, deployment.spec?.replicas ?? 1);
    finish(deployment);
  }

  function podsOf(set: ReplicaSet): number {
    return client
      .list(PODS, set.metadata.namespace!)
      .items.filter(
        (pod) => controllerOf(pod)?.uid === set.metadata.uid && pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed',
      ).length;
  }

  function finish(deployment: Deployment): void {
    const now = owned(deployment);
    const current = newReplicaSet(deployment, now);
    if (isComplete(deployment, counts(deployment, now, current))) cleanUp(deployment, now, current);
    syncStatus(deployment, now, current);
  }

  /** The ReplicaSet of the current template, made if need be, with its revision and the Deployment's annotations up to date. */
  function ensureNew(deployment: Deployment, all: readonly ReplicaSet[]): ReplicaSet {
    const known = newReplicaSet(deployment, all);
    const revision = Math.max(0, ...all.filter((set) => set !== known).map(revisionOf)) + 1;
    if (known) {
      const annotations = newAnnotations(deployment, known, revision);
      const minReadySeconds = deployment.spec?.minReadySeconds;
      const same =
        JSON.stringify(annotations) === JSON.stringify(known.metadata.annotations ?? {}) &&
        (minReadySeconds ?? 0) === (known.spec?.minReadySeconds ?? 0);
      const set = same
        ? known
        : client.update<ReplicaSet>(REPLICA_SETS, {
            ...known,
            metadata: { ...known.metadata, annotations },
            spec: { ...known.spec!, ...(minReadySeconds !== undefined && { minReadySeconds }) },
          });
      setRevision(deployment, annotations[REVISION]!);
      return set;
    }
    const created = create(deployment, all, revision);
    setRevision(deployment, String(revision));
    return created;
  }

  function create(deployment: Deployment, all: readonly ReplicaSet[], revision: number): ReplicaSet {
    const template = deployment.spec!.template as PodTemplateSpec;
    const hash = templateHash(template, deployment.status?.collisionCount ?? 0);
    const labels = { ...template.metadata?.labels, [HASH]: hash };
    const { maxSurge } = bounds(deployment);
    const replicas = deployment.spec?.replicas ?? 1;
    const empty = { metadata: { name: '', uid: '' }, spec: { replicas: 0 } } as unknown as ReplicaSet;
    const size = newReplicas(deployment, [...all, empty], empty);
    const set = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace,
        labels,
        annotations: {
          ...newAnnotations(deployment, undefined, revision),
          [DESIRED]: String(replicas),
          [MAX]: String(replicas + maxSurge),
        },
        ownerReferences: [controllerRef(deployment)],
      },
      spec: {
        replicas: size,
        ...(deployment.spec?.minReadySeconds !== undefined && { minReadySeconds: deployment.spec.minReadySeconds }),
        selector: { ...deployment.spec!.selector, matchLabels: { ...deployment.spec!.selector.matchLabels, [HASH]: hash } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
    let created: ReplicaSet;
    try {
      created = client.create<ReplicaSet>(REPLICA_SETS, set, deployment.metadata.namespace);
    } catch (error) {
      if ((error as { reason?: string }).reason === 'AlreadyExists') {
        client.patch(
          DEPLOYMENTS,
          deployment.metadata.namespace!,
          deployment.metadata.name,
          { status: { collisionCount: (deployment.status?.collisionCount ?? 0) + 1 } },
          { type: 'merge', subresource: 'status' },
        );
      } else if ((error as { reason?: string }).reason !== undefined) {
        const message = `Failed to create new replica set "${set.metadata.name}": ${(error as Error).message}`;
        setConditions(deployment, { type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message });
        events.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
      }
      throw error;
    }
    if (size > 0) events.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${created.metadata.name} from 0 to ${size}`);
    setConditions(deployment, {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetCreated',
      message: `Created new replica set "${created.metadata.name}"`,
    });
    return created;
  }

  function setRevision(deployment: Deployment, revision: string): void {
    const latest = client.get<Deployment>(DEPLOYMENTS, deployment.metadata.namespace!, deployment.metadata.name);
    if (!latest || latest.metadata.annotations?.[REVISION] === revision) return;
    client.patch(
      DEPLOYMENTS,
      latest.metadata.namespace!,
      latest.metadata.name,
      { metadata: { annotations: { [REVISION]: revision } } },
      { type: 'merge' },
    );
  }

  function resize(deployment: Deployment, set: ReplicaSet, replicas: number): void {
    const latest = client.get<ReplicaSet>(REPLICA_SETS, set.metadata.namespace!, set.metadata.name);
    if (!latest) return;
    const desired = deployment.spec?.replicas ?? 1;
    const annotations = {
      ...latest.metadata.annotations,
      [DESIRED]: String(desired),
      [MAX]: String(desired + bounds(deployment).maxSurge),
    };
    const before = wanted(latest);
    client.update(REPLICA_SETS, { ...latest, metadata: { ...latest.metadata, annotations }, spec: { ...latest.spec!, replicas } });
    if (before !== replicas)
      events(
        deployment,
        'Normal',
        'ScalingReplicaSet',
        `Scaled ${before < replicas ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`,
      );
  }

  /** `spec.replicas` was changed since the ReplicaSets were last sized. Models isScalingEvent. */
  function isScaling(deployment: Deployment, all: readonly ReplicaSet[]): boolean {
    return all.some(
      (set) =>
        wanted(set) > 0 &&
        set.metadata.annotations?.[DESIRED] !== undefined &&
        Number(set.metadata.annotations[DESIRED]) !== (deployment.spec?.replicas ?? 1),
    );
  }

  function scale(deployment: Deployment, all: readonly ReplicaSet[]): void {
    const active = all.filter((set) => wanted(set) > 0);
    const replicas = deployment.spec?.replicas ?? 1;
    const current = newReplicaSet(deployment, all);
    const only = active.length === 1 ? active[0] : active.length === 0 ? (current ?? [...all].sort(byAge).pop()) : undefined;
    if (only) {
      if (wanted(only) !== replicas || only.metadata.annotations?.[DESIRED] !== String(replicas)) resize(deployment, only, replicas);
    } else if (current && (current.status?.availableReplicas ?? 0) === replicas && wanted(current) === replicas) {
      for (const set of active) if (set !== current) resize(deployment, set, 0);
    } else if (deployment.spec?.strategy?.type !== 'Recreate') {
      const before = (set: ReplicaSet) => Number(set.metadata.annotations?.[MAX] ?? replicas);
      const scales = proportionalScales(deployment, active, before);
      for (const set of active) resize(deployment, set, scales.find((entry) => entry.set === set)?.replicas ?? wanted(set));
    }
  }

  function cleanUp(deployment: Deployment, all: readonly ReplicaSet[], current: ReplicaSet | undefined): void {
    const limit = deployment.spec?.revisionHistoryLimit ?? 10;
    const old = all.filter((set) => set.metadata.uid !== current?.metadata.uid && !set.metadata.deletionTimestamp);
    const idle = old.sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, old.length - limit));
    for (const set of idle)
      if ((set.status?.replicas ?? 0) === 0 && wanted(set) === 0) client.delete(REPLICA_SETS, set.metadata.namespace!, set.metadata.name);
  }

  function setConditions(deployment: Deployment, condition: Condition): void {
    const latest = client.get<Deployment>(DEPLOYMENTS, deployment.metadata.namespace!, deployment.metadata.name);
    if (!latest) return;
    const conditions = withCondition((latest.status?.conditions ?? []) as Condition[], condition, sim.now());
    client.update(DEPLOYMENTS, { ...latest, status: { ...latest.status, conditions } }, 'status');
  }

  function syncStatus(deployment: Deployment, all: readonly ReplicaSet[], current: ReplicaSet | undefined): void {
    const latest = client.get<Deployment>(DEPLOYMENTS, deployment.metadata.namespace!, deployment.metadata.name);
    if (!latest) return;
    const status = counts(deployment, all, current);
    let conditions = withCondition((latest.status?.conditions ?? []) as Condition[], availableCondition(deployment, status), sim.now());
    conditions = progressCondition(latest, status, conditions, current);
    const { observedGeneration, ...numbers } = status;
    const shown = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value > 0));
    const next = {
      observedGeneration,
      ...shown,
      conditions,
      ...(latest.status?.collisionCount && { collisionCount: latest.status.collisionCount }),
    };
    if (canonical(next) !== canonical(latest.status ?? {})) client.update(DEPLOYMENTS, { ...latest, status: next }, 'status');
  }

  /** Models pkg/controller/deployment/progress.go (syncRolloutStatus). */
  function progressCondition(
    deployment: Deployment,
    status: ReturnType<typeof counts>,
    conditions: Condition[],
    current: ReplicaSet | undefined,
  ): Condition[] {
    const deadline = deployment.spec?.progressDeadlineSeconds;
    const old = conditions.find(({ type }) => type === 'Progressing');
    const name = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
    if (deadline === undefined || deadline === 2147483647 || deployment.spec?.paused) return pauseCondition(deployment, conditions, old);
    if (status.replicas === status.updatedReplicas && old?.reason === 'NewReplicaSetAvailable') return conditions;
    if (isComplete(deployment, status)) {
      return withCondition(
        conditions,
        { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message: `${name} has successfully progressed.` },
        sim.now(),
      );
    }
    if (isProgressing(deployment, status)) {
      const next = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message: `${name} is progressing.` };
      wake(deployment, deadline * 1000);
      if (old?.status === 'True')
        return [
          ...conditions.filter((entry) => entry !== old),
          { ...next, lastUpdateTime: withCondition([], next, sim.now())[0]!.lastUpdateTime!, lastTransitionTime: old.lastTransitionTime! },
        ];
      return withCondition(conditions, next, sim.now());
    }
    if (!old) return conditions;
    const late = Date.parse(old.lastUpdateTime ?? '') + deadline * 1000 - sim.now();
    if (old.reason === 'ProgressDeadlineExceeded') return conditions;
    if (late > 0) {
      wake(deployment, late);
      return conditions;
    }
    return withCondition(
      conditions,
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: `${name} has timed out progressing.` },
      sim.now(),
    );
  }

  function pauseCondition(deployment: Deployment, conditions: Condition[], old: Condition | undefined): Condition[] {
    if (old?.reason === 'ProgressDeadlineExceeded') return conditions;
    if (deployment.spec?.paused && old?.reason !== 'DeploymentPaused') {
      return withCondition(
        conditions,
        { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' },
        sim.now(),
      );
    }
    return conditions;
  }

  /** The deadline of a stuck rollout is nothing that `settle` should wait ten minutes for. */
  function wake(deployment: Deployment, ms: number): void {
    sim.after('controller/deployment', `${deployment.metadata.namespace}/${deployment.metadata.name}`, ms, { background: true });
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
