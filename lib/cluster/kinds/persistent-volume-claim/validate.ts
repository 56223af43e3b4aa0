import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { compareQuantities } from '@/lib/api/quantity';
import { validateSelector } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

export const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

export function accessModes(modes: readonly string[], field: string): FieldError[] {
  const found: FieldError[] = modes.filter((mode) => !ACCESS_MODES.includes(mode)).map((mode) => notSupported(field, mode, ACCESS_MODES));
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    found.push(forbidden(field, 'may not use ReadWriteOncePod with other access modes'));
  }
  return found;
}

/** Models core validation.ValidatePersistentVolumeClaimSpec. */
export function validatePersistentVolumeClaim(claim: KubeObject): FieldError[] {
  const spec: any = claim.spec ?? {};
  const found: FieldError[] = [];
  if ((spec.accessModes ?? []).length === 0) found.push(required('spec.accessModes', 'at least 1 access mode is required'));
  found.push(...validateSelector(spec.selector, 'spec.selector'), ...accessModes(spec.accessModes ?? [], 'spec.accessModes'));
  const storage = spec.resources?.requests?.storage;
  if (storage === undefined) found.push(required('spec.resources[storage]'));
  else if (compareQuantities(storage, '0') <= 0) found.push(invalid('spec.resources[storage]', storage, 'must be greater than zero'));
  if (spec.volumeMode !== undefined && !['Block', 'Filesystem'].includes(spec.volumeMode)) {
    found.push(notSupported('spec.volumeMode', spec.volumeMode, ['Block', 'Filesystem']));
  }
  return found;
}

const FIXED = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** Models ValidatePersistentVolumeClaimUpdate; the message's diff of the Go structs is left out. */
export function validatePersistentVolumeClaimUpdate(claim: KubeObject, old: KubeObject): FieldError[] {
  const found = validatePersistentVolumeClaim(claim);
  const bound = old.status?.phase === 'Bound';
  const rest = (object: KubeObject) => {
    const {
      resources: _r,
      volumeName,
      storageClassName,
      volumeAttributesClassName: _v,
      ...other
    } = (object.spec ?? {}) as Record<string, unknown>;
    return {
      ...other,
      volumeName: old.spec?.volumeName ? volumeName : undefined,
      storageClassName: old.spec?.storageClassName === undefined ? undefined : storageClassName,
    };
  };
  const before = old.spec?.resources?.requests?.storage as string | undefined;
  const after = claim.spec?.resources?.requests?.storage as string | undefined;
  const grew = before !== undefined && after !== undefined && compareQuantities(after, before) > 0;
  const shrank = before !== undefined && after !== undefined && compareQuantities(after, before) < 0;
  if (!deepEqual(rest(claim), rest(old)) || (grew && !bound)) found.push(forbidden('spec', FIXED));
  else if (shrank && compareQuantities(after, (old.status?.capacity?.storage as string | undefined) ?? before) < 0) {
    found.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  }
  return found;
}
