import type { Deployment, ReplicaSet } from '@/lib/api/models';
import { formatTime } from '@/lib/api/time';
import { bounds } from './rollout';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastUpdateTime?: string;
  readonly lastTransitionTime?: string;
}

const sum = (sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number | undefined) =>
  sets.reduce((total, set) => total + (of(set) ?? 0), 0);

/** Counts of a Deployment's status from those of its ReplicaSets. Models sync.go (calculateStatus). */
export function counts(deployment: Deployment, all: readonly ReplicaSet[], current: ReplicaSet | undefined) {
  const available = sum(all, (set) => set.status?.availableReplicas);
  const desired = sum(all, (set) => set.spec?.replicas);
  return {
    replicas: sum(all, (set) => set.status?.replicas),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(all, (set) => set.status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, desired - available),
    observedGeneration: deployment.metadata.generation ?? 0,
  };
}

export type Counts = ReturnType<typeof counts>;

/** Every pod is new and available and no old one is left. Models deploymentutil.DeploymentComplete. */
export function isComplete(deployment: Deployment, status: Counts): boolean {
  const replicas = deployment.spec?.replicas ?? 1;
  return (
    status.updatedReplicas === replicas &&
    status.replicas === replicas &&
    status.availableReplicas === replicas &&
    status.observedGeneration >= (deployment.metadata.generation ?? 0)
  );
}

/** More new, fewer old, more ready or more available pods than before. Models deploymentutil.DeploymentProgressing. */
export function isProgressing(deployment: Deployment, status: Counts): boolean {
  const old = deployment.status ?? {};
  const oldOnes = (counted: { replicas?: number; updatedReplicas?: number }) => (counted.replicas ?? 0) - (counted.updatedReplicas ?? 0);
  return (
    status.updatedReplicas > (old.updatedReplicas ?? 0) ||
    oldOnes(status) < oldOnes(old) ||
    status.readyReplicas > (old.readyReplicas ?? 0) ||
    status.availableReplicas > (old.availableReplicas ?? 0)
  );
}

/** The condition that tells whether enough pods are available. */
export function availableCondition(deployment: Deployment, status: Counts): Condition {
  return status.availableReplicas >= (deployment.spec?.replicas ?? 1) - bounds(deployment).maxUnavailable
    ? { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
}

/** Conditions with one set; its times move as upstream's SetDeploymentCondition moves them. */
export function withCondition(conditions: readonly Condition[], next: Condition, now: number): Condition[] {
  const old = conditions.find(({ type }) => type === next.type);
  if (old && old.status === next.status && old.reason === next.reason) return [...conditions];
  const time = formatTime(now);
  const set: Condition = {
    ...next,
    lastUpdateTime: time,
    lastTransitionTime: old && old.status === next.status ? old.lastTransitionTime! : time,
  };
  return [...conditions.filter(({ type }) => type !== next.type), set];
}
