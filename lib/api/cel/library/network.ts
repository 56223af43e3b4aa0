import { CelRuntimeError } from '../errors';
import { Library } from '../functions';
import { boolType, intType, opaqueType, stringType } from '../types';
import { CelOpaque, type CelValue } from '../values';
import { AddressError, addressText, isMapped, maskAddress, parseAddress, startsWith, type Address } from './netip';

/** Models apiserver/pkg/cel/library.IP and CIDR. */
export const network = new Library();

interface Prefix {
  readonly address: Address;
  readonly length: number;
  readonly bits: 32 | 128;
}

const ipType = opaqueType('net.IP');
const cidrType = opaqueType('net.CIDR');
const text = (value: CelValue | undefined) => value as string;
const addressOf = (value: CelValue | undefined) => (value as CelOpaque<Address>).value;
const prefixOf = (value: CelValue | undefined) => (value as CelOpaque<Prefix>).value;
const newIp = (address: Address) => new CelOpaque('net.IP', address, addressText(address));
const newCidr = (prefix: Prefix) => new CelOpaque('net.CIDR', prefix, prefixText(prefix));
const prefixText = ({ address, length }: Prefix) => `${addressText(address)}/${length}`;

function parseIp(raw: string): Address {
  const quoted = JSON.stringify(raw);
  if (/^[^%]+:[^%]*%./.test(raw)) throw new CelRuntimeError(`IP address ${quoted} with zone value is not allowed`);
  try {
    const address = parseAddress(raw);
    if (isMapped(address)) throw new CelRuntimeError(`IPv4-mapped IPv6 address ${quoted} is not allowed`);
    return address;
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw new CelRuntimeError(`IP Address ${quoted} parse error during conversion from string: ${error.message}`);
  }
}

function parseCidr(raw: string): Prefix {
  const start = 'network address parse error during conversion from string: ';
  const quoted = JSON.stringify(raw);
  const wrong = (why: string) => new CelRuntimeError(`${start}${start}netip.ParsePrefix(${quoted}): ${why}`);
  const slash = raw.lastIndexOf('/');
  if (slash < 0) throw wrong("no '/'");
  let address: Address;
  try {
    address = parseAddress(raw.slice(0, slash));
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    throw wrong(error.message);
  }
  const bits = raw.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,3})$/.test(bits)) throw wrong(`bad bits after slash: ${JSON.stringify(bits)}`);
  if (Number(bits) > address.bits) throw wrong('prefix length out of range');
  if (isMapped(address)) throw new CelRuntimeError(`${start}IPv4-mapped IPv6 address ${quoted} is not allowed`);
  return { address, length: Number(bits), bits: address.bits };
}

function succeeds(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (error instanceof CelRuntimeError) return false;
    throw error;
  }
}

function containsIp({ address, length, bits }: Prefix, other: Address): boolean {
  return bits === other.bits && maskAddress(other, length).value === maskAddress(address, length).value;
}

/** Upstream compares the masked network with the other's address as it is. */
const containsCidr = (prefix: Prefix, other: Prefix) =>
  prefix.bits === other.bits &&
  prefix.length <= other.length &&
  maskAddress(prefix.address, prefix.length).value === maskAddress(other.address, prefix.length).value;

const isLinkLocal = (address: Address) => (address.bits === 32 ? startsWith(address, 0xa9fen, 16) : startsWith(address, 0x3fan, 10));
const isLinkLocalMulticast = (address: Address) =>
  address.bits === 32 ? startsWith(address, 0xe00000n, 24) : startsWith(address, 0xffn, 8) && ((address.value >> 112n) & 0xfn) === 2n;
const isLoopback = (address: Address) => (address.bits === 32 ? startsWith(address, 127n, 8) : address.value === 1n);
const isMulticast = (address: Address) => (address.bits === 32 ? startsWith(address, 0xen, 4) : startsWith(address, 0xffn, 8));
const isGlobal = (address: Address) =>
  !(address.bits === 32 && (address.value === 0n || address.value === 0xffffffffn)) &&
  address.value !== 0n &&
  !isLoopback(address) &&
  !isMulticast(address) &&
  !isLinkLocal(address);

network
  .fn('ip', 'string_to_ip', [stringType], ipType, ([raw]) => newIp(parseIp(text(raw))))
  .fn('isIP', 'is_ip', [stringType], boolType, ([raw]) => succeeds(() => parseIp(text(raw))))
  .fn('ip.isCanonical', 'ip_is_canonical', [stringType], boolType, ([raw]) => addressText(parseIp(text(raw))) === text(raw))
  .fn('string', 'ip_to_string', [ipType], stringType, ([ip]) => addressText(addressOf(ip)))
  .member('family', 'ip_family', [ipType], intType, ([ip]) => (addressOf(ip).bits === 32 ? 4n : 6n))
  .member('isUnspecified', 'ip_is_unspecified', [ipType], boolType, ([ip]) => addressOf(ip).value === 0n)
  .member('isLoopback', 'ip_is_loopback', [ipType], boolType, ([ip]) => isLoopback(addressOf(ip)))
  .member('isLinkLocalMulticast', 'ip_is_link_local_multicast', [ipType], boolType, ([ip]) => isLinkLocalMulticast(addressOf(ip)))
  .member('isLinkLocalUnicast', 'ip_is_link_local_unicast', [ipType], boolType, ([ip]) => isLinkLocal(addressOf(ip)))
  .member('isGlobalUnicast', 'ip_is_global_unicast', [ipType], boolType, ([ip]) => isGlobal(addressOf(ip)))
  .fn('cidr', 'string_to_cidr', [stringType], cidrType, ([raw]) => newCidr(parseCidr(text(raw))))
  .fn('isCIDR', 'is_cidr', [stringType], boolType, ([raw]) => succeeds(() => parseCidr(text(raw))))
  .fn('string', 'cidr_to_string', [cidrType], stringType, ([cidr]) => prefixText(prefixOf(cidr)))
  .member('containsIP', 'cidr_contains_ip_string', [cidrType, stringType], boolType, ([cidr, raw]) =>
    containsIp(prefixOf(cidr), parseIp(text(raw))),
  )
  .member('containsIP', 'cidr_contains_ip_ip', [cidrType, ipType], boolType, ([cidr, ip]) => containsIp(prefixOf(cidr), addressOf(ip)))
  .member('containsCIDR', 'cidr_contains_cidr_string', [cidrType, stringType], boolType, ([cidr, raw]) =>
    containsCidr(prefixOf(cidr), parseCidr(text(raw))),
  )
  .member('containsCIDR', 'cidr_contains_cidr', [cidrType, cidrType], boolType, ([cidr, other]) =>
    containsCidr(prefixOf(cidr), prefixOf(other)),
  )
  .member('ip', 'cidr_ip', [cidrType], ipType, ([cidr]) => newIp(prefixOf(cidr).address))
  .member('prefixLength', 'cidr_prefix_length', [cidrType], intType, ([cidr]) => BigInt(prefixOf(cidr).length))
  .member('masked', 'cidr_masked', [cidrType], cidrType, ([cidr]) => {
    const prefix = prefixOf(cidr);
    return newCidr({ ...prefix, address: maskAddress(prefix.address, prefix.length) });
  });
