import { invalid, type FieldError } from '@/lib/api/field-error';
import { formatCidr, formatIp, hasHostBits, isIpv4, isMapped, parseCidr, parseIp } from '@/lib/api/ip-address';

const INVALID_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const INVALID_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** Complaints about an address in a field that predates the strict rules. Models validation.IsValidIPForLegacyField, strict. */
export function legacyIpComplaints(value: string): string[] {
  const ip = parseIp(value);
  if (!ip) return [INVALID_IP];
  if (ip.leadingZeros) return ['must not have leading 0s'];
  return isMapped(ip) ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

/** Complaints about an address, which must be in canonical form. Models validation.IsValidIP. */
export function ipComplaints(value: string): string[] {
  const found = legacyIpComplaints(value);
  if (found.length > 0) return found;
  const canonical = formatIp(parseIp(value)!);
  return value === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

/** Models validation.IsValidCIDRForLegacyField, strict. */
export function legacyCidrComplaints(value: string): string[] {
  const block = parseCidr(value);
  if (!block) return [INVALID_CIDR];
  if (block.leadingZeros) return ['must not have leading 0s in IP or prefix length'];
  if (isMapped(block.address)) return ['must not have an IPv4-mapped IPv6 address'];
  return hasHostBits(block) ? ['must not have bits set beyond the prefix length'] : [];
}

/** Models validation.IsValidCIDR. */
export function cidrComplaints(value: string): string[] {
  const found = legacyCidrComplaints(value);
  if (found.length > 0) return found;
  const canonical = formatCidr(parseCidr(value)!);
  return value === canonical ? [] : [`must be in canonical form (${JSON.stringify(canonical)})`];
}

const all = (field: string, value: string, complaints: readonly string[]) => complaints.map((text) => invalid(field, value, text));
const given = (value: unknown): string => (typeof value === 'string' ? value : '');

export const validateCidr = (field: string, value: unknown): FieldError[] => all(field, given(value), cidrComplaints(given(value)));

/** `old`: values that the object had before, which stay allowed. */
export const validateLegacyIp = (field: string, value: unknown, old: readonly string[] = []): FieldError[] =>
  old.includes(given(value)) ? [] : all(field, given(value), legacyIpComplaints(given(value)));
export const validateLegacyCidr = (field: string, value: unknown, old: readonly string[] = []): FieldError[] =>
  old.includes(given(value)) ? [] : all(field, given(value), legacyCidrComplaints(given(value)));

/**
 * As `validateLegacyIp` with the feature gate StrictIPCIDRValidation off: leading zeros and mapped addresses pass. Services and
 * pods are still held to no more.
 */
export const validateSloppyIp = (field: string, value: string): FieldError[] => (parseIp(value) ? [] : [invalid(field, value, INVALID_IP)]);
/** As `validateLegacyCidr` with StrictIPCIDRValidation off. */
export const validateSloppyCidr = (field: string, value: string): FieldError[] =>
  parseCidr(value) ? [] : [invalid(field, value, INVALID_CIDR)];

/** Addresses that only a node itself can use serve nobody else. Models core validation.ValidateNonSpecialIP. */
export function validateNonSpecialIp(field: string, value: unknown): FieldError[] {
  const text = given(value);
  const ip = parseIp(text);
  if (!ip) return [invalid(field, text, 'must be a valid IP address')];
  const v4 = isIpv4(ip);
  const [a, b, c] = v4 ? ip.bytes.slice(-4) : ip.bytes;
  const found: FieldError[] = [];
  if (ip.bytes.every((byte) => byte === 0)) found.push(invalid(field, text, `may not be unspecified (${text})`));
  const isLoopback = v4 ? a === 127 : ip.bytes.slice(0, 15).every((byte) => byte === 0) && ip.bytes[15] === 1;
  if (isLoopback) found.push(invalid(field, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (v4 ? a === 169 && b === 254 : a === 0xfe && (b! & 0xc0) === 0x80)
    found.push(invalid(field, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (v4 ? a === 224 && b === 0 && c === 0 : a === 0xff && (b! & 0x0f) === 0x02)
    found.push(invalid(field, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  return found;
}
