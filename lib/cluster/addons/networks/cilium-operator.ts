import type { KubeObject } from '@/lib/api/object';
import { bindQueue } from '../../controllers/context';
import { blockOf, ipOf } from '../../network/cni/cni';
import { CILIUM_NODES } from '../../network/cni/cilium';
import type { Operator } from '../addon';

const CONFIG_MAPS = { group: '', resource: 'configmaps' };

/** cilium-operator's cluster-pool IPAM: a range of the pool for each CiliumNode. Models pkg/ipam/allocator/clusterpool. */
export const ciliumOperator: Operator = {
  name: 'cilium-operator',
  bind(context) {
    const { client, informers } = context;
    const nodes = informers.informer(CILIUM_NODES);
    const allocate = bindQueue(context, 'cilium-operator/nodes', (name) => {
      const node = nodes.get('', name);
      if (!node || rangesOf(node).length > 0) return;
      const config = informers.informer(CONFIG_MAPS).get('kube-system', 'cilium-config')?.data as Record<string, string> | undefined;
      const range = free(
        config?.['cluster-pool-ipv4-cidr'] ?? '10.0.0.0/8',
        Number(config?.['cluster-pool-ipv4-mask-size'] ?? 24),
        new Set(nodes.list().flatMap(rangesOf)),
      );
      if (range) client.patch(CILIUM_NODES, '', name, { spec: { ipam: { podCIDRs: [range] } } }, { type: 'merge' });
      else
        client.patch(
          CILIUM_NODES,
          '',
          name,
          { status: { ipam: { 'operator-status': { error: 'unable to allocate pod CIDR: allocator full' } } } },
          { type: 'merge', subresource: 'status' },
        );
    });
    nodes.onChange(({ type, object }) => type !== 'DELETED' && allocate(object.metadata.name));
    return { resync: () => nodes.list().forEach(({ metadata }) => allocate(metadata.name)) };
  },
};

const rangesOf = ({ spec }: KubeObject): readonly string[] => (spec?.ipam?.podCIDRs as readonly string[] | undefined) ?? [];

function free(pool: string, bits: number, taken: ReadonlySet<string>): string | undefined {
  const block = blockOf(pool);
  if (!block) return undefined;
  const size = 2 ** (32 - bits);
  for (let at = block.first; at + size <= block.first + block.size; at += size) {
    const range = `${ipOf(at)}/${bits}`;
    if (!taken.has(range)) return range;
  }
  return undefined;
}
