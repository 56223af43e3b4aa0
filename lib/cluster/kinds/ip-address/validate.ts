import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Subdomain, isPathSegmentName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { internalValue } from '../internal-types';
import { ipComplaints } from '../ip-validation';
import { deepEqual } from '@/lib/api/freeze';

/** Names are addresses in canonical form. Models networking validation.ValidateIPAddressName. */
export const isIpAddressName = (name: string): string[] => ipComplaints(name);

interface Parent {
  readonly group?: string;
  readonly resource?: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** Models networking validation.ValidateIPAddress. */
export function validateIpAddress(address: KubeObject): FieldError[] {
  const parent = address.spec?.parentRef as Parent | undefined;
  const at = 'spec.parentRef';
  if (!parent) return [required(at)];
  const { group = '', resource = '', namespace = '', name = '' } = parent;
  const found: FieldError[] = [];
  if (group !== '') for (const complaint of isDns1123Subdomain(group)) found.push(invalid(`${at}.group`, group, complaint));
  for (const [field, value, isRequired] of [
    ['resource', resource, true],
    ['name', name, true],
    ['namespace', namespace, false],
  ] as const) {
    if (value !== '') for (const complaint of isPathSegmentName(value)) found.push(invalid(`${at}.${field}`, value, complaint));
    else if (isRequired) found.push(required(`${at}.${field}`));
  }
  return found;
}

/** Models ValidateIPAddressUpdate. */
export const validateIpAddressUpdate = (address: KubeObject, old: KubeObject): FieldError[] =>
  deepEqual(address.spec?.parentRef, old.spec?.parentRef)
    ? []
    : [
        invalid(
          'spec.parentRef',
          address.spec?.parentRef ? internalValue('ParentReference', address.spec.parentRef) : null,
          'field is immutable',
        ),
      ];
