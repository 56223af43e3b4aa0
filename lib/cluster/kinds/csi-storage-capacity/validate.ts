import { invalid, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, compareQuantities } from '@/lib/api/quantity';
import { expressionWarnings, nodeLabelDeprecation } from '../deprecated-labels';
import { subdomainErrors } from '../node-selector';
import { validateSelector } from '../validation';

/** Models storage validation.ValidateCSIStorageCapacity. */
export function validateCsiStorageCapacity(object: KubeObject): FieldError[] {
  const found = [
    ...validateSelector(object.nodeTopology, 'nodeTopology'),
    ...subdomainErrors(object.storageClassName ?? '', 'storageClassName'),
  ];
  if (object.capacity !== undefined && compareQuantities(object.capacity as string, '0') < 0)
    found.push(invalid('capacity', canonicalQuantity(object.capacity as string), 'must be greater than or equal to 0'));
  return found;
}

/** Models ValidateCSIStorageCapacityUpdate. */
export function validateCsiStorageCapacityUpdate(object: KubeObject, old: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  if (!deepEqual(object.nodeTopology ?? null, old.nodeTopology ?? null))
    found.push(invalid('nodeTopology', object.nodeTopology ?? null, 'field is immutable'));
  if ((object.storageClassName ?? '') !== (old.storageClassName ?? ''))
    found.push(invalid('storageClassName', object.storageClassName ?? '', 'field is immutable'));
  return found;
}

/** Models pkg/api/storage.GetWarningsForCSIStorageCapacity. */
export const csiStorageCapacityWarnings = (object: KubeObject): string[] => [
  ...expressionWarnings(object.nodeTopology?.matchExpressions, 'nodeTopology'),
  ...Object.keys(object.nodeTopology?.matchLabels ?? {}).flatMap((label) => {
    const why = nodeLabelDeprecation(label);
    return why ? [`nodeTopology.matchLabels.${label}: ${why}`] : [];
  }),
];
