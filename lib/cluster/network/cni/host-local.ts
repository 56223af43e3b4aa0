import { blockOf, CniError, ipOf, type NetworkNode } from './cni';

/**
 * An address of a range in turn, as the host-local IPAM plugin gives them: the first is the gateway's. Throws CniError when all
 * are taken. Models plugins/ipam/host-local.
 */
export function hostLocal(node: NetworkNode, subnet: string): string {
  const block = blockOf(subnet);
  if (!block) throw new CniError(`failed to parse subnet "${subnet}"`);
  // Neither the network's own address nor the gateway's nor the broadcast address.
  const count = block.size - 3;
  for (let tried = 0; tried < count; tried++) {
    const offset = (node.last + tried) % count;
    const ip = ipOf(block.first + 2 + offset);
    if (node.addresses.has(ip)) continue;
    node.last = offset + 1;
    return ip;
  }
  throw new CniError(
    `failed to allocate for range 0: no IP addresses available in range set: ${ipOf(block.first + 1)}-${ipOf(block.first + block.size - 2)}`,
  );
}

/** The first address of a range: its bridge has it. */
export const gatewayOf = (subnet: string): string => ipOf(blockOf(subnet)!.first + 1);
