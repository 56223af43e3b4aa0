import { conditionOf } from '@/lib/api/condition';
import type { Pod } from '@/lib/api/models';
import { parseTime } from '@/lib/api/time';
import { quantityMilliValue } from '@/lib/api/quantity';
import { isPodReady } from './pod-state';
import { MetricError, type PodMetric } from './metrics-client';

/** --horizontal-pod-autoscaler-cpu-initialization-period, …-initial-readiness-delay */
const INITIALIZATION_MS = 300_000;
const READINESS_DELAY_MS = 30_000;

export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export interface Proposal {
  readonly replicas: number;
  /** Percent of the requests, where it was asked for. */
  readonly utilization?: number;
  /** Average over pods, in thousandths. */
  readonly average: number;
}

/** How long the CPU of pods that have just started does not count (milliseconds). */
export interface WarmUp {
  /** --horizontal-pod-autoscaler-cpu-initialization-period */
  readonly initializationMs?: number | undefined;
  /** --horizontal-pod-autoscaler-initial-readiness-delay */
  readonly readinessDelayMs?: number | undefined;
}

interface Sample {
  readonly pods: readonly Pod[];
  readonly metrics: ReadonlyMap<string, PodMetric>;
  readonly current: number;
  readonly resource: string;
  readonly tolerances: Tolerances;
  readonly warmUp?: WarmUp;
  readonly now: number;
}

export const within = ({ up, down }: Tolerances, ratio: number): boolean => ratio >= 1 - down && ratio <= 1 + up;

/** Replicas for a target in percent of requests. Models ReplicaCalculator.GetResourceReplicas. */
export function byUtilization(sample: Sample, target: number, container?: string): Proposal {
  const groups = group(sample);
  const requests = new Map(sample.pods.map((pod) => [pod.metadata.name, requestOf(pod, sample.resource, container)]));
  const used = keep(sample.metrics, groups);
  if (used.size === 0) throw new MetricError('did not receive metrics for targeted pods (pods might be unready)');
  const ratioOf = (metrics: ReadonlyMap<string, number>) => {
    let usage = 0;
    let requested = 0;
    for (const [name, value] of metrics) {
      const request = requests.get(name);
      if (request === undefined) continue;
      usage += value;
      requested += request;
    }
    if (requested === 0) throw new MetricError('no metrics returned matched known pods');
    const utilization = Math.trunc((usage * 100) / requested);
    return { ratio: utilization / target, utilization, average: Math.trunc(usage / metrics.size) };
  };
  const { ratio, utilization, average } = ratioOf(used);
  const filler = (name: string) => Math.trunc((requests.get(name)! * Math.max(100, target)) / 100);
  return { replicas: settle(sample, groups, used, ratio, (metrics) => ratioOf(metrics).ratio, filler), utilization, average };
}

/** Replicas for a target of so much a pod, in thousandths. Models ReplicaCalculator.calcPlainMetricReplicas. */
export function byAverage(sample: Sample, target: number): Proposal {
  const groups = group(sample);
  const used = keep(sample.metrics, groups);
  if (used.size === 0) throw new MetricError('did not receive metrics for targeted pods (pods might be unready)');
  const averageOf = (metrics: ReadonlyMap<string, number>) => Math.trunc([...metrics.values()].reduce((a, b) => a + b, 0) / metrics.size);
  const average = averageOf(used);
  return {
    replicas: settle(
      sample,
      groups,
      used,
      average / target,
      (metrics) => averageOf(metrics) / target,
      () => target,
    ),
    average,
  };
}

/** What a first ratio comes to once pods that are not ready, or not measured, are counted against it. */
function settle(
  { current, tolerances }: Sample,
  { ready, unready, missing }: Groups,
  used: ReadonlyMap<string, number>,
  ratio: number,
  ratioOf: (metrics: ReadonlyMap<string, number>) => number,
  filler: (name: string) => number,
): number {
  const withUnready = unready.length > 0 && ratio > 1;
  if (!withUnready && missing.length === 0) return within(tolerances, ratio) ? current : Math.ceil(ratio * ready);
  const metrics = new Map(used);
  for (const name of missing) {
    if (ratio < 1) metrics.set(name, filler(name));
    else if (ratio > 1) metrics.set(name, 0);
  }
  if (withUnready) for (const name of unready) metrics.set(name, 0);
  const next = ratioOf(metrics);
  if (within(tolerances, next) || (ratio < 1 && next > 1) || (ratio > 1 && next < 1)) return current;
  const replicas = Math.ceil(next * metrics.size);
  return (next < 1 && replicas > current) || (next > 1 && replicas < current) ? current : replicas;
}

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

/** Models groupPods. */
function group({ pods, metrics, resource, now, warmUp }: Sample): Groups {
  if (pods.length === 0) throw new MetricError('no pods returned by selector while calculating replica count');
  const groups = { ready: 0, unready: [] as string[], missing: [] as string[], ignored: [] as string[] };
  for (const pod of pods) {
    const { name } = pod.metadata;
    if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Failed') groups.ignored.push(name);
    else if (pod.status?.phase === 'Pending') groups.unready.push(name);
    else {
      const metric = metrics.get(name);
      if (!metric) groups.missing.push(name);
      else if (resource === 'cpu' && isWarmingUp(pod, metric, now, warmUp)) groups.unready.push(name);
      else groups.ready += 1;
    }
  }
  return groups;
}

function isWarmingUp(pod: Pod, metric: PodMetric, now: number, warmUp: WarmUp = {}): boolean {
  const { initializationMs = INITIALIZATION_MS, readinessDelayMs = READINESS_DELAY_MS } = warmUp;
  const condition = conditionOf(pod, 'Ready');
  const started = parseTime(pod.status?.startTime ?? undefined);
  if (!condition || Number.isNaN(started)) return true;
  const changed = parseTime(condition.lastTransitionTime ?? undefined);
  if (started + initializationMs > now) return !isPodReady(pod) || metric.at < changed + metric.windowMs;
  return !isPodReady(pod) && started + readinessDelayMs > changed;
}

const keep = (metrics: ReadonlyMap<string, PodMetric>, { unready, ignored }: Groups): ReadonlyMap<string, number> =>
  new Map(
    [...metrics].filter(([name]) => !unready.includes(name) && !ignored.includes(name)).map(([name, { value }]) => [name, value] as const),
  );

/** Models calculateRequests: every container, or the one named, must ask for some. In thousandths. */
function requestOf(pod: Pod, resource: string, container?: string): number {
  const sidecars = (pod.spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const whole = (pod.spec as { resources?: { requests?: Record<string, string> } } | undefined)?.resources?.requests?.[resource];
  if (whole !== undefined && container === undefined) return quantityMilliValue(whole);
  let total = 0;
  let found = false;
  for (const { name, resources } of [...(pod.spec?.containers ?? []), ...sidecars]) {
    if (container !== undefined && name !== container) continue;
    found = true;
    const request = (resources?.requests as Record<string, string> | undefined)?.[resource];
    if (request === undefined) throw new MetricError(`missing request for ${resource} in container ${name} of Pod ${pod.metadata.name}`);
    total += quantityMilliValue(request);
  }
  if (container !== undefined && !found) throw new MetricError(`container ${container} not found in Pod ${pod.metadata.name}`);
  return total;
}
