import { NODES } from '../client/resources';
import { bindQueue, type Controller, type ControllerContext } from './context';

export interface NodeBlocks {
  /** --cluster-cidr: `10.244.0.0/16` */
  readonly clusterCidr: string;
  /** Blocks that the profile names, by node. */
  readonly named: ReadonlyMap<string, string>;
  /** --allocate-node-cidrs. Default true. */
  readonly allocates?: boolean;
  /** --node-cidr-mask-size. Default 24. */
  readonly maskSize?: number;
}

const MASK = 24;

/** Gives each node its block of pod addresses: the profile's, or the next that is free. Models pkg/controller/nodeipam (RangeAllocator). */
export function nodeIpamController(context: ControllerContext, blocks: NodeBlocks): Controller {
  const { client, informers } = context;
  const nodes = informers.informer(NODES);
  const events = context.events('cidrAllocator');
  const enqueue = bindQueue(context, 'nodeipam', (name) => {
    const node = nodes.get('', name);
    if (!node || node.spec?.podCIDR || blocks.allocates === false) return;
    const flags = context.configuration?.();
    if (flags && !flags.allocateNodeCidrs) return;
    const range = flags?.clusterCidr?.split(',')[0] ?? blocks.clusterCidr;
    const taken = new Set([...blocks.named.values(), ...nodes.list().map(({ spec }) => spec?.podCIDR as string | undefined)]);
    const mask = flags?.nodeCidrMaskSize ?? blocks.maskSize ?? MASK;
    const block = (range === blocks.clusterCidr ? blocks.named.get(name) : undefined) ?? free(range, mask, taken);
    if (!block) {
      events.event(node, 'Normal', 'CIDRNotAvailable', `Node ${name} status is now: CIDRNotAvailable`);
      return;
    }
    client.patch(NODES, '', name, { spec: { podCIDR: block, podCIDRs: [block] } }, { type: 'strategic' });
  });
  nodes.onChange(({ object }) => enqueue(object.metadata.name));
  return { name: 'nodeipam', resync: () => nodes.list().forEach((node) => enqueue(node.metadata.name)) };
}

function free(cidr: string, mask: number, taken: ReadonlySet<string | undefined>): string | undefined {
  const [address = '', bits = '0'] = cidr.split('/');
  const base = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  for (let i = 0; i < 2 ** (mask - Number(bits)); i++) {
    const at = base + i * 2 ** (32 - mask);
    const block = `${[24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join('.')}/${mask}`;
    if (!taken.has(block)) return block;
  }
  return undefined;
}
