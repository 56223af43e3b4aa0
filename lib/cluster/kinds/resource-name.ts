import { invalid, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName } from '@/lib/api/names';
import { canonicalQuantity, compareQuantities, parseQuantity } from '@/lib/api/quantity';

/** Names of resources, as core's helper and validation packages know them. */

const words = (list: string) => new Set(list.trim().split(/\s+/));
const QUOTA = words(`cpu memory ephemeral-storage requests.cpu requests.memory requests.storage requests.ephemeral-storage limits.cpu
  limits.memory limits.ephemeral-storage pods resourcequotas services replicationcontrollers secrets configmaps
  persistentvolumeclaims services.nodeports services.loadbalancers`);
const STANDARD = new Set([...QUOTA, 'storage']);
const CONTAINER = words('cpu memory ephemeral-storage');
const INTEGER = words(`pods resourcequotas services replicationcontrollers secrets configmaps persistentvolumeclaims services.nodeports
  services.loadbalancers`);

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
const isQuotaHugePages = (name: string) => isHugePages(name) || name.startsWith('requests.hugepages-');
const isStandard = (name: string) => STANDARD.has(name) || isQuotaHugePages(name);
/** Models IsStandardQuotaResourceName. */
export const isStandardQuotaResource = (name: string): boolean => QUOTA.has(name) || isQuotaHugePages(name);
/** Models IsNativeResource: without a domain, or with kubernetes.io's. */
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');
/** Models IsExtendedResourceName. */
export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
/** Models IsOvercommitAllowed. */
export const mayOvercommit = (name: string): boolean => isNative(name) && !isHugePages(name);

const complaints = (field: string, name: string, texts: readonly string[]) => texts.map((text) => invalid(field, name, text));

/** Models validateResourceName. */
export function validateResourceName(name: string, field: string): FieldError[] {
  const found = complaints(field, name, isQualifiedName(name));
  if (found.length > 0 || name.includes('/') || isStandard(name)) return found;
  return [invalid(field, name, 'must be a standard resource type or fully qualified')];
}

/** Models validateContainerResourceName. */
export function validateContainerResourceName(name: string, field: string): FieldError[] {
  const found = validateResourceName(name, field);
  if (!name.includes('/')) {
    if (!CONTAINER.has(name) && !isHugePages(name)) found.push(invalid(field, name, 'must be a standard resource for containers'));
  } else if (!isNative(name) && !isExtended(name)) {
    found.push(invalid(field, name, "doesn't follow extended resource name standard"));
  }
  return found;
}

/** Models ValidateResourceQuotaResourceName. */
export function validateQuotaResourceName(name: string, field: string): FieldError[] {
  const found = validateResourceName(name, field);
  if (!name.includes('/') && !isStandardQuotaResource(name)) found.push(invalid(field, name, 'must be a standard resource for quota'));
  return found;
}

/** Models ValidateResourceQuantityValue. */
export function validateResourceQuantity(name: string, value: string, field: string): FieldError[] {
  const found: FieldError[] = [];
  if (compareQuantities(value, '0') < 0) found.push(invalid(field, canonicalQuantity(value), 'must be greater than or equal to 0'));
  if ((INTEGER.has(name) || isExtended(name)) && parseQuantity(value).nano % 1_000_000_000n !== 0n)
    found.push(invalid(field, canonicalQuantity(value), 'must be an integer'));
  return found;
}
