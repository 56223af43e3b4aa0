import type { KubeObject } from '@/lib/api/object';

/** What the autoscaler remembers of one target. Plain data; times in ms. */
export interface ScalingMemory {
  readonly recommendations: readonly { readonly replicas: number; readonly at: number }[];
  readonly ups: readonly ScaleEvent[];
  readonly downs: readonly ScaleEvent[];
}

interface ScaleEvent {
  readonly change: number;
  readonly at: number;
}

interface Rules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: 'Max' | 'Min' | 'Disabled';
  readonly policies?: readonly { readonly type: 'Pods' | 'Percent'; readonly value: number; readonly periodSeconds: number }[];
}

export interface Behavior {
  readonly scaleUp?: Rules;
  readonly scaleDown?: Rules;
}

export interface Reasoned {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

/** --horizontal-pod-autoscaler-downscale-stabilization */
const DOWNSCALE_WINDOW_S = 300;
const WITHIN = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const TOO_MANY = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const TOO_FEW = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const UP_LIMIT = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' };
const DOWN_LIMIT = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' };
const STABLE_UP = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};
const STABLE_DOWN = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
/** Scale events that are kept for one target. */
const MOST_EVENTS = 1_000;

/** The first time a target is seen, the replicas it has are taken as recommended. */
export const newMemory = (replicas: number, at: number): ScalingMemory => ({ recommendations: [{ replicas, at }], ups: [], downs: [] });

/** Holds a proposal back for as long as the windows say. Models stabilizeRecommendation and stabilizeRecommendationWithBehaviors. */
export function stabilize(
  memory: ScalingMemory,
  behavior: Behavior | undefined,
  current: number,
  desired: number,
  now: number,
  downscaleWindowS = DOWNSCALE_WINDOW_S,
): Reasoned & { memory: ScalingMemory } {
  const up = behavior ? (behavior.scaleUp?.stabilizationWindowSeconds ?? 0) : 0;
  const down = behavior?.scaleDown?.stabilizationWindowSeconds ?? downscaleWindowS;
  let replicas = desired;
  const rising = behavior !== undefined && desired >= current;
  const cutoff = now - (rising ? up : down) * 1000;
  for (const entry of memory.recommendations) {
    if (entry.at <= cutoff && (behavior || entry.at < cutoff)) continue;
    replicas = rising ? Math.min(replicas, entry.replicas) : Math.max(replicas, entry.replicas);
  }
  const obsolete = now - Math.max(up, down) * 1000;
  const recommendations = [...memory.recommendations.filter(({ at }) => at >= obsolete), { replicas: desired, at: now }];
  return { replicas, ...(rising ? STABLE_UP : STABLE_DOWN), memory: { ...memory, recommendations } };
}

/** Keeps a proposal within the limits and the rates. Models convertDesiredReplicasWithRules and convertDesiredReplicasWithBehaviorRate. */
export function limit(
  memory: ScalingMemory,
  hpa: KubeObject,
  counts: { readonly current: number; readonly desired: number; readonly min: number },
  now: number,
): Reasoned {
  const behavior = hpa.spec.behavior as Behavior | undefined;
  const most: number = hpa.spec.maxReplicas;
  const { current, desired, min } = counts;
  if (!behavior) {
    const rate = Math.max(2 * current, 4);
    const allowed = Math.min(most, rate);
    if (desired < min) return { replicas: min, ...TOO_FEW };
    return desired > allowed ? { replicas: allowed, ...(most > rate ? UP_LIMIT : TOO_MANY) } : { replicas: desired, ...WITHIN };
  }
  if (desired > current) {
    const rate = Math.max(current, upLimit(current, memory.ups, behavior.scaleUp, now));
    const allowed = Math.min(most, rate);
    if (desired > allowed) return { replicas: allowed, ...(most > rate ? UP_LIMIT : TOO_MANY) };
  } else if (desired < current) {
    const rate = Math.min(current, downLimit(current, memory.downs, behavior.scaleDown, now));
    const allowed = Math.max(min, rate);
    if (desired < allowed) return { replicas: allowed, ...(min < rate ? DOWN_LIMIT : TOO_FEW) };
  }
  return { replicas: desired, ...WITHIN };
}

/** Notes a change, and forgets those that no policy looks at any more. */
export function remember(memory: ScalingMemory, behavior: Behavior | undefined, before: number, after: number, now: number): ScalingMemory {
  if (!behavior) return memory;
  const field = after > before ? 'ups' : 'downs';
  const rules = after > before ? behavior.scaleUp : behavior.scaleDown;
  const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds));
  const kept = memory[field].filter(({ at }) => at >= now - longest * 1000).slice(-MOST_EVENTS);
  return { ...memory, [field]: [...kept, { change: Math.abs(after - before), at: now }] };
}

function upLimit(current: number, events: readonly ScaleEvent[], rules: Rules | undefined, now: number): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const proposals = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = current - changeWithin(events, periodSeconds, now);
    return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.min(...proposals) : Math.max(0, ...proposals);
}

function downLimit(current: number, events: readonly ScaleEvent[], rules: Rules | undefined, now: number): number {
  if (rules?.selectPolicy === 'Disabled') return current;
  const proposals = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = current + changeWithin(events, periodSeconds, now);
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  return rules?.selectPolicy === 'Min' ? Math.max(...proposals) : Math.min(...proposals);
}

const changeWithin = (events: readonly ScaleEvent[], periodSeconds: number, now: number): number =>
  events.filter(({ at }) => at > now - periodSeconds * 1000).reduce((sum, { change }) => sum + change, 0);
