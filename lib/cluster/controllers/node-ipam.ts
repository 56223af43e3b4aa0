import { NODES } from './resources';
import { bindQueue, type Controller, type ControllerContext } from './context';

/** Gives each node its block of pod addresses. Models pkg/controller/nodeipam (RangeAllocator), blocks named by the profile. */
export function nodeIpamController(context: ControllerContext, blockOf: (node: string) => string | undefined): Controller {
  const { client, informers } = context;
  const nodes = informers.informer(NODES);
  const enqueue = bindQueue(context, 'nodeipam', (name) => {
    const node = nodes.get('', name);
    const block = blockOf(name);
    if (!node || node.spec?.podCIDR || !block) return;
    client.patch(NODES, '', name, { spec: { podCIDR: block, podCIDRs: [block] } }, { type: 'strategic' });
  });
  nodes.onChange(({ object }) => enqueue(object.metadata.name));
  return { name: 'nodeipam', resync: () => nodes.list().forEach((node) => enqueue(node.metadata.name)) };
}
