import { describe, expect, it } from 'vitest';
import { containsIp, formatCidr, formatIp, isDualStack, parseCidr, parseIp } from '@/lib/api/ip-address';
import { cidrComplaints, ipComplaints, legacyCidrComplaints, legacyIpComplaints, validateNonSpecialIp } from './ip-validation';

const INVALID = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const INVALID_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

describe('IP addresses', () => {
  it.each([
    ['10.0.0.1', []],
    ['2001:db8::ffff', []],
    ['::', []],
    ['1:2:3:4:5:6:7:8', []],
    ['010.0.0.1', ['must not have leading 0s']],
    ['::ffff:1.2.3.4', ['must not be an IPv4-mapped IPv6 address']],
    ['2001:DB8::1', ['must be in canonical form ("2001:db8::1")']],
    ['2001:db8:0:0:0:0:0:1', ['must be in canonical form ("2001:db8::1")']],
    ['1:0:0:2:0:0:0:3', ['must be in canonical form ("1:0:0:2::3")']],
    ['300.1.1.1', [INVALID]],
    ['1.2.3', [INVALID]],
    ['fe80::1%eth0', [INVALID]],
    ['1:2:3:4:5:6:7::8:9', [INVALID]],
    [':::', [INVALID]],
    ['', [INVALID]],
  ])('%j', (text, expected) => expect(ipComplaints(text)).toEqual(expected));

  it('need not be canonical in old fields', () => {
    expect(legacyIpComplaints('2001:DB8::1')).toEqual([]);
    expect(legacyIpComplaints('0.0.0.01')).toEqual(['must not have leading 0s']);
  });

  it('that only a node can use are no endpoints', () => {
    const details = (ip: string) => validateNonSpecialIp('f', ip).map(({ detail }) => detail);
    expect(details('127.0.0.1')).toEqual(['may not be in the loopback range (127.0.0.0/8, ::1/128)']);
    expect(details('0.0.0.0')).toEqual(['may not be unspecified (0.0.0.0)']);
    expect(details('169.254.1.1')).toEqual(['may not be in the link-local range (169.254.0.0/16, fe80::/10)']);
    expect(details('fe80::1')).toEqual(['may not be in the link-local range (169.254.0.0/16, fe80::/10)']);
    expect(details('224.0.0.5')).toEqual(['may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)']);
    expect(details('10.0.0.1')).toEqual([]);
  });
});

describe('IP blocks', () => {
  it.each([
    ['10.0.0.0/8', []],
    ['::/0', []],
    ['10.0.0.0/33', [INVALID_CIDR]],
    ['10.0.0.0', [INVALID_CIDR]],
    ['10.0.0.1/8', ['must not have bits set beyond the prefix length']],
    ['10.0.0.0/08', ['must not have leading 0s in IP or prefix length']],
    ['::ffff:10.0.0.0/104', ['must not have an IPv4-mapped IPv6 address']],
    ['2001:db8:0::/64', ['must be in canonical form ("2001:db8::/64")']],
  ])('%j', (text, expected) => expect(cidrComplaints(text)).toEqual(expected));

  it('are compared as networks', () => {
    expect(legacyCidrComplaints('2001:db8:0::/64')).toEqual([]);
    expect(formatCidr(parseCidr('10.1.2.3/12')!)).toBe('10.0.0.0/12');
    expect(formatIp(parseIp('::ffff:1.2.3.4')!)).toBe('1.2.3.4');
    expect(containsIp(parseCidr('10.0.0.0/9')!, parseIp('10.127.255.255')!)).toBe(true);
    expect(containsIp(parseCidr('10.0.0.0/9')!, parseIp('10.128.0.0')!)).toBe(false);
    expect(isDualStack(['10.0.0.0/8', 'fd00::/8'])).toBe(true);
    expect(isDualStack(['10.0.0.0/8', '11.0.0.0/8'])).toBe(false);
    expect(isDualStack(['x'])).toBeUndefined();
  });
});
