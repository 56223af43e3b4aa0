/** Addresses of pods in one block, and how far the blocks of one node lie apart (there are fewer nodes than that). */
const BLOCK_SIZE = 254;
const BLOCK_STEP = 64;

/**
 * A free address for a pod: of the node's own block, in turn from `next` (1 to 254), and of further blocks of the pool when
 * that is full, as Calico's IPAM. `prefix`: the first three numbers of the block. Undefined when all are taken.
 */
export function freeAddress(prefix: string, next: number, used: ReadonlySet<string>): { ip: string; next: number } | undefined {
  for (let tried = 0; tried < BLOCK_SIZE; tried++) {
    const ip = `${prefix}.${next}`;
    next = (next % BLOCK_SIZE) + 1;
    if (!used.has(ip)) return { ip, next };
  }
  const [first, second, third] = prefix.split('.').map(Number) as [number, number, number];
  for (let block = third + BLOCK_STEP; block < 256; block += BLOCK_STEP) {
    for (let last = 1; last <= BLOCK_SIZE; last++) {
      const ip = `${first}.${second}.${block}.${last}`;
      if (!used.has(ip)) return { ip, next };
    }
  }
  return undefined;
}
