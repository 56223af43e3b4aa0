import { invalid, notSupported, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { validateConditions } from '../conditions';
import { isNonNegative, notOver100, validateIntOrPercent, validateSelector } from '../validation';

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

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
  found.push(...validateSelector(selector, 'spec.selector'));
  if (unhealthyPodEvictionPolicy !== undefined && !EVICTION_POLICIES.includes(unhealthyPodEvictionPolicy as string))
    found.push(notSupported('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, EVICTION_POLICIES));
  return found;
}

/** Models ValidatePodDisruptionBudgetStatusUpdate. */
export const validatePodDisruptionBudgetStatus = (budget: KubeObject): FieldError[] => [
  ...validateConditions(budget.status?.conditions ?? [], 'status.conditions'),
  ...['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'].flatMap((name) =>
    isNonNegative(budget.status?.[name], `status.${name}`),
  ),
];
