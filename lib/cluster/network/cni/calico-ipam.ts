import type { KubeObject } from '@/lib/api/object';
import { blockOf, CniError, hashHex, ipOf, within, type NetworkNode } from './cni';

const GROUP = 'crd.projectcalico.org';
export const IP_POOLS = { group: GROUP, resource: 'ippools' };
export const BLOCK_AFFINITIES = { group: GROUP, resource: 'blockaffinities' };
const IPAM_CONFIGS = { group: GROUP, resource: 'ipamconfigs' };

export interface IpPool {
  readonly name: string;
  readonly cidr: string;
  readonly blockSize: number;
  readonly ipipMode: string;
  readonly vxlanMode: string;
  readonly natOutgoing: boolean;
}

/** The pools that pods get addresses from. */
export function poolsOf(node: NetworkNode, named?: readonly string[]): readonly IpPool[] {
  return node
    .list(IP_POOLS)
    .filter(({ metadata, spec }) => (named ? named.includes(metadata.name) || named.includes(spec.cidr) : !spec.disabled))
    .map(({ metadata, spec }) => ({
      name: metadata.name,
      cidr: String(spec.cidr),
      blockSize: Number(spec.blockSize ?? 26),
      ipipMode: String(spec.ipipMode ?? 'Never'),
      vxlanMode: String(spec.vxlanMode ?? 'Never'),
      natOutgoing: spec.natOutgoing === true,
    }));
}

/** The blocks of addresses that belong to a node, oldest first. */
export const blocksOf = (node: NetworkNode, name = node.name): readonly string[] =>
  affinities(node)
    .filter(({ spec }) => spec.node === name)
    .map(({ spec }) => String(spec.cidr));

const affinities = (node: NetworkNode): readonly KubeObject[] => node.list(BLOCK_AFFINITIES).filter(({ spec }) => spec.deleted !== 'true');

/**
 * An address of one of the node's blocks; of a block that nobody has when they are full, and of another node's when there is
 * none left. Models libcalico-go/lib/ipam. Throws CniError.
 */
export function assign(node: NetworkNode, named?: readonly string[]): string {
  const pools = poolsOf(node, named);
  if (pools.length === 0)
    throw new CniError(
      named
        ? `error getting pool: no configured Calico pools for ${named.join(', ')}`
        : 'failed to request IPv4 addresses: no configured Calico pools',
    );
  const used = [node, ...node.others()].map(({ addresses }) => addresses);
  const own = blocksOf(node).filter((block) => pools.some(({ cidr }) => within(block.split('/')[0]!, cidr)));
  for (const block of own) {
    const ip = free(node, block, used);
    if (ip) return ip;
  }
  for (const pool of pools) {
    const block = claim(node, pool);
    const ip = block && free(node, block, used);
    if (ip) return ip;
  }
  const strict = node.list(IPAM_CONFIGS).some(({ spec }) => spec.strictAffinity === true);
  const reason = strict
    ? 'No more free affine blocks and strict affinity enabled'
    : `No more free IPs in the pools: [${pools.map(({ cidr }) => cidr).join(' ')}]`;
  for (const { spec } of strict ? [] : affinities(node)) {
    if (!pools.some(({ cidr }) => within(String(spec.cidr).split('/')[0]!, cidr))) continue;
    const ip = free(node, String(spec.cidr), used);
    if (ip) return ip;
  }
  throw new CniError(`failed to request IPv4 addresses: Assigned 0 out of 1 requested IPv4 addresses; ${reason}`);
}

/** The next address of a block that no pod has. */
function free(node: NetworkNode, cidr: string, used: readonly ReadonlySet<string>[]): string | undefined {
  const { first, size } = blockOf(cidr)!;
  for (let tried = 0; tried < size; tried++) {
    const offset = (node.last + tried) % size;
    const ip = ipOf(first + offset);
    if (used.some((addresses) => addresses.has(ip))) continue;
    node.last = offset + 1;
    return ip;
  }
  return undefined;
}

/** Makes a block of a pool the node's own: which one hangs on the node's name, so that nodes do not meet. */
function claim(node: NetworkNode, pool: IpPool): string | undefined {
  const range = blockOf(pool.cidr);
  if (!range) return undefined;
  const size = 2 ** (32 - pool.blockSize);
  const count = Math.floor(range.size / size);
  const taken = new Set(affinities(node).map(({ spec }) => String(spec.cidr)));
  const start = parseInt(hashHex(`${node.name} ${pool.cidr}`, 8), 16) % Math.max(1, count);
  for (let i = 0; i < count; i++) {
    const cidr = `${ipOf(range.first + ((start + i) % count) * size)}/${pool.blockSize}`;
    if (taken.has(cidr)) continue;
    const claimed = node.create('calico-cni-plugin', BLOCK_AFFINITIES, {
      apiVersion: `${GROUP}/v1`,
      kind: 'BlockAffinity',
      metadata: { name: `${node.name}-${cidr.replace(/[./]/g, '-')}` },
      spec: { cidr, deleted: 'false', node: node.name, state: 'confirmed', type: 'host' },
    });
    return claimed ? cidr : undefined;
  }
  return undefined;
}
