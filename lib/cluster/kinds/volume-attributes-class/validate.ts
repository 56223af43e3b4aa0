import { forbidden, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { validateParameters, validateProvisioner } from '../storage-class/validate';

/** Models storage validation.ValidateVolumeAttributesClass. */
export const validateVolumeAttributesClass = (object: KubeObject): FieldError[] => [
  ...validateProvisioner(object.driverName, 'driverName'),
  ...validateParameters(object.parameters, false),
];

/** Models ValidateVolumeAttributesClassUpdate. */
export function validateVolumeAttributesClassUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  for (const field of ['driverName', 'parameters'])
    if (!deepEqual(object[field] ?? null, old[field] ?? null)) found.push(forbidden(field, `updates to ${field} are forbidden.`));
  return [...found, ...validateVolumeAttributesClass(object)];
}
