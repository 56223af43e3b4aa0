import { duplicate, invalid, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { internalValue } from '../internal-types';
import { validateDriverName } from '../persistent-volume/sources';
import { isNonNegative } from '../validation';

interface Driver {
  readonly name?: string;
  readonly nodeID?: string;
  readonly topologyKeys?: readonly string[];
  readonly allocatable?: { readonly count?: number };
}

const LONGEST_NODE_ID = 256;
const driversOf = (node: KubeObject): readonly Driver[] => node.spec?.drivers ?? [];

/** Models storage validation.ValidateCSINode. */
export function validateCsiNode(node: KubeObject): FieldError[] {
  const seen = new Set<string>();
  return driversOf(node).flatMap(({ name = '', nodeID = '', topologyKeys = [], allocatable }, i) => {
    const at = `spec.drivers[${i}]`;
    const found = validateDriverName(name, `${at}.name`);
    if (nodeID === '') found.push(required(`${at}.nodeID`));
    if (nodeID.length > LONGEST_NODE_ID) found.push(invalid(`${at}.nodeID`, nodeID, `must be ${LONGEST_NODE_ID} characters or less`));
    found.push(...isNonNegative(allocatable?.count, `${at}.allocatable.count`));
    if (seen.has(name)) found.push(duplicate(`${at}.name`, name));
    seen.add(name);
    topologyKeys.forEach((key, n) => {
      if (key === '') found.push(required(at));
      if (topologyKeys.indexOf(key) < n) found.push(duplicate(at, key));
      for (const text of isQualifiedName(key)) found.push(invalid(at, key, text));
    });
    return found;
  });
}

/** A driver that is there does not change, but for how many volumes it takes. Models ValidateCSINodeUpdate. */
export function validateCsiNodeUpdate(node: KubeObject, old: KubeObject): FieldError[] {
  const fixed = ({ allocatable: _, ...driver }: Driver) => internalValue('CSINodeDriver', driver);
  const found = validateCsiNode(node);
  for (const before of driversOf(old))
    for (const after of driversOf(node))
      if ((before.name ?? '') === (after.name ?? '') && !deepEqual(fixed(before), fixed(after)))
        found.push(invalid('spec.drivers', fixed(after), 'field is immutable'));
  return found;
}
