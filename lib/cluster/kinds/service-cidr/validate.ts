import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { isDualStack } from '@/lib/api/ip-address';
import { validateCidr } from '../ip-validation';

const FIELD = 'spec.cidrs';
const cidrsOf = (object: KubeObject): readonly string[] => object.spec?.cidrs ?? [];

/** Models networking validation.ValidateServiceCIDR. */
export function validateServiceCidr(range: KubeObject): FieldError[] {
  const cidrs = cidrsOf(range);
  if (cidrs.length === 0) return [required(FIELD, 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalid(FIELD, cidrs, 'may only hold up to 2 values')];
  if (cidrs.length === 2 && !isDualStack(cidrs))
    return [invalid(FIELD, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64')];
  return cidrs.flatMap((cidr, i) => validateCidr(`${FIELD}[${i}]`, cidr));
}

/** Models ValidateServiceCIDRUpdate: ranges do not change. */
export function validateServiceCidrUpdate(range: KubeObject, old: KubeObject): FieldError[] {
  return deepEqual(cidrsOf(range), cidrsOf(old)) ? [] : [invalid(FIELD, range.spec?.cidrs ?? null, 'field is immutable')];
}
