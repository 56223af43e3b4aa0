import { forbidden, invalid, notSupported, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';

const STRATEGIES = ['OldestEmulationVersion'];

/** Models coordination validation.ValidateCoordinatedLeaseStrategy; the path is upstream's. */
function validateStrategy(strategy: string, field: string): FieldError[] {
  const at = `${field}.strategy`;
  if (strategy.includes('/')) return isQualifiedName(strategy).map((text) => invalid(at, strategy, text));
  return STRATEGIES.includes(strategy) ? [] : [notSupported(at, strategy, STRATEGIES)];
}

/** Models coordination validation.ValidateLeaseSpec. */
export function validateLease(lease: KubeObject): FieldError[] {
  const { leaseDurationSeconds, leaseTransitions, strategy, preferredHolder } = (lease.spec ?? {}) as {
    leaseDurationSeconds?: number;
    leaseTransitions?: number;
    strategy?: string;
    preferredHolder?: string;
  };
  const found: FieldError[] = [];
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0)
    found.push(invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  if (leaseTransitions !== undefined && leaseTransitions < 0)
    found.push(invalid('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0'));
  if (strategy !== undefined) found.push(...validateStrategy(strategy, 'spec.strategy'));
  if (preferredHolder && !strategy) found.push(forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined'));
  return found;
}

/** Coordinated leader election is off: its fields are dropped. Models leaseStrategy.PrepareForCreate. */
export function dropCoordination(lease: KubeObject, old?: KubeObject): KubeObject {
  if (lease.spec?.strategy === undefined && lease.spec?.preferredHolder === undefined) return lease;
  const { strategy, preferredHolder, ...spec } = lease.spec as Record<string, unknown>;
  return {
    ...lease,
    spec: {
      ...spec,
      ...(old?.spec?.strategy === undefined ? {} : { strategy }),
      ...(old?.spec?.preferredHolder === undefined ? {} : { preferredHolder }),
    },
  } as KubeObject;
}
