import type { Deployment, ReplicaSet } from '@/lib/api/models';

export interface Bounds {
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/** maxSurge and maxUnavailable as numbers of pods; never both 0. Models deploymentutil.ResolveFenceposts. */
export function bounds(deployment: Deployment): Bounds {
  const replicas = deployment.spec?.replicas ?? 1;
  const rolling = deployment.spec?.strategy?.rollingUpdate;
  if (deployment.spec?.strategy?.type === 'Recreate') return { maxSurge: 0, maxUnavailable: replicas };
  const maxSurge = resolve(rolling?.maxSurge ?? '25%', replicas, Math.ceil);
  const maxUnavailable = resolve(rolling?.maxUnavailable ?? '25%', replicas, Math.floor);
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : Math.min(maxUnavailable, replicas) };
}

function resolve(value: unknown, total: number, round: (value: number) => number): number {
  const text = String(value);
  return text.endsWith('%') ? round((Number(text.slice(0, -1)) * total) / 100) : Number(text);
}

const wanted = (set: ReplicaSet) => set.spec?.replicas ?? 0;
const total = (sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number) => sets.reduce((sum, set) => sum + of(set), 0);

/** How many replicas the new ReplicaSet may have now. Models deploymentutil.NewRSNewReplicas. */
export function newReplicas(deployment: Deployment, all: readonly ReplicaSet[], current: ReplicaSet): number {
  const replicas = deployment.spec?.replicas ?? 1;
  if (deployment.spec?.strategy?.type === 'Recreate') return replicas;
  const room = replicas + bounds(deployment).maxSurge - total(all, wanted);
  if (room <= 0) return wanted(current);
  return wanted(current) + Math.min(room, replicas - wanted(current));
}

/** One scaling of an old ReplicaSet. */
export interface Scale {
  readonly set: ReplicaSet;
  readonly replicas: number;
}

/**
 * How far old ReplicaSets may be scaled down: first pods that are not available anyway, then as many as minAvailable
 * allows. Models pkg/controller/deployment/rolling.go (reconcileOldReplicaSets).
 */
export function oldScales(deployment: Deployment, old: readonly ReplicaSet[], current: ReplicaSet | undefined): Scale[] {
  const all = current ? [...old, current] : [...old];
  const replicas = deployment.spec?.replicas ?? 1;
  const minAvailable = replicas - bounds(deployment).maxUnavailable;
  const unavailableNew = current ? wanted(current) - (current.status?.availableReplicas ?? 0) : 0;
  const most = total(all, wanted) - minAvailable - unavailableNew;
  if (most <= 0) return [];
  const sizes = new Map(old.map((set) => [set, wanted(set)]));
  let cleaned = 0;
  for (const set of old) {
    const unhealthy = wanted(set) - (set.status?.availableReplicas ?? 0);
    if (cleaned >= most || unhealthy <= 0) continue;
    const step = Math.min(most - cleaned, unhealthy);
    sizes.set(set, wanted(set) - step);
    cleaned += step;
  }
  let left = total(all, (set) => set.status?.availableReplicas ?? 0) - minAvailable;
  for (const set of old) {
    const size = sizes.get(set)!;
    if (left <= 0 || size === 0) continue;
    const step = Math.min(size, left);
    sizes.set(set, size - step);
    left -= step;
  }
  return old.filter((set) => sizes.get(set) !== wanted(set)).map((set) => ({ set, replicas: sizes.get(set)! }));
}

/** When a Deployment is scaled in the middle of a rollout, its ReplicaSets share the difference in proportion. Models sync.go (scale). */
export function proportionalScales(
  deployment: Deployment,
  active: readonly ReplicaSet[],
  desiredBefore: (set: ReplicaSet) => number,
): Scale[] {
  const replicas = deployment.spec?.replicas ?? 1;
  const { maxSurge } = bounds(deployment);
  const allowed = replicas > 0 ? replicas + maxSurge : 0;
  let toAdd = allowed - total(active, wanted);
  const growing = toAdd > 0;
  const bySize = [...active].sort(
    (a, b) => (growing ? wanted(b) - wanted(a) : wanted(a) - wanted(b)) || (growing ? newestFirst(a, b) : newestFirst(b, a)),
  );
  const scales = bySize.map((set) => {
    if (toAdd === 0) return { set, replicas: wanted(set) };
    const before = desiredBefore(set);
    const share = before > 0 ? Math.round((wanted(set) * (replicas + maxSurge)) / before) - wanted(set) : 0;
    const step = growing ? Math.min(share, toAdd) : Math.max(share, toAdd);
    toAdd -= step;
    return { set, replicas: Math.max(0, wanted(set) + step) };
  });
  if (scales[0] && toAdd !== 0) scales[0] = { set: scales[0].set, replicas: Math.max(0, scales[0].replicas + toAdd) };
  return scales.filter(({ set, replicas: size }) => size !== wanted(set));
}

const newestFirst = (a: ReplicaSet, b: ReplicaSet) =>
  (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1;
