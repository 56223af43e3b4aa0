/** IP addresses and blocks as text, read as Go's net and netip packages read them. */

export interface IpAddress {
  /** 4 or 16 bytes; an IPv4-mapped IPv6 address keeps 16. */
  readonly bytes: readonly number[];
  /** An octet was written with leading zeros, which only the sloppy parser takes. */
  readonly leadingZeros: boolean;
}

export interface IpBlock {
  readonly address: IpAddress;
  readonly prefix: number;
  /** The IP or the prefix length was written with leading zeros. */
  readonly leadingZeros: boolean;
}

const MOST_LENGTH = 64;

/** Models netutils.ParseIPSloppy: leading zeros are dropped, zones refused. */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length > MOST_LENGTH) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]{1,20}$/.test(part) && Number(part) <= 255)) return undefined;
  return { bytes: parts.map(Number), leadingZeros: parts.some((part) => part.length > 1 && part.startsWith('0')) };
}

function parseIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  let leadingZeros = false;
  const read = (half: string, last: boolean): number[] | undefined => {
    if (half === '') return [];
    const groups = half.split(':');
    const bytes: number[] = [];
    for (const [i, group] of groups.entries()) {
      if (last && i === groups.length - 1 && group.includes('.')) {
        const tail = parseIpv4(group);
        if (!tail) return undefined;
        leadingZeros ||= tail.leadingZeros;
        bytes.push(...tail.bytes);
      } else {
        if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
        const value = Number.parseInt(group, 16);
        bytes.push(value >> 8, value & 0xff);
      }
    }
    return bytes;
  };
  const head = read(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? read(halves[1]!, true) : [];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return { bytes: [...head, ...Array<number>(missing).fill(0), ...tail], leadingZeros };
}

export const isMapped = ({ bytes }: IpAddress): boolean =>
  bytes.length === 16 && bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;

/** As Go's net.IP sees it: a mapped address is an IPv4 one. */
const plainBytes = (ip: IpAddress): readonly number[] => (isMapped(ip) ? ip.bytes.slice(12) : ip.bytes);
export const isIpv4 = (ip: IpAddress): boolean => plainBytes(ip).length === 4;

/** The canonical text. Models net.IP.String. */
export function formatIp(ip: IpAddress): string {
  const bytes = plainBytes(ip);
  if (bytes.length === 4) return bytes.join('.');
  return formatGroups(Array.from({ length: 8 }, (_, i) => bytes[2 * i]! * 256 + bytes[2 * i + 1]!));
}

/** The eight groups of an IPv6 address, the longest run of zeros left out, as RFC 5952 has it. */
export function formatGroups(groups: readonly number[]): string {
  let start = -1;
  let longest = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > longest) [start, longest] = [i, end - i];
  }
  const text = (list: readonly number[]) => list.map((group) => group.toString(16)).join(':');
  return start < 0 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + longest))}`;
}

/** Models netutils.ParseCIDRSloppy. */
export function parseCidr(text: string): IpBlock | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseIp(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!address || !/^[0-9]{1,10}$/.test(length)) return undefined;
  const prefix = Number(length);
  if (prefix > address.bytes.length * 8) return undefined;
  return { address, prefix, leadingZeros: address.leadingZeros || (length.length > 1 && length.startsWith('0')) };
}

const masked = ({ address, prefix }: IpBlock): number[] =>
  address.bytes.map((byte, i) => byte & (0xff00 >> Math.max(0, Math.min(8, prefix - 8 * i))) & 0xff);

/** Whether bits are set beyond the prefix length. */
export const hasHostBits = (block: IpBlock): boolean => masked(block).some((byte, i) => byte !== block.address.bytes[i]);

/** The canonical text of the network. Models net.IPNet.String. */
export const formatCidr = (block: IpBlock): string =>
  `${formatIp({ bytes: masked(block), leadingZeros: false })}/${block.prefix - (isMapped(block.address) ? 96 : 0)}`;

/** Models net.IPNet.Contains. */
export function containsIp(block: IpBlock, ip: IpAddress): boolean {
  const network = masked(block);
  if (network.length !== ip.bytes.length) return false;
  return masked({ address: ip, prefix: block.prefix, leadingZeros: false }).every((byte, i) => byte === network[i]);
}

/** One IPv4 and one IPv6 block, in any order. Models netutils.IsDualStackCIDRStrings; undefined when one does not parse. */
export function isDualStack(cidrs: readonly string[]): boolean | undefined {
  const blocks = cidrs.map(parseCidr);
  if (blocks.some((block) => !block)) return undefined;
  return blocks.some((block) => isIpv4(block!.address)) && blocks.some((block) => !isIpv4(block!.address));
}
