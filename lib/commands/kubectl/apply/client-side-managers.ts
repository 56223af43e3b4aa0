import { deepEqual } from '@/lib/api/freeze';
import { union, type FieldSet } from '@/lib/api/field-set';
import { LAST_APPLIED } from './last-applied';

/* eslint-disable @typescript-eslint/no-explicit-any -- objects of any kind */
interface Entry {
  readonly manager?: string;
  readonly operation?: string;
  readonly subresource?: string;
  readonly apiVersion?: string;
  readonly fieldsV1?: FieldSet;
}

/** Managers that own the annotation of client-side apply by an operation. Models csaupgrade.FindFieldsOwners. */
export function ownersOf(object: any, operation: 'Apply' | 'Update'): string[] {
  const entries: readonly Entry[] = object.metadata.managedFields ?? [];
  const owning = entries.filter(
    (each) => each.operation === operation && each.fieldsV1?.['f:metadata']?.['f:annotations']?.[`f:${LAST_APPLIED}`] !== undefined,
  );
  return [...new Set(owning.map(({ manager }) => manager ?? ''))].sort();
}

/**
 * Entries of managers with what the client-side ones had given to the server-side one; undefined where nothing changes.
 * Models csaupgrade.UpgradeManagedFields.
 */
export function migratedManagers(entries: readonly Entry[], clientSide: readonly string[], serverSide: string): Entry[] | undefined {
  let result = [...entries];
  for (const manager of clientSide) result = upgraded(result, manager, serverSide);
  return deepEqual(result, entries) ? undefined : result;
}

function upgraded(entries: readonly Entry[], clientSide: string, serverSide: string): Entry[] {
  const result = [...entries];
  const isOld = (each: Entry) => each.manager === clientSide && each.operation === 'Update' && !each.subresource;
  let at = result.findIndex((each) => each.manager === serverSide && each.operation === 'Apply' && !each.subresource);
  if (at < 0) {
    at = result.findIndex(isOld);
    if (at < 0) return result;
    result[at] = { ...result[at], manager: serverSide, operation: 'Apply' };
  }
  const target = result[at]!;
  const old = result.find((each) => isOld(each) && each.apiVersion === target.apiVersion);
  if (old) result[at] = { ...target, fieldsV1: union(target.fieldsV1 ?? {}, old.fieldsV1 ?? {}) };
  return result.filter((each) => !isOld(each));
}
