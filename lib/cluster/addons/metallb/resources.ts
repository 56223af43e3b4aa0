import { formatIp, parseCidr, parseIp } from '@/lib/api/ip-address';
import type { KubeObject } from '@/lib/api/object';
import type { GroupResource } from '@/lib/api/object';

export const NAMESPACE = 'metallb-system';
export const GROUP = 'metallb.io';
export const POOLS: GroupResource = { group: GROUP, resource: 'ipaddresspools' };
export const ADVERTISEMENTS: GroupResource = { group: GROUP, resource: 'l2advertisements' };
/** Set on a Service: the pool its address is from. */
export const FROM_POOL = 'metallb.io/ip-allocated-from-pool';

export interface AddressPool extends KubeObject {
  readonly spec: {
    readonly addresses?: readonly string[];
    readonly autoAssign?: boolean;
    readonly avoidBuggyIPs?: boolean;
    readonly serviceAllocation?: { readonly priority?: number; readonly namespaces?: readonly string[] };
  };
}

export interface L2Advertisement extends KubeObject {
  readonly spec?: {
    readonly ipAddressPools?: readonly string[];
    readonly nodeSelectors?: readonly { readonly matchLabels?: Readonly<Record<string, string>> }[];
  };
}

const MOST_ADDRESSES = 65_536;

const numberOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);
const textOf = (value: number): string =>
  formatIp({ bytes: [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256), leadingZeros: false });

/** First and last address of `10.0.0.0/24` or `10.0.0.1-10.0.0.9`, as numbers; undefined for anything else (IPv6 too). */
function bounds(range: string): readonly [number, number] | undefined {
  const block = parseCidr(range.trim());
  if (block?.address.bytes.length === 4) {
    const size = 2 ** (32 - block.prefix);
    const first = Math.floor(numberOf(block.address.bytes) / size) * size;
    return [first, first + size - 1];
  }
  const [from, to] = range.split('-').map((text) => parseIp(text.trim()));
  if (from?.bytes.length !== 4 || to?.bytes.length !== 4) return undefined;
  return [numberOf(from.bytes), numberOf(to.bytes)];
}

/** Addresses of a pool in order. */
export function* addressesOf({ spec }: AddressPool): Generator<string> {
  let left = MOST_ADDRESSES;
  for (const range of spec.addresses ?? []) {
    const found = bounds(range);
    if (!found) continue;
    for (let value = found[0]; value <= found[1] && left-- > 0; value++) {
      if (spec.avoidBuggyIPs && (value % 256 === 0 || value % 256 === 255)) continue;
      yield textOf(value);
    }
  }
}

/** Whether a pool has an address. */
export function holds({ spec }: AddressPool, ip: string): boolean {
  const address = parseIp(ip);
  if (address?.bytes.length !== 4) return false;
  const value = numberOf(address.bytes);
  return (spec.addresses ?? []).some((range) => {
    const found = bounds(range);
    return found !== undefined && value >= found[0] && value <= found[1];
  });
}
