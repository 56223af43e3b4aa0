import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isPathSegmentName } from '@/lib/api/names';
import { canonicalQuantity, compareQuantities } from '@/lib/api/quantity';
import { isGiven, numberOf, structOf, structsOf, textOf } from '../read';
import { validateContainerResourceName } from '../resource-name';
import { isNonNegative } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;
const TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const SOURCES: Readonly<Record<string, string>> = {
  Object: 'object',
  External: 'external',
  Pods: 'pods',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};

/** Models autoscaling validation.ValidateHorizontalPodAutoscaler. */
export const validateHorizontalPodAutoscaler = (hpa: any): FieldError[] => validateSpec(structOf(hpa.spec), 1);

/** One that scales to zero already may go on. */
export const validateHorizontalPodAutoscalerUpdate = (hpa: any, old: any): FieldError[] =>
  validateSpec(structOf(hpa.spec), structOf(old.spec).minReplicas === 0 ? 0 : 1);

/** Models ValidateHorizontalPodAutoscalerStatusUpdate. */
export const validateHorizontalPodAutoscalerStatus = (hpa: any): FieldError[] =>
  ['currentReplicas', 'desiredReplicas'].flatMap((key) => isNonNegative(structOf(hpa.status)[key], `status.${key}`));

function validateSpec(spec: any, least: number): FieldError[] {
  const found: FieldError[] = [];
  const min: unknown = spec.minReplicas;
  const max = numberOf(spec.maxReplicas);
  const metrics = structsOf(spec.metrics);
  if (typeof min === 'number' && min < least) found.push(invalid('spec.minReplicas', min, `must be greater than or equal to ${least}`));
  if (max < 1)
    found.push(
      max === 0
        ? required('spec.maxReplicas', 'must be set and greater than 0')
        : invalid('spec.maxReplicas', max, 'must be greater than 0'),
    );
  if (typeof min === 'number' && max < min) found.push(invalid('spec.maxReplicas', max, 'must be greater than or equal to `minReplicas`'));
  found.push(...reference(spec.scaleTargetRef, 'spec.scaleTargetRef'));
  metrics.forEach((metric, i) => found.push(...validateMetric(metric, `spec.metrics[${i}]`)));
  if (min === 0 && !metrics.some((metric) => metric.type === 'Object' || metric.type === 'External'))
    found.push(forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas'));
  for (const side of ['scaleUp', 'scaleDown']) {
    const rules: unknown = structOf(spec.behavior)[side];
    if (isGiven(rules)) found.push(...scalingRules(structOf(rules), `spec.behavior.${side}`));
  }
  return found;
}

const segment = (value: string, field: string, why = ''): FieldError[] =>
  value === '' ? [required(field, why)] : isPathSegmentName(value).map((text) => invalid(field, value, text));

/** Models ValidateCrossVersionObjectReference. */
function reference(given: unknown, field: string): FieldError[] {
  const { kind, name } = structOf(given);
  return [...segment(textOf(kind), `${field}.kind`), ...segment(textOf(name), `${field}.name`)];
}

const identifier = (metric: unknown, field: string): FieldError[] =>
  segment(textOf(structOf(metric).name), `${field}.name`, 'must specify a metric name');

/** Models validateMetricTarget. */
function metricTarget(target: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const type = textOf(target.type);
  if (type === '') found.push(required(`${field}.type`, 'must specify a metric target type'));
  if (!['Utilization', 'Value', 'AverageValue'].includes(type))
    found.push(invalid(`${field}.type`, type, 'must be either Utilization, Value, or AverageValue'));
  for (const key of ['value', 'averageValue'])
    if (isGiven(target[key]) && compareQuantities(target[key] as string, '0') <= 0)
      found.push(invalid(`${field}.${key}`, canonicalQuantity(target[key] as string), 'must be positive'));
  const utilization: unknown = target.averageUtilization;
  if (typeof utilization === 'number' && utilization < 1)
    found.push(invalid(`${field}.averageUtilization`, utilization, 'must be greater than 0'));
  return found;
}

/** A target of resources: a share or an amount, not both. */
function resourceTarget(target: any, field: string): FieldError[] {
  const found = metricTarget(target, field);
  if (!isGiven(target.averageUtilization) && !isGiven(target.averageValue))
    found.push(required(`${field}.averageUtilization`, 'must set either a target raw value or a target utilization'));
  if (isGiven(target.averageUtilization) && isGiven(target.averageValue))
    found.push(forbidden(`${field}.averageValue`, 'may not set both a target raw value and a target utilization'));
  return found;
}

const sources: Readonly<Record<string, (source: any, field: string) => FieldError[]>> = {
  object(source, field) {
    const target = structOf(source.target);
    const found = [
      ...reference(source.describedObject, `${field}.describedObject`),
      ...identifier(source.metric, `${field}.metric`),
      ...metricTarget(target, `${field}.target`),
    ];
    if (!isGiven(target.value) && !isGiven(target.averageValue))
      found.push(required(`${field}.target.averageValue`, 'must set either a target value or averageValue'));
    return found;
  },
  external(source, field) {
    const target = structOf(source.target);
    const found = [...identifier(source.metric, `${field}.metric`), ...metricTarget(target, `${field}.target`)];
    if (!isGiven(target.value) && !isGiven(target.averageValue))
      found.push(required(`${field}.target.averageValue`, 'must set either a target value for metric or a per-pod target'));
    if (isGiven(target.value) && isGiven(target.averageValue))
      found.push(forbidden(`${field}.target.value`, 'may not set both a target value for metric and a per-pod target'));
    return found;
  },
  pods(source, field) {
    const target = structOf(source.target);
    const found = [...identifier(source.metric, `${field}.metric`), ...metricTarget(target, `${field}.target`)];
    if (!isGiven(target.averageValue)) found.push(required(`${field}.target.averageValue`, 'must specify a positive target averageValue'));
    return found;
  },
  resource: (source, field) => [
    ...(textOf(source.name) === '' ? [required(`${field}.name`, 'must specify a resource name')] : []),
    ...resourceTarget(structOf(source.target), `${field}.target`),
  ],
  containerResource(source, field) {
    const name = textOf(source.name);
    const container = textOf(source.container);
    return [
      ...(name === '' ? [required(`${field}.name`, 'must specify a resource name')] : validateContainerResourceName(name, `${field}.name`)),
      ...(container === ''
        ? [required(`${field}.container`, 'must specify a container')]
        : isDns1123Label(container).map((text) => invalid(`${field}.container`, container, text))),
      ...resourceTarget(structOf(source.target), `${field}.target`),
    ];
  },
};

/** Models validateMetricSpec. */
function validateMetric(metric: any, at: string): FieldError[] {
  const type = textOf(metric.type);
  const found: FieldError[] = [];
  const expected = Object.hasOwn(SOURCES, type) ? SOURCES[type] : undefined;
  if (type === '') found.push(required(`${at}.type`, 'must specify a metric source type'));
  if (!expected) found.push(notSupported(`${at}.type`, type, TYPES));
  const present = Object.values(SOURCES).filter((key) => isGiven(metric[key]));
  const [first] = present;
  if (first) found.push(...sources[first]!(structOf(metric[first]), `${at}.${first}`));
  if (!expected) found.push(notSupported(`${at}.type`, type, TYPES));
  else if (!isGiven(metric[expected])) found.push(required(`${at}.${expected}`, 'must populate information for the given metric source'));
  if (present.length !== 1)
    for (const key of present) if (key !== expected) found.push(forbidden(`${at}.${key}`, 'must populate the given metric source only'));
  return found;
}

/** Models validateScalingRules. */
function scalingRules(rules: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  const window: unknown = rules.stabilizationWindowSeconds;
  const field = `${at}.stabilizationWindowSeconds`;
  if (typeof window === 'number' && window < 0) found.push(invalid(field, window, 'must be greater than or equal to zero'));
  if (typeof window === 'number' && window > LONGEST_WINDOW)
    found.push(invalid(field, window, `must be less than or equal to ${LONGEST_WINDOW}`));
  const select: unknown = rules.selectPolicy;
  if (isGiven(select) && !['Max', 'Min', 'Disabled'].includes(select as string))
    found.push(notSupported(`${at}.selectPolicy`, select, ['Disabled', 'Max', 'Min']));
  const policies = structsOf(rules.policies);
  if (policies.length === 0) found.push(required(`${at}.policies`, 'must specify at least one Policy'));
  policies.forEach((policy, i) => {
    const where = `${at}.policies[${i}]`;
    const value = numberOf(policy.value);
    const period = numberOf(policy.periodSeconds);
    if (!['Pods', 'Percent'].includes(policy.type as string))
      found.push(notSupported(`${where}.type`, textOf(policy.type), ['Percent', 'Pods']));
    if (value <= 0) found.push(invalid(`${where}.value`, value, 'must be greater than zero'));
    if (period <= 0) found.push(invalid(`${where}.periodSeconds`, period, 'must be greater than zero'));
    if (period > LONGEST_PERIOD) found.push(invalid(`${where}.periodSeconds`, period, `must be less than or equal to ${LONGEST_PERIOD}`));
  });
  if (isGiven(rules.tolerance) && compareQuantities(rules.tolerance as string, '0') < 0)
    found.push(invalid(`${at}.tolerance`, canonicalQuantity(rules.tolerance as string), 'must be greater than or equal to zero'));
  return found;
}
