import { quantityMilliValue } from '@/lib/api/quantity';
import { ApiError } from '../client/client';
import { errorOf } from '../client/new-client';
import type { ApiDoor, UserInfo } from '../client/client';

/** What went wrong with a metric, in upstream's words. */
export class MetricError extends Error {}

interface PodMetrics {
  readonly metadata: { readonly name: string };
  readonly timestamp?: string;
  readonly window?: string;
  readonly containers?: readonly { readonly name: string; readonly usage?: Readonly<Record<string, string>> }[];
}

/** A pod's usage in thousandths, when and over how long it was measured (ms). */
export interface PodMetric {
  readonly value: number;
  readonly at: number;
  readonly windowMs: number;
}

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

export interface MetricsClient {
  /** Usage by pod; with `container`, of that container alone. */
  resource(name: string, namespace: string, selector: string, container?: string): ReadonlyMap<string, PodMetric>;
  /** A metric of pods by name. */
  pods(metric: string, namespace: string, selector: string, metricSelector: string): ReadonlyMap<string, PodMetric>;
  /** A metric of one object, in thousandths. */
  object(metric: string, namespace: string, path: string, metricSelector: string): number;
  /** Values of a metric from outside of the cluster, in thousandths. */
  external(metric: string, namespace: string, metricSelector: string): readonly number[];
}

/** Asks the metrics APIs, if the cluster serves them. Models pkg/controller/podautoscaler/metrics/client.go. */
export function newMetricsClient(door: ApiDoor, user: UserInfo, now: () => number): MetricsClient {
  function get<T>(path: string, query: Record<string, string>, what: string, resource: string): T {
    const kept = Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === '' ? [] : [[name, [value]] as const])));
    const response = door.handle({ method: 'GET', path, query: kept, headers: {}, as: user });
    if (response.status < 300) return response.body as T;
    throw new MetricError(`unable to fetch metrics from ${what} metrics API: ${words(errorOf(response), resource)}`);
  }
  const custom = <T>(path: string, metricSelector: string, extra: Record<string, string> = {}): T => {
    if (door.handle({ method: 'GET', path: '/apis/custom.metrics.k8s.io', query: {}, headers: {}, as: user }).status === 404)
      throw new MetricError('unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered');
    const root = '/apis/custom.metrics.k8s.io/v1beta2';
    return get(`${root}/${path}`, { ...extra, metricLabelSelector: metricSelector }, 'custom', `${path}.custom.metrics.k8s.io`);
  };
  return {
    resource(name, namespace, selector, container) {
      const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`;
      const { items = [] } = get<{ items?: readonly PodMetrics[] }>(path, { labelSelector: selector }, 'resource', 'pods.metrics.k8s.io');
      if (items.length === 0) throw new MetricError('no metrics returned from resource metrics API');
      return new Map(items.flatMap((pod) => usage(pod, name, container)));
    },
    pods(metric, namespace, selector, metricSelector) {
      const path = `namespaces/${namespace}/pods/*/${metric}`;
      const { items = [] } = custom<{ items?: readonly CustomValue[] }>(path, metricSelector, { labelSelector: selector });
      if (items.length === 0) throw new MetricError('no metrics returned from custom metrics API');
      return new Map(
        items.map(({ describedObject, value, timestamp }) => [
          describedObject?.name ?? '',
          { value: quantityMilliValue(value), at: timestamp ? Date.parse(timestamp) : now(), windowMs: 60_000 },
        ]),
      );
    },
    object(metric, namespace, path, metricSelector) {
      const { items = [] } = custom<{ items?: readonly CustomValue[] }>(`namespaces/${namespace}/${path}/${metric}`, metricSelector);
      if (items.length === 0) throw new MetricError('unable to fetch metrics from custom metrics API: no metrics returned');
      return quantityMilliValue(items[0]!.value);
    },
    external(metric, namespace, metricSelector) {
      const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${metric}`;
      const query = { labelSelector: metricSelector };
      const { items = [] } = get<{ items?: readonly CustomValue[] }>(path, query, 'external', `${metric}.external.metrics.k8s.io`);
      if (items.length === 0) throw new MetricError('no metrics returned from external metrics API');
      return items.map(({ value }) => quantityMilliValue(value));
    },
  };
}

interface CustomValue {
  readonly describedObject?: { readonly name?: string };
  readonly value: string;
  readonly timestamp?: string;
}

/** Pods of which a container's usage is missing are left out. */
function usage(pod: PodMetrics, resource: string, container?: string): [string, PodMetric][] {
  let value = 0;
  const counted = (pod.containers ?? []).filter(({ name }) => container === undefined || name === container);
  if (container !== undefined && counted.length === 0) return [];
  for (const { usage: used } of counted) {
    if (used?.[resource] === undefined) return [];
    value += quantityMilliValue(used[resource]);
  }
  const at = pod.timestamp ? Date.parse(pod.timestamp) : 0;
  const [, minutes = '0', seconds = '0'] = /^(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(pod.window ?? '') ?? [];
  return [[pod.metadata.name, { value, at, windowMs: Number(minutes) * 60_000 + Number(seconds) * 1000 }]];
}

/** client-go says for which resource the server had no words of its own. */
function words(error: ApiError, resource: string): string {
  const generic = ['the server could not find the requested resource', 'the server is currently unable to handle the request'];
  if (error.code === 404) return `${generic[0]} (get ${resource})`;
  return error.code === 503 ? `${generic[1]} (get ${resource})` : error.message;
}
