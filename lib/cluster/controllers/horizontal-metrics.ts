import type { Pod } from '@/lib/api/models';
import { formatLabelSelector } from '@/lib/api/label-selector';
import { formatQuantity, milliQuantity, quantityMilliValue } from '@/lib/api/quantity';
import type { KubeObject } from '@/lib/api/object';
import { MetricError, type MetricsClient, type Selector } from './metrics-client';
import { byAverage, byUtilization, within, type Tolerances, type WarmUp } from './replica-calculator';

/* eslint-disable @typescript-eslint/no-explicit-any -- metrics of an autoscaler, which validation has seen */

/** How many replicas a metric asks for, how it is called in events, and what the status says of it. */
export interface MetricProposal {
  readonly replicas: number;
  readonly name: string;
  readonly status: object;
}

/** A metric that could not be had: the reason of condition and event, and what the sum of all metrics says. */
export class FailedMetric extends Error {
  constructor(
    readonly reason: string,
    message: string,
    readonly summary: string,
  ) {
    super(message);
  }
}

export interface MetricQuestion {
  readonly client: MetricsClient;
  readonly namespace: string;
  readonly pods: readonly Pod[];
  /** Selector of the target's pods, as text. */
  readonly selector: string;
  readonly specReplicas: number;
  readonly statusReplicas: number;
  readonly tolerances: Tolerances;
  readonly warmUp?: WarmUp;
  readonly now: number;
}

/** Models HorizontalController.computeReplicasForMetric. */
export function proposalOf(metric: any, question: MetricQuestion): MetricProposal {
  switch (metric.type) {
    case 'Resource':
      return resource(metric.resource, question);
    case 'ContainerResource':
      return resource(metric.containerResource, question, metric.containerResource.container);
    case 'Pods':
      return pods(metric.pods, question);
    case 'Object':
      return object(metric.object, question);
    case 'External':
      return external(metric.external, question);
    default: {
      const text = `unknown metric source type ${JSON.stringify(metric.type)}`;
      throw new FailedMetric('InvalidMetricSourceType', text, text);
    }
  }
}

const quantity = (milli: number) => formatQuantity(milliQuantity(milli));

/** Runs a calculation; what goes wrong is told with `prefix`, and in the sum of all metrics with `summary` before. */
function attempt<T>(reason: string, prefix: string, summary: string, calculate: () => T): T {
  try {
    return calculate();
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    throw new FailedMetric(reason, `${prefix}${error.message}`, `${summary}: ${prefix}${error.message}`);
  }
}

function fetched<T>(prefix: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof MetricError) throw new MetricError(`${prefix}${error.message}`);
    throw error;
  }
}

function resource(source: any, question: MetricQuestion, container?: string): MetricProposal {
  const { client, namespace, selector, specReplicas: current } = question;
  const { name, target } = source;
  const field = container === undefined ? 'resource' : 'containerResource';
  const type = container === undefined ? 'Resource' : 'ContainerResource';
  const reason = container === undefined ? 'FailedGetResourceMetric' : 'FailedGetContainerResourceMetric';
  const summary = `failed to get ${name} ${container === undefined ? 'resource' : 'container'} metric value`;
  const average = target.averageValue !== undefined;
  const prefix = `failed to get ${name} ${average ? 'usage' : 'utilization'}: `;
  return attempt(reason, prefix, summary, () => {
    const metrics = fetched(`unable to get metrics for resource ${name}: `, () => client.resource(name, namespace, selector, container));
    const sample = { ...question, metrics, current, resource: name };
    const found = average
      ? byAverage(sample, quantityMilliValue(target.averageValue))
      : byUtilization(sample, target.averageUtilization, container);
    const value = {
      ...(found.utilization !== undefined && { averageUtilization: found.utilization }),
      averageValue: quantity(found.average),
    };
    const what = container === undefined ? `${name} resource` : `${name} container resource`;
    return {
      replicas: found.replicas,
      name: average ? what : `${what} utilization (percentage of request)`,
      status: { type, [field]: { name, ...(container !== undefined && { container }), current: value } },
    };
  });
}

function pods({ metric, target }: any, question: MetricQuestion): MetricProposal {
  const { client, namespace, selector, specReplicas: current } = question;
  return attempt('FailedGetPodsMetric', '', 'failed to get pods metric value', () => {
    const metrics = fetched(`unable to get metric ${metric.name}: `, () =>
      client.pods(metric.name, namespace, selector, selectorText(metric.selector)),
    );
    const found = byAverage({ ...question, metrics, current, resource: '' }, quantityMilliValue(target.averageValue));
    const status = { metric, current: { averageValue: quantity(found.average) } };
    return { replicas: found.replicas, name: `pods metric ${metric.name}`, status: { type: 'Pods', pods: status } };
  });
}

function object({ metric, target, describedObject }: any, question: MetricQuestion): MetricProposal {
  const { client, namespace, specReplicas, statusReplicas, tolerances } = question;
  const about = `${describedObject.kind} on ${namespace} ${describedObject.name}`;
  return attempt('FailedGetObjectMetric', '', 'failed to get object metric value', () => {
    const path = `${describedObject.kind.toLowerCase()}s/${describedObject.name}`;
    const value = fetched(`unable to get metric ${metric.name}: ${about}/`, () =>
      client.object(metric.name, namespace, path, selectorText(metric.selector)),
    );
    const one = target.type === 'Value';
    const found = one
      ? whole(value, quantityMilliValue(target.value), specReplicas, readyPods(question), tolerances)
      : perPod(value, quantityMilliValue(target.averageValue), statusReplicas, tolerances);
    const current = one ? { value: quantity(value) } : { averageValue: quantity(found.average) };
    const status = { type: 'Object', object: { metric, current, describedObject } };
    return { replicas: found.replicas, name: `${describedObject.kind} metric ${metric.name}`, status };
  });
}

function external({ metric, target }: any, question: MetricQuestion): MetricProposal {
  const { client, namespace, specReplicas, statusReplicas, tolerances } = question;
  const average = target.averageValue !== undefined;
  const prefix = average ? `failed to get ${metric.name} external metric: ` : `failed to get external metric ${metric.name}: `;
  return attempt('FailedGetExternalMetric', prefix, `failed to get ${metric.name} external metric value`, () => {
    const values = fetched(`unable to get external metric ${namespace}/${metric.name}/${goSelector(metric.selector)}: `, () =>
      client.external(metric.name, namespace, selectorText(metric.selector)),
    );
    const value = values.reduce((a, b) => a + b, 0);
    const found = average
      ? perPod(value, quantityMilliValue(target.averageValue), statusReplicas, tolerances)
      : whole(value, quantityMilliValue(target.value), specReplicas, readyPods(question), tolerances);
    const current = average ? { averageValue: quantity(found.average) } : { value: quantity(value) };
    return {
      replicas: found.replicas,
      name: `external metric ${metric.name}(${goSelector(metric.selector)})`,
      status: { type: 'External', external: { metric, current } },
    };
  });
}

const readyPods = ({ pods: all }: MetricQuestion): number => {
  if (all.length === 0)
    throw new MetricError('unable to calculate ready pods: no pods returned by selector while calculating replica count');
  return all.filter(
    ({ status }) => status?.phase === 'Running' && status.conditions?.some((entry) => entry.type === 'Ready' && entry.status === 'True'),
  ).length;
};

/** Models getUsageRatioReplicaCount: from none, the ratio itself. */
function whole(value: number, target: number, current: number, ready: number, tolerances: Tolerances) {
  const ratio = value / target;
  if (current === 0) return { replicas: Math.ceil(ratio), average: value };
  return { replicas: within(tolerances, ratio) ? current : Math.ceil(ratio * ready), average: value };
}

function perPod(value: number, target: number, current: number, tolerances: Tolerances) {
  const ratio = value / (target * current);
  const replicas = current > 0 && within(tolerances, ratio) ? current : Math.ceil(value / target);
  return { replicas, average: Math.ceil(value / Math.max(1, current)) };
}

const selectorText = (selector: Selector | undefined): string => (selector ? formatLabelSelector(selector as never) : '');

/** `%+v` of a *metav1.LabelSelector. */
function goSelector(selector: Selector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const rules = (selector.matchExpressions ?? []).map(
    ({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${rules.join('')}},}`;
}

/** The tolerance of either direction. Models the gate HPAConfigurableTolerance. */
export function tolerancesOf(hpa: KubeObject, otherwise = 0.1): Tolerances {
  const of = (rules: any) => (rules?.tolerance === undefined ? otherwise : quantityMilliValue(rules.tolerance) / 1000);
  return { up: of(hpa.spec.behavior?.scaleUp), down: of(hpa.spec.behavior?.scaleDown) };
}
