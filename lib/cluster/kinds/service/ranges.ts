import { isIpv4, parseCidr, parseIp } from '@/lib/api/ip-address';
import type { KubeObject } from '@/lib/api/object';
import type { KindContext } from '../kind';

/** A range that cluster IPs are taken of, as numbers. */
export interface AddressRange {
  /** The network's own address. */
  readonly base: number;
  readonly size: number;
}

/** What an API server uses before anything says otherwise (`--service-cluster-ip-range` of kubeadm). */
const DEFAULT = '10.96.0.0/12';
/** The ServiceCIDR that the API server makes of its flag. */
const OWN = 'kubernetes';

const numberOf = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

export const textOf = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');

function rangeOf(cidr: string): AddressRange | undefined {
  const block = parseCidr(cidr);
  if (!block || !isIpv4(block.address)) return undefined;
  const size = 2 ** (32 - block.prefix);
  const at = numberOf(block.address.bytes.slice(-4));
  return { base: at - (at % size), size };
}

const isUsable = ({ metadata, status }: KubeObject): boolean =>
  metadata.deletionTimestamp === undefined &&
  (metadata.name === OWN ||
    ((status?.conditions ?? []) as readonly { type: string; status: string }[]).some(
      (one) => one.type === 'Ready' && one.status === 'True',
    ));

/**
 * IPv4 ranges that new cluster IPs may come from: those of the ServiceCIDRs that are ready, the API server's own first.
 * Models ipallocator.MetaAllocator.
 */
export function serviceRanges(context: KindContext): readonly AddressRange[] {
  const objects = context.list('networking.k8s.io', 'servicecidrs').filter(({ spec }) => Array.isArray(spec?.cidrs));
  if (objects.length === 0) return [rangeOf(DEFAULT)!];
  const rank = ({ metadata }: KubeObject) => (metadata.name === OWN ? 0 : 1);
  return objects
    .filter(isUsable)
    .sort((a, b) => rank(a) - rank(b))
    .flatMap(({ spec }) => (spec.cidrs as readonly string[]).flatMap((cidr) => rangeOf(cidr) ?? []));
}

/** Whether an address lies in one of the ranges and is neither its first nor its last. */
export function inServiceRange(ip: string, context: KindContext): boolean {
  const address = parseIp(ip);
  if (!address || !isIpv4(address)) return false;
  const at = numberOf(address.bytes.slice(-4));
  return serviceRanges(context).some(({ base, size }) => at > base && at < base + size - 1);
}

/** The first address of a range, which the Service `kubernetes` has. */
export const firstAddress = (cidr: string): string => textOf((rangeOf(cidr) ?? rangeOf(DEFAULT)!).base + 1);

/** How many addresses at the start are kept for those who choose one themselves. Models calculateRangeOffset. */
export function staticPart(size: number): number {
  if (size - 2 <= 16) return 0;
  return Math.min(256, Math.max(16, Math.floor((size - 2) / 16)));
}
