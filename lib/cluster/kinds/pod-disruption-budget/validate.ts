import { invalid, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { notOver100, validateIntOrPercent, validateSelector } from '../validation';

/** Models policy validation.ValidatePodDisruptionBudgetSpec. */
export function validatePodDisruptionBudget(budget: KubeObject): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = (budget.spec ?? {}) as Record<string, unknown>;
  const found: FieldError[] = [];
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const value = {
      MinAvailable: minAvailable,
      Selector: selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
    };
    found.push(invalid('spec', value, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const [name, value] of [
    ['minAvailable', minAvailable],
    ['maxUnavailable', maxUnavailable],
  ] as const) {
    found.push(...validateIntOrPercent(value, `spec.${name}`), ...notOver100(value, `spec.${name}`));
  }
  return [...found, ...validateSelector(selector, 'spec.selector')];
}
