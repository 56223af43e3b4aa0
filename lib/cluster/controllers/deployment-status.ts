import type { Condition } from '@/lib/api/condition';
import type { KubeObject } from '@/lib/api/object';
import { formatTime, parseTime } from '@/lib/api/time';
import { actualReplicas, availableReplicas, isComplete, isProgressing, maxUnavailable, readyReplicas, specReplicas } from './rollout';

const DEADLINE_NEVER = 2_147_483_647;

/** Models deploymentutil.HasProgressDeadline. */
export const hasDeadline = (deployment: KubeObject): boolean =>
  deployment.spec.progressDeadlineSeconds !== undefined && deployment.spec.progressDeadlineSeconds !== DEADLINE_NEVER;

export const newCondition = (type: string, status: string, reason: string, message: string, now: number): Condition => ({
  type,
  status,
  lastUpdateTime: formatTime(now),
  lastTransitionTime: formatTime(now),
  reason,
  message,
});

/** Models SetDeploymentCondition: the same status and reason change nothing; the same status keeps its transition time. */
export function withCondition(conditions: readonly Condition[], condition: Condition): readonly Condition[] {
  const current = conditions.find(({ type }) => type === condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  const kept = current?.status === condition.status ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition;
  return [...conditions.filter(({ type }) => type !== condition.type), kept];
}

const without = (conditions: readonly Condition[], type: string) => conditions.filter((condition) => condition.type !== type);

/** Models sync.go: calculateStatus. */
export function calculateStatus(
  deployment: KubeObject,
  all: readonly KubeObject[],
  newSet: KubeObject | undefined,
  now: number,
): KubeObject['status'] {
  const available = availableReplicas(all);
  const total = actualReplicas(all);
  const updated = newSet ? actualReplicas([newSet]) : 0;
  const terminating = all.reduce((sum, set) => sum + (set.status?.terminatingReplicas ?? 0), 0);
  const unavailable = Math.max(0, all.reduce((sum, set) => sum + specReplicas(set), 0) - available);
  const enough = available >= specReplicas(deployment) - maxUnavailable(deployment);
  const condition = enough
    ? newCondition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.', now)
    : newCondition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.', now);
  const ready = readyReplicas(all);
  return {
    observedGeneration: deployment.metadata.generation,
    ...(total ? { replicas: total } : {}),
    ...(updated ? { updatedReplicas: updated } : {}),
    ...(ready ? { readyReplicas: ready } : {}),
    ...(available ? { availableReplicas: available } : {}),
    ...(unavailable ? { unavailableReplicas: unavailable } : {}),
    terminatingReplicas: terminating,
    ...(deployment.status?.collisionCount ? { collisionCount: deployment.status.collisionCount } : {}),
    conditions: withCondition(deployment.status?.conditions ?? [], condition),
  };
}

/** Models progress.go: syncRolloutStatus without the write. */
export function rolloutStatus(
  deployment: KubeObject,
  all: readonly KubeObject[],
  newSet: KubeObject | undefined,
  now: number,
): KubeObject['status'] {
  const status = calculateStatus(deployment, all, newSet, now);
  let conditions = status.conditions as readonly Condition[];
  if (!hasDeadline(deployment)) conditions = without(conditions, 'Progressing');
  const current = (deployment.status?.conditions as readonly Condition[] | undefined)?.find(({ type }) => type === 'Progressing');
  const done = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (hasDeadline(deployment) && !done) {
    const subject = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
    const set = (value: string, reason: string, message: string) => {
      conditions = withCondition(conditions, newCondition('Progressing', value, reason, message, now));
    };
    if (isComplete(deployment, status)) set('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`);
    else if (isProgressing(deployment.status, status)) {
      const condition = newCondition('Progressing', 'True', 'ReplicaSetUpdated', `${subject} is progressing.`, now);
      const kept = current?.status === 'True' ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition;
      conditions = [...without(conditions, 'Progressing'), kept];
    } else if (timedOut(deployment, status, conditions, now))
      set('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`);
  }
  const failure = replicaFailure(all, newSet);
  conditions = failure
    ? withCondition(conditions, { ...newCondition('ReplicaFailure', failure.status, failure.reason ?? '', failure.message ?? '', now) })
    : without(conditions, 'ReplicaFailure');
  return { ...status, conditions };
}

function replicaFailure(all: readonly KubeObject[], newSet: KubeObject | undefined): Condition | undefined {
  for (const set of [...(newSet ? [newSet] : []), ...all]) {
    const found = (set.status?.conditions as readonly Condition[] | undefined)?.find(({ type }) => type === 'ReplicaFailure');
    if (found) return found;
  }
  return undefined;
}

/** Models deploymentutil.DeploymentTimedOut. */
function timedOut(deployment: KubeObject, status: KubeObject['status'], conditions: readonly Condition[], now: number): boolean {
  const condition = conditions.find(({ type }) => type === 'Progressing');
  if (!hasDeadline(deployment) || !condition || isComplete(deployment, status)) return false;
  if (condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return parseTime(condition.lastUpdateTime) + deployment.spec.progressDeadlineSeconds * 1000 < now;
}
