import { conditionOf } from '@/lib/api/condition';
import type { KubeObject } from '@/lib/api/object';
import { parseTime } from '@/lib/api/time';
import { isPodReady } from './pod-state';

const PHASE: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

const restarts = (pod: KubeObject): number => {
  let most = 0;
  for (const status of pod.status?.containerStatuses ?? []) most = Math.max(most, status.restartCount ?? 0);
  return most;
};

const deletionCost = (pod: KubeObject): number => {
  const text = pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'];
  return text !== undefined && /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
};

/** Rank by order of magnitude of an age, so that near-equal ages count as equal. */
const ageRank = (since: number, now: number): number => {
  const seconds = Math.trunc((now - since) / 1000);
  return seconds <= 0 ? 0 : Math.trunc(Math.log2(seconds + 1));
};

/**
 * Orders pods so that those to delete first come first. `rank` of a pod is the number of related active pods on its
 * node. Models controller.ActivePodsWithRanks.Less.
 */
function compareForDeletion(a: KubeObject, b: KubeObject, rank: (pod: KubeObject) => number, now: number): number {
  const assigned = Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName));
  if (assigned !== 0) return assigned;
  const phase = (PHASE[a.status?.phase as string] ?? 0) - (PHASE[b.status?.phase as string] ?? 0);
  if (phase !== 0) return phase;
  const ready = Number(isPodReady(a)) - Number(isPodReady(b));
  if (ready !== 0) return ready;
  const cost = deletionCost(a) - deletionCost(b);
  if (cost !== 0) return cost;
  const crowd = rank(b) - rank(a);
  if (crowd !== 0) return crowd;
  if (isPodReady(a) && isPodReady(b)) {
    const sinceA = parseTime(conditionOf(a, 'Ready')?.lastTransitionTime ?? undefined);
    const sinceB = parseTime(conditionOf(b, 'Ready')?.lastTransitionTime ?? undefined);
    const readyAge = ageRank(sinceA, now) - ageRank(sinceB, now);
    if (sinceA !== sinceB && readyAge !== 0) return readyAge;
  }
  const restarted = restarts(b) - restarts(a);
  if (restarted !== 0) return restarted;
  const createdA = parseTime(a.metadata.creationTimestamp);
  const createdB = parseTime(b.metadata.creationTimestamp);
  const age = ageRank(createdA, now) - ageRank(createdB, now);
  if (createdA !== createdB && age !== 0) return age;
  return (a.metadata.uid ?? '') < (b.metadata.uid ?? '') ? -1 : 1;
}

/** The `count` pods to delete first, out of `pods`; `related` are those that count for crowding. */
export function podsToDelete(
  pods: readonly KubeObject[],
  related: readonly KubeObject[],
  count: number,
  now: number,
): readonly KubeObject[] {
  if (count >= pods.length) return pods;
  const onNode = new Map<string, number>();
  for (const pod of related) if (pod.spec.nodeName) onNode.set(pod.spec.nodeName, (onNode.get(pod.spec.nodeName) ?? 0) + 1);
  const rank = (pod: KubeObject) => onNode.get(pod.spec.nodeName) ?? 0;
  return [...pods].sort((a, b) => compareForDeletion(a, b, rank, now)).slice(0, count);
}
