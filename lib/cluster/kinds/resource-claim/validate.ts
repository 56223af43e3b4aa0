import { forbidden, invalid, notSupported, required, tooMany, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { validateConditions } from '../conditions';
import { eachOf, setOf } from '../devices/collections';
import {
  requestNames,
  validateDeviceClaim,
  validateDeviceConfig,
  validateRaw,
  validateReference,
  type DeviceClaim,
  type RequestNames,
} from '../devices/claim';
import { validateLabelName, validatePoolName } from '../devices/names';
import { internalValue } from '../internal-types';
import { validateNodeSelector } from '../node-selector';
import { validateDriverName } from '../persistent-volume/sources';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const MOST = { reservedFor: 256, results: 32, config: 64, conditions: 8, ips: 16 };
const LONGEST_DATA = 10 * 1024;
const NO_LIMIT = Number.MAX_SAFE_INTEGER;

const devicesOf = (claim: KubeObject): DeviceClaim => (claim.spec?.devices ?? {}) as DeviceClaim;

/** Models resource validation.ValidateResourceClaim. */
export const validateResourceClaim = (claim: KubeObject): FieldError[] => validateDeviceClaim(devicesOf(claim), 'spec.devices');

/** The spec never changes. Models ValidateResourceClaimUpdate. */
export const validateResourceClaimUpdate = (claim: KubeObject, old: KubeObject): FieldError[] =>
  deepEqual(claim.spec ?? {}, old.spec ?? {})
    ? []
    : [invalid('spec', internalValue('ResourceClaimSpec', claim.spec), 'field is immutable')];

/** Models ValidateResourceClaimStatusUpdate. */
export function validateResourceClaimStatus(claim: KubeObject, old: KubeObject): FieldError[] {
  const { reservedFor = [], allocation, devices = [] } = (claim.status ?? {}) as { reservedFor?: any[]; allocation?: any; devices?: any[] };
  const found = setOf(reservedFor, MOST.reservedFor, 'status.reservedFor', validateConsumer, (each) => each.uid ?? '');
  const keyOf = ({ driver = '', pool = '', device = '', shareID = '' }: any) => [driver, pool, device, shareID].filter(Boolean).join('/');
  const allocated = new Set<string>((allocation?.devices?.results ?? []).map(keyOf));
  const check = (device: any, at: string) => validateDeviceStatus(device, at, allocated.has(keyOf(device)));
  found.push(...setOf(devices, NO_LIMIT, 'status.devices', check, keyOf));
  if (reservedFor.length > 0) {
    if (allocation === undefined) found.push(forbidden('status.reservedFor', 'may not be specified when `allocated` is not set'));
    else if (claim.metadata.deletionTimestamp) {
      const known = new Set(((old.status?.reservedFor ?? []) as readonly unknown[]).map((each) => JSON.stringify(each)));
      if (reservedFor.some((each) => !known.has(JSON.stringify(each))))
        found.push(
          forbidden('status.reservedFor', 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set'),
        );
    }
  }
  if (allocation !== undefined) {
    if (old.status?.allocation === undefined) found.push(...validateAllocation(allocation, requestNames(devicesOf(claim))));
    else if (!deepEqual(allocation, old.status.allocation))
      found.push(invalid('status.allocation', internalValue('AllocationResult', allocation), 'field is immutable'));
  }
  return found;
}

const validateConsumer = (consumer: any, at: string): FieldError[] =>
  ['resource', 'name', 'uid'].flatMap((name) => (consumer[name] ? [] : [required(`${at}.${name}`)]));

/** Models validateAllocationResult. */
function validateAllocation(allocation: any, has: RequestNames): FieldError[] {
  const at = 'status.allocation';
  const { results, config } = allocation.devices ?? {};
  const found = eachOf<any>(results, MOST.results, `${at}.devices.results`, (result, field) => [
    ...validateReference(result.request ?? '', `${field}.request`, has),
    ...validateDriverName(result.driver, `${field}.driver`),
    ...validatePoolName(result.pool, `${field}.pool`),
    ...validateLabelName(result.device, `${field}.device`),
  ]);
  found.push(
    ...eachOf<any>(config, MOST.config, `${at}.devices.config`, (each, field) => {
      const sources = ['FromClaim', 'FromClass'];
      const wrong: FieldError[] = !each.source
        ? [required(`${field}.source`)]
        : sources.includes(each.source)
          ? []
          : [notSupported(`${field}.source`, each.source, sources)];
      const references = setOf<string>(
        each.requests,
        MOST.results,
        `${field}.requests`,
        (name, where) => validateReference(name, where, has),
        (name) => name,
      );
      return [...wrong, ...references, ...validateDeviceConfig(each, field)];
    }),
  );
  if (allocation.nodeSelector) found.push(...validateNodeSelector(allocation.nodeSelector, `${at}.nodeSelector`));
  return found;
}

/** Models validateDeviceStatus. */
function validateDeviceStatus(device: any, at: string, isAllocated: boolean): FieldError[] {
  const found = [
    ...validateDriverName(device.driver, `${at}.driver`),
    ...validatePoolName(device.pool, `${at}.pool`),
    ...validateLabelName(device.device, `${at}.device`),
  ];
  if (!isAllocated) {
    const shown = { Driver: device.driver ?? '', Pool: device.pool ?? '', Device: device.device ?? '', ShareID: device.shareID ?? '' };
    found.push(invalid(at, shown, 'must be an allocated device in the claim'));
  }
  const conditions: readonly object[] = device.conditions ?? [];
  if (conditions.length > MOST.conditions) found.push(tooMany(`${at}.conditions`, conditions.length, MOST.conditions));
  found.push(...validateConditions(conditions, `${at}.conditions`));
  if (device.data !== undefined) found.push(...validateRaw(device.data, `${at}.data`, LONGEST_DATA));
  return found;
}
