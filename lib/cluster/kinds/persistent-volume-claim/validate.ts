import { forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, compareQuantities, quantityValue } from '@/lib/api/quantity';
import { STORAGE_CLASS_ANNOTATION } from '../deprecated-labels';
import { internalDiff } from '../internal-types';
import { subdomainErrors } from '../node-selector';
import { isNative } from '../resource-name';
import { isImmutable, validateSelector } from '../validation';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** Complaints about access modes that are given: unknown ones, and ReadWriteOncePod among others. */
export function validateAccessModes(modes: readonly string[], field: string): FieldError[] {
  const found: FieldError[] = modes.filter((mode) => !ACCESS_MODES.includes(mode)).map((mode) => notSupported(field, mode, ACCESS_MODES));
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod' && ACCESS_MODES.includes(mode)))
    found.push(forbidden(field, 'may not use ReadWriteOncePod with other access modes'));
  return found;
}

function validateStorage(value: string | undefined, field: string): FieldError[] {
  if (value === undefined) return [required(field)];
  return compareQuantities(value, '0') <= 0 ? [invalid(field, canonicalQuantity(value), 'must be greater than zero')] : [];
}

/** Models validateDataSource and validateDataSourceRef. */
function validateDataSource(source: any, field: string): FieldError[] {
  const { name = '', kind = '', apiGroup = '', namespace = '' } = source;
  const found: FieldError[] = [];
  if (name === '') found.push(required(`${field}.name`));
  if (kind === '') found.push(required(`${field}.kind`));
  if (apiGroup === '' && kind !== 'PersistentVolumeClaim')
    found.push(invalid(field, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup"));
  if (apiGroup !== '') found.push(...subdomainErrors(apiGroup, `${field}.apiGroup`));
  if (namespace !== '') for (const text of isDns1123Label(namespace)) found.push(invalid(`${field}.namespace`, namespace, text));
  return found;
}

/** Models core validation.ValidatePersistentVolumeClaimSpec. */
export function validateClaimSpec(spec: any, at: string): FieldError[] {
  const found: FieldError[] = [];
  const modes: readonly string[] = spec.accessModes ?? [];
  if (modes.length === 0) found.push(required(`${at}.accessModes`, 'at least 1 access mode is required'));
  found.push(...validateSelector(spec.selector, `${at}.selector`), ...validateAccessModes(modes, `${at}.accessModes`));
  found.push(...validateStorage(spec.resources?.requests?.storage, `${at}.resources[storage]`));
  if (spec.storageClassName) found.push(...subdomainErrors(spec.storageClassName, `${at}.storageClassName`));
  if (spec.volumeMode !== undefined && !['Block', 'Filesystem'].includes(spec.volumeMode))
    found.push(notSupported(`${at}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem']));
  const { dataSource, dataSourceRef } = spec;
  if (dataSource) found.push(...validateDataSource(dataSource, `${at}.dataSource`));
  if (dataSourceRef) found.push(...validateDataSource(dataSourceRef, `${at}.dataSourceRef`));
  if (dataSource && dataSourceRef) {
    // Upstream shows the path, a struct without exported fields.
    if (dataSourceRef.namespace) found.push(invalid(at, {}, 'may not be specified when dataSourceRef.namespace is specified'));
    else if ((['apiGroup', 'kind', 'name'] as const).some((key) => dataSource[key] !== dataSourceRef[key]))
      found.push(invalid(at, {}, 'must match dataSourceRef'));
  }
  if (spec.volumeAttributesClassName) found.push(...subdomainErrors(spec.volumeAttributesClassName, `${at}.volumeAttributesClassName`));
  return found;
}

export const validatePersistentVolumeClaim = (claim: KubeObject): FieldError[] => validateClaimSpec(claim.spec ?? {}, 'spec');

const FIXED = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

/** Models ValidatePersistentVolumeClaimUpdate. */
export function validatePersistentVolumeClaimUpdate(claim: KubeObject, old: KubeObject): FieldError[] {
  const found = validatePersistentVolumeClaim(claim);
  const next = { ...(claim.spec as Record<string, any>) };
  const before = { ...(old.spec as Record<string, any>) };
  if (!before.volumeName) before.volumeName = next.volumeName;
  const was = old.metadata.annotations?.[STORAGE_CLASS_ANNOTATION];
  const is = claim.metadata.annotations?.[STORAGE_CLASS_ANNOTATION];
  const isUnset = before.storageClassName === undefined;
  if (was !== undefined && isUnset && next.storageClassName === was && (is === undefined || is === was)) {
    delete next.storageClassName;
  } else {
    if (is !== was) found.push(invalid(`metadata.annotations[${STORAGE_CLASS_ANNOTATION}]`, is ?? '', 'field is immutable'));
    if (isUnset && next.storageClassName !== undefined && (was === undefined || next.storageClassName === was))
      delete next.storageClassName;
  }
  const size = (spec: any): string => spec?.resources?.requests?.storage ?? '0';
  if (claim.status?.phase === 'Bound' && next.resources?.requests)
    next.resources = { ...next.resources, requests: { ...next.resources.requests, storage: size(before) } };
  next.volumeAttributesClassName = before.volumeAttributesClassName;
  const changes = internalDiff('ClaimSpec', before, next);
  if (changes !== '') found.push(forbidden('spec', `${FIXED}\n${changes}`));
  if (
    compareQuantities(size(claim.spec), size(old.spec)) < 0 &&
    compareQuantities(size(claim.spec), old.status?.capacity?.storage ?? '0') <= 0
  )
    found.push(forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity'));
  found.push(...isImmutable(claim.spec?.volumeMode, old.spec?.volumeMode, 'volumeMode'));
  const attributes = claim.spec?.volumeAttributesClassName as string | undefined;
  if (old.spec?.volumeAttributesClassName !== undefined && attributes !== old.spec.volumeAttributesClassName) {
    const field = 'spec.volumeAttributesClassName';
    if (attributes === undefined) found.push(forbidden(field, 'update from non-nil value to nil is forbidden'));
    else if (attributes === '') found.push(forbidden(field, 'update from non-nil value to an empty string is forbidden'));
  }
  return found;
}

const RESIZE = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizePending',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
];

/** Models validatePersistentVolumeClaimResourceKey. */
function validateResourceKey(name: string, field: string): FieldError[] {
  const found = isQualifiedName(name).map((text) => invalid(field, name, text));
  if (found.length > 0 || !isNative(name) || name === 'storage') return found;
  return [notSupported(field, name, ['storage'])];
}

/** Models ValidatePersistentVolumeClaimStatusUpdate. */
export function validateClaimStatusUpdate(claim: KubeObject): FieldError[] {
  const found: FieldError[] = [];
  const {
    capacity = {},
    allocatedResources = {},
    allocatedResourceStatuses = {},
  } = (claim.status ?? {}) as Record<string, Record<string, string>>;
  const negative = (value: string, field: string) =>
    compareQuantities(value, '0') < 0 ? [invalid(field, quantityValue(value), 'must be a valid resource quantity')] : [];
  for (const name of Object.keys(capacity).sort()) found.push(...negative(capacity[name]!, `status.capacity[${name}]`));
  for (const name of Object.keys(allocatedResourceStatuses).sort()) {
    found.push(...validateResourceKey(name, 'status.allocatedResourceStatus'));
    if (!RESIZE.includes(allocatedResourceStatuses[name]!))
      found.push(notSupported('status.allocatedResourceStatus', name, [...RESIZE].sort()));
  }
  for (const name of Object.keys(allocatedResources).sort()) {
    const key = validateResourceKey(name, 'status.allocatedResources');
    found.push(...(key.length > 0 ? key : negative(allocatedResources[name]!, `status.allocatedResources[${name}]`)));
  }
  return found;
}
