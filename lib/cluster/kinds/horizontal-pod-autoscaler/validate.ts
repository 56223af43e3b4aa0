import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const LONGEST_WINDOW = 3600;
const LONGEST_PERIOD = 1800;

/** Models autoscaling validation.validateHorizontalPodAutoscalerSpec. */
export function validateHorizontalPodAutoscaler(hpa: KubeObject): FieldError[] {
  const spec: any = hpa.spec ?? {};
  const found: FieldError[] = [];
  const metrics: readonly any[] = spec.metrics ?? [];
  const { minReplicas, maxReplicas = 0 } = spec;
  if (minReplicas !== undefined && minReplicas < 1)
    found.push(invalid('spec.minReplicas', minReplicas, 'must be greater than or equal to 1'));
  if (maxReplicas < 1) found.push(required('spec.maxReplicas', 'must be set and greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    found.push(invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`'));
  for (const key of ['kind', 'name']) if (!spec.scaleTargetRef?.[key]) found.push(required(`spec.scaleTargetRef.${key}`));
  metrics.forEach((metric, i) => found.push(...validateMetric(metric, `spec.metrics[${i}]`)));
  if (minReplicas === 0 && !metrics.some((metric) => metric.type === 'Object' || metric.type === 'External')) {
    found.push(forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas'));
  }
  for (const side of ['scaleUp', 'scaleDown'])
    if (spec.behavior?.[side]) found.push(...validateScaling(spec.behavior[side], `spec.behavior.${side}`));
  return found;
}

function validateMetric(metric: any, at: string): FieldError[] {
  const sources: Readonly<Record<string, string>> = {
    Resource: 'resource',
    ContainerResource: 'containerResource',
    Pods: 'pods',
    Object: 'object',
    External: 'external',
  };
  if (!metric.type) return [required(`${at}.type`, 'must specify a metric source type')];
  const source = sources[metric.type];
  if (!source) return [notSupported(`${at}.type`, metric.type, ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'])];
  if (!metric[source]) return [required(`${at}.${source}`, 'must populate information for the given metric source')];
  const found: FieldError[] = [];
  const target = metric[source].target ?? {};
  if (!target.type) found.push(required(`${at}.${source}.target.type`, 'must specify a metric target type'));
  if (target.averageUtilization !== undefined && target.averageUtilization < 1) {
    found.push(invalid(`${at}.${source}.target.averageUtilization`, target.averageUtilization, 'must be greater than 0'));
  }
  if (source === 'resource' && !metric.resource.name) found.push(required(`${at}.resource.name`, 'must specify a resource name'));
  return found;
}

function validateScaling(rules: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  const window = rules.stabilizationWindowSeconds;
  if (window !== undefined && window < 0)
    found.push(invalid(`${at}.stabilizationWindowSeconds`, window, 'must be greater than or equal to zero'));
  if (window !== undefined && window > LONGEST_WINDOW) {
    found.push(invalid(`${at}.stabilizationWindowSeconds`, window, `must be less than or equal to ${LONGEST_WINDOW}`));
  }
  if (rules.selectPolicy !== undefined && !['Max', 'Min', 'Disabled'].includes(rules.selectPolicy)) {
    found.push(notSupported(`${at}.selectPolicy`, rules.selectPolicy, ['Disabled', 'Max', 'Min']));
  }
  const policies: readonly any[] = rules.policies ?? [];
  if (policies.length === 0) found.push(required(`${at}.policies`, 'must specify at least one Policy'));
  policies.forEach((policy, i) => {
    const where = `${at}.policies[${i}]`;
    if (!['Pods', 'Percent'].includes(policy.type)) found.push(notSupported(`${where}.type`, policy.type ?? '', ['Percent', 'Pods']));
    if (!(policy.value > 0)) found.push(invalid(`${where}.value`, policy.value ?? 0, 'must be greater than zero'));
    if (!(policy.periodSeconds > 0)) found.push(invalid(`${where}.periodSeconds`, policy.periodSeconds ?? 0, 'must be greater than zero'));
    if (policy.periodSeconds > LONGEST_PERIOD)
      found.push(invalid(`${where}.periodSeconds`, policy.periodSeconds, `must be less than or equal to ${LONGEST_PERIOD}`));
  });
  return found;
}
