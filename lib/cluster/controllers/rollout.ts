import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';

/** A ReplicaSet and how many pods it should have. */
export interface Scaling {
  readonly set: KubeObject;
  readonly replicas: number;
}

export const specReplicas = (object: KubeObject): number => object.spec.replicas ?? 1;
export const sumReplicas = (sets: readonly KubeObject[]): number => sets.reduce((sum, set) => sum + specReplicas(set), 0);
const sumStatus = (sets: readonly KubeObject[], field: string): number => sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0);
export const actualReplicas = (sets: readonly KubeObject[]): number => sumStatus(sets, 'replicas');
export const readyReplicas = (sets: readonly KubeObject[]): number => sumStatus(sets, 'readyReplicas');
export const availableReplicas = (sets: readonly KubeObject[]): number => sumStatus(sets, 'availableReplicas');
export const isRolling = (deployment: KubeObject): boolean => deployment.spec.strategy?.type !== 'Recreate';

/** Oldest first. */
export const byCreation = (a: KubeObject, b: KubeObject): number =>
  parseTime(a.metadata.creationTimestamp) - parseTime(b.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1);

/** Models intstr.GetScaledValueFromIntOrPercent. */
export function scaledValue(value: number | string, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value;
  const share = (Number.parseInt(value, 10) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}

/** Models deploymentutil.ResolveFenceposts: both zero would never move, so one may be unavailable. */
export function fenceposts(deployment: KubeObject): { readonly maxSurge: number; readonly maxUnavailable: number } {
  if (!isRolling(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const rolling = deployment.spec.strategy?.rollingUpdate ?? {};
  const desired = specReplicas(deployment);
  const maxSurge = scaledValue(rolling.maxSurge ?? '25%', desired, true);
  const maxUnavailable = scaledValue(rolling.maxUnavailable ?? '25%', desired, false);
  return maxSurge === 0 && maxUnavailable === 0 ? { maxSurge, maxUnavailable: 1 } : { maxSurge, maxUnavailable };
}

/** Models deploymentutil.MaxUnavailable. */
export function maxUnavailable(deployment: KubeObject): number {
  const desired = specReplicas(deployment);
  return !isRolling(deployment) || desired === 0 ? 0 : Math.min(fenceposts(deployment).maxUnavailable, desired);
}

/** How many pods the new ReplicaSet should have now. Models deploymentutil.NewRSNewReplicas. */
export function newSetReplicas(deployment: KubeObject, all: readonly KubeObject[], current: number): number {
  const desired = specReplicas(deployment);
  if (!isRolling(deployment)) return desired;
  const room = desired + fenceposts(deployment).maxSurge - sumReplicas(all);
  if (room <= 0) return current;
  return current + Math.min(room, desired - current);
}

/**
 * What to take from the old ReplicaSets now: first pods that are not healthy, then healthy ones as far as availability
 * allows. Models rolling.go: reconcileOldReplicaSets.
 */
export function scaleDownOld(deployment: KubeObject, newSet: KubeObject | undefined, oldSets: readonly KubeObject[]): readonly Scaling[] {
  if (sumReplicas(oldSets) === 0) return [];
  const all = newSet ? [...oldSets, newSet] : oldSets;
  const minAvailable = specReplicas(deployment) - maxUnavailable(deployment);
  const newUnavailable = newSet ? specReplicas(newSet) - (newSet.status?.availableReplicas ?? 0) : 0;
  const maxDown = sumReplicas(all) - minAvailable - newUnavailable;
  if (maxDown <= 0) return [];
  const target = new Map(oldSets.map((set) => [set, specReplicas(set)]));
  const sorted = [...oldSets].sort(byCreation);
  let cleaned = 0;
  for (const set of sorted) {
    const unhealthy = specReplicas(set) - (set.status?.availableReplicas ?? 0);
    const down = Math.min(maxDown - cleaned, unhealthy);
    if (down <= 0) continue;
    target.set(set, specReplicas(set) - down);
    cleaned += down;
  }
  let budget = availableReplicas(all) - minAvailable;
  for (const set of sorted) {
    const down = Math.min(target.get(set)!, budget);
    if (down <= 0) continue;
    target.set(set, target.get(set)! - down);
    budget -= down;
  }
  return sorted.filter((set) => target.get(set) !== specReplicas(set)).map((set) => ({ set, replicas: target.get(set)! }));
}

/**
 * Spreads a change of size over the ReplicaSets of a rollout that is under way, in proportion to their sizes.
 * `wasMax` is the most pods allowed before the change. Models sync.go: scale, third case.
 */
export function proportionalScale(
  deployment: KubeObject,
  active: readonly KubeObject[],
  wasMaxOf: (set: KubeObject) => number,
): readonly Scaling[] {
  const desired = specReplicas(deployment);
  const allowed = desired > 0 ? desired + fenceposts(deployment).maxSurge : 0;
  const toAdd = allowed - sumReplicas(active);
  const newerFirst = (a: KubeObject, b: KubeObject) => -byCreation(a, b);
  const sorted = [...active].sort(
    (a, b) => specReplicas(b) - specReplicas(a) || (toAdd > 0 ? newerFirst(a, b) : toAdd < 0 ? byCreation(a, b) : 0),
  );
  let added = 0;
  const sizes = new Map<KubeObject, number>();
  for (const set of sorted) {
    const size = specReplicas(set);
    let share = 0;
    if (size !== 0 && toAdd !== 0) {
      const fraction = Math.round((size * allowed) / (wasMaxOf(set) || desired || 1)) - size;
      const left = toAdd - added;
      share = toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
    }
    sizes.set(set, size + share);
    added += share;
  }
  const first = sorted[0];
  if (first && toAdd !== 0) sizes.set(first, Math.max(0, sizes.get(first)! + toAdd - added));
  return sorted.map((set) => ({ set, replicas: sizes.get(set)! }));
}

/** Models deploymentutil.DeploymentComplete. */
export const isComplete = (deployment: KubeObject, status: KubeObject['status']): boolean =>
  (status.updatedReplicas ?? 0) === specReplicas(deployment) &&
  (status.replicas ?? 0) === specReplicas(deployment) &&
  (status.availableReplicas ?? 0) === specReplicas(deployment) &&
  (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0);

/** Models deploymentutil.DeploymentProgressing. */
export function isProgressing(old: KubeObject['status'], status: KubeObject['status']): boolean {
  const of = (from: KubeObject['status'], field: string): number => from?.[field] ?? 0;
  return (
    of(status, 'updatedReplicas') > of(old, 'updatedReplicas') ||
    of(status, 'replicas') - of(status, 'updatedReplicas') < of(old, 'replicas') - of(old, 'updatedReplicas') ||
    of(status, 'readyReplicas') > of(old, 'readyReplicas') ||
    of(status, 'availableReplicas') > of(old, 'availableReplicas')
  );
}
