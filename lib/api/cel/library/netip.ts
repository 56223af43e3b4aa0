import { formatGroups } from '../../ip-address';

/** An address as netip.Addr holds it. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** Why a text is no address; the message is Go's. */
export class AddressError extends Error {}

const fail = (text: string, why: string, at?: string) =>
  new AddressError(`ParseAddr(${JSON.stringify(text)}): ${why}${at === undefined ? '' : ` (at ${JSON.stringify(at)})`}`);

/** Throws AddressError. Zones are refused by the caller: here they are part of the text. Models netip.ParseAddr. */
export function parseAddress(text: string): Address {
  for (const char of text) {
    if (char === '.') return parse4(text);
    if (char === ':') return parse6(text);
    if (char === '%') throw fail(text, 'missing IPv6 address');
  }
  throw fail(text, 'unable to parse IP');
}

function parse4(text: string): Address {
  let value = 0n;
  const parts = text.split('.');
  for (const [index, part] of parts.entries()) {
    const wrong = /[^0-9]/.exec(part);
    if (wrong) throw fail(text, 'unexpected character', text.slice(text.indexOf(wrong[0])));
    if (part === '') throw fail(text, 'IPv4 field must have at least one digit', parts.slice(index).join('.') || undefined);
    if (part.length > 1 && part.startsWith('0')) throw fail(text, 'IPv4 field has octet with leading zero');
    if (Number(part) > 255) throw fail(text, 'IPv4 field has value >255');
    if (index > 3) throw fail(text, 'IPv4 address too long');
    value = (value << 8n) | BigInt(part);
  }
  if (parts.length < 4) throw fail(text, 'IPv4 address too short');
  return { bits: 32, value };
}

function parse6(text: string): Address {
  const wrong = /[^0-9a-fA-F:.]/.exec(text);
  if (wrong) throw fail(text, 'each colon-separated field must have at least one digit', text.slice(wrong.index));
  const halves = text.split('::');
  if (halves.length > 2) throw fail(text, 'multiple :: in address', text.slice(text.lastIndexOf('::') + 1));
  const groups = halves.map((half) => (half === '' ? [] : half.split(':').flatMap((group) => groupsOf(text, group))));
  const count = groups.reduce((sum, one) => sum + one.length, 0);
  if (halves.length === 1 && count < 8) throw fail(text, 'address string too short');
  if (count > 8) throw fail(text, 'trailing garbage after address', text.slice(-1));
  if (halves.length === 2 && count > 7) throw fail(text, 'the :: must expand to at least one field of zeros');
  const all = [...groups[0]!, ...Array<number>(8 - count).fill(0), ...(groups[1] ?? [])];
  return { bits: 128, value: all.reduce((value, group) => (value << 16n) | BigInt(group), 0n) };
}

function groupsOf(text: string, group: string): number[] {
  if (group.includes('.')) {
    const { value } = parse4(group);
    return [Number(value >> 16n), Number(value & 0xffffn)];
  }
  if (group === '') throw fail(text, 'each colon-separated field must have at least one digit', ':');
  if (group.length > 4) throw fail(text, 'each group must have 4 or less digits', group);
  return [parseInt(group, 16)];
}

/** The canonical text. Models Addr.String. */
export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  return formatGroups(Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - index * 16)) & 0xffffn)));
}

/** ::ffff:0:0/96 */
export const isMapped = ({ bits, value }: Address): boolean => bits === 128 && value >> 32n === 0xffffn;

/** The address with all but its first `length` bits cleared. */
export function maskAddress({ bits, value }: Address, length: number): Address {
  const rest = BigInt(bits - length);
  return { bits, value: (value >> rest) << rest };
}

/** The first `length` bits are those of `prefix`. */
export const startsWith = ({ bits, value }: Address, prefix: bigint, length: number): boolean => value >> BigInt(bits - length) === prefix;
