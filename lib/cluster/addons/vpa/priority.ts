import type { Pod } from '@/lib/api/models';
import { number } from './estimate';
import { wishesFor } from './pod-resources';
import { OBSERVED, policyOf, RESOURCES, type Vpa } from './resources';

export interface Priority {
  readonly pod: Pod;
  /** A request is outside of its bounds. */
  readonly outside: boolean;
  readonly grows: boolean;
  /** Relative change, of all resources together. */
  readonly change: number;
}

const LIFETIME_MS = 12 * 3_600_000;
const LEAST_CHANGE = 0.1;
/** --evict-after-oom-threshold */
const QUICK_OOM_MS = 600_000;

/** How far a pod is from what is recommended. Models updater/priority/priority_processor.go. */
function priorityOf(vpa: Vpa, pod: Pod): Priority {
  let outside = false;
  let grows = false;
  const asked: Record<string, number> = {};
  const wanted: Record<string, number> = {};
  const wishes = wishesFor(vpa, pod);
  for (const { index, requests } of wishes) {
    const container = pod.spec!.containers![index]!;
    if (!isObserved(pod, container.name)) continue;
    const bounds = vpa.status?.recommendation?.containerRecommendations?.find(({ containerName }) => containerName === container.name);
    for (const resource of RESOURCES) {
      const target = requests[resource];
      if (target === undefined) continue;
      wanted[resource] = (wanted[resource] ?? 0) + number(resource, target);
      const request = container.resources?.requests?.[resource];
      if (request === undefined) {
        grows = outside = true;
        continue;
      }
      const has = number(resource, request);
      asked[resource] = (asked[resource] ?? 0) + has;
      if (number(resource, target) > has) grows = true;
      const { [resource]: low } = bounds?.lowerBound ?? {};
      const { [resource]: high } = bounds?.upperBound ?? {};
      if ((low !== undefined && has < number(resource, low)) || (high !== undefined && has > number(resource, high))) outside = true;
    }
  }
  const change = Object.entries(wanted).reduce((sum, [resource, value]) => {
    const has = Math.max(asked[resource] ?? 0, 1);
    return sum + Math.abs(has - value) / has;
  }, 0);
  return { pod, outside, grows, change };
}

/** Without the annotation (pods of a time before the admission controller) every container counts. */
function isObserved({ metadata }: Pod, container: string): boolean {
  const observed = metadata.annotations?.[OBSERVED];
  return observed === undefined || observed.split(', ').includes(container);
}

/** Pods that should be changed, those first that need it most. Models update_priority_calculator.go. */
export function inNeed(vpa: Vpa, pods: readonly Pod[], now: number): Priority[] {
  return pods
    .map((pod) => priorityOf(vpa, pod))
    .filter(({ pod, outside, change }) => {
      const quick = hasQuickOom(vpa, pod);
      if (!outside && !quick) {
        const started = pod.status?.startTime;
        return started !== undefined && now >= Date.parse(started) + LIFETIME_MS && change >= LEAST_CHANGE;
      }
      return !quick || change > 0;
    })
    .filter(({ pod }) => isAdmitted(vpa, pod))
    .sort((a, b) => Number(b.grows) - Number(a.grows) || b.change - a.change);
}

const hasQuickOom = (vpa: Vpa, pod: Pod): boolean =>
  (pod.status?.containerStatuses ?? []).some(({ name, lastState }) => {
    const ended = lastState?.terminated;
    if (ended?.reason !== 'OOMKilled' || !isObserved(pod, name) || policyOf(vpa, name)?.mode === 'Off') return false;
    return Date.parse(ended.finishedAt ?? '') - Date.parse(ended.startedAt ?? '') < QUICK_OOM_MS;
  });

/** Models scaling_direction_pod_eviction_admission.go: some container has to satisfy all evictionRequirements. */
function isAdmitted(vpa: Vpa, pod: Pod): boolean {
  const requirements = vpa.spec.updatePolicy?.evictionRequirements ?? [];
  if (requirements.length === 0) return true;
  return wishesFor(vpa, pod).some(({ index, requests }) =>
    requirements.every(({ resources, changeRequirement }) =>
      resources.some((resource) => {
        const target = requests[resource];
        const has = pod.spec!.containers![index]!.resources?.requests?.[resource];
        if (target === undefined || has === undefined) return true;
        const difference = number(resource, target) - number(resource, has);
        return changeRequirement === 'TargetHigherThanRequests' ? difference > 0 : difference < 0;
      }),
    ),
  );
}
