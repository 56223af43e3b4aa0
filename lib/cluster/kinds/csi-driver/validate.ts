import { duplicate, invalid, notSupported, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { isImmutable } from '../validation';

const GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const LIFECYCLE_MODES = ['Persistent', 'Ephemeral'];
const SHORTEST_TOKEN = 600;
const LONGEST_TOKEN = 2 ** 32;

interface TokenRequest {
  readonly audience?: string;
  readonly expirationSeconds?: number;
}

/** Models storage validation's validateTokenRequests. */
function validateTokenRequests(requests: readonly TokenRequest[]): FieldError[] {
  const seen = new Set<string>();
  return requests.flatMap(({ audience = '', expirationSeconds: seconds }, i) => {
    const at = `spec.tokenRequests[${i}]`;
    if (seen.has(audience)) return [duplicate(`${at}.audience`, audience)];
    seen.add(audience);
    if (seconds === undefined) return [];
    if (seconds < SHORTEST_TOKEN) return [invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration less than 10 minutes')];
    if (seconds <= LONGEST_TOKEN) return [];
    return [invalid(`${at}.expirationSeconds`, seconds, 'may not specify a duration larger than 2^32 seconds')];
  });
}

/** Models storage validation.ValidateCSIDriver. */
export function validateCsiDriver(driver: KubeObject): FieldError[] {
  const {
    fsGroupPolicy,
    tokenRequests = [],
    volumeLifecycleModes = [],
    nodeAllocatableUpdatePeriodSeconds: period,
  } = (driver.spec ?? {}) as {
    fsGroupPolicy?: string;
    tokenRequests?: readonly TokenRequest[];
    volumeLifecycleModes?: readonly string[];
    nodeAllocatableUpdatePeriodSeconds?: number;
  };
  const found: FieldError[] = [];
  if (fsGroupPolicy !== undefined && !GROUP_POLICIES.includes(fsGroupPolicy))
    found.push(notSupported('spec.fsGroupPolicy', fsGroupPolicy, GROUP_POLICIES));
  found.push(...validateTokenRequests(tokenRequests));
  for (const mode of volumeLifecycleModes)
    if (!LIFECYCLE_MODES.includes(mode)) found.push(notSupported('spec.volumeLifecycleModes', mode, LIFECYCLE_MODES));
  if (period !== undefined && period < 10)
    found.push(invalid('spec.nodeAllocatableUpdatePeriodSeconds', period, 'must be greater than or equal to 10 seconds'));
  return found;
}

/** Models ValidateCSIDriverUpdate; the first path is upstream's. */
export const validateCsiDriverUpdate = (driver: KubeObject, old: KubeObject): FieldError[] => [
  ...validateCsiDriver(driver),
  ...isImmutable(driver.spec?.attachRequired, old.spec?.attachRequired, 'spec.attachedRequired'),
  ...isImmutable(driver.spec?.volumeLifecycleModes, old.spec?.volumeLifecycleModes, 'spec.volumeLifecycleModes'),
];

const COUNTED = [
  'tokenRequests',
  'requiresRepublish',
  'seLinuxMount',
  'nodeAllocatableUpdatePeriodSeconds',
  'podInfoOnMount',
  'fsGroupPolicy',
  'storageCapacity',
];

/** Drivers have no generation until what may change does. Models csiDriverStrategy.PrepareForUpdate. */
export function countGeneration(driver: KubeObject, old: KubeObject): KubeObject {
  if (COUNTED.every((field) => deepEqual(driver.spec?.[field], old.spec?.[field]))) return driver;
  return { ...driver, metadata: { ...driver.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}

/** Models csiDriverStrategy's warnings: tokens belong into secrets. */
export const csiDriverWarnings = (driver: KubeObject): string[] =>
  (driver.spec?.tokenRequests ?? []).length > 0 && driver.spec?.serviceAccountTokenInSecrets === undefined
    ? [
        'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes',
      ]
    : [];
