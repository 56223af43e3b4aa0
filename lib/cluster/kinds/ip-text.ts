import { invalid, type FieldError } from '@/lib/api/field-error';

/** Whether a text is an IPv4 address; leading zeros are let pass, as netutils.ParseIPSloppy does. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,10}$/.test(part) && Number(part) <= 255);
}

/** Whether a text is an IPv6 address, without a zone. */
export function isIpv6(text: string): boolean {
  if (!text.includes(':') || /[^0-9a-fA-F:.]/.test(text)) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groupsOf = (half: string) => (half === '' ? [] : half.split(':'));
  const all = halves.flatMap(groupsOf);
  let count = 0;
  for (const [i, group] of all.entries()) {
    if (group.includes('.')) {
      if (i !== all.length - 1 || !isIpv4(group)) return false;
      count += 2;
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return false;
      count++;
    }
  }
  return halves.length === 2 ? count < 8 : count === 8;
}

export const isIp = (text: string): boolean => isIpv4(text) || isIpv6(text);

/** Models validation.IsValidIPForLegacyField. */
export const validateIp = (text: string, field: string): FieldError[] =>
  isIp(text) ? [] : [invalid(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];

/** Models validation.IsValidCIDRForLegacyField. */
export function validateCidr(text: string, field: string): FieldError[] {
  const [address = '', length = '', ...more] = text.split('/');
  const most = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1;
  const fine = more.length === 0 && /^\d{1,3}$/.test(length) && Number(length) <= most;
  return fine ? [] : [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
}

/** The number behind an IPv4 address. */
export const ipv4Value = (text: string): number => text.split('.').reduce((value, part) => value * 256 + Number(part), 0);

/** Addresses that no service may name. Models core validation.ValidateNonSpecialIP. */
export function validateNonSpecialIp(text: string, field: string): FieldError[] {
  if (!isIp(text)) return [invalid(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
  const v4 = isIpv4(text);
  const lower = text.toLowerCase();
  const within = (first: string, bits: number) => v4 && ipv4Value(text) >>> (32 - bits) === ipv4Value(first) >>> (32 - bits);
  const found: FieldError[] = [];
  if (v4 ? ipv4Value(text) === 0 : /^[0:]+$/.test(lower)) found.push(invalid(field, text, `may not be unspecified (${text})`));
  if (within('127.0.0.0', 8) || (!v4 && /^(0{0,4}:)*:?(0{0,4}:)*0{0,3}1$/.test(lower)))
    found.push(invalid(field, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (within('169.254.0.0', 16) || (!v4 && /^fe[89ab][0-9a-f]?:/.test(lower)))
    found.push(invalid(field, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (within('224.0.0.0', 24) || (!v4 && /^ff[0-9a-f]2:/.test(lower)))
    found.push(invalid(field, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  return found;
}
