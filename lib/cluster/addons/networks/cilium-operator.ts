import type { GroupResource, KubeObject } from '@/lib/api/object';
import { bindQueue, ignoreNotFound, keyOf, splitKey } from '../../controllers/context';
import { blockOf, ipOf } from '../../network/cni/cni';
import { CILIUM_NODES } from '../../network/cni/cilium';
import { CILIUM_CLUSTERWIDE_POLICIES, CILIUM_POLICIES } from '../../network/cilium-policy/rule';
import { complaintOf } from '../../network/cilium-policy/validation';
import type { Operator, OperatorContext } from '../addon';
import { CONFIG_MAPS } from '../../client/resources';

/**
 * cilium-operator: a range of the pool for each CiliumNode (models pkg/ipam/allocator/clusterpool), and whether policies are valid.
 */
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
    const validations = [CILIUM_POLICIES, CILIUM_CLUSTERWIDE_POLICIES].map((resource) => validate(context, resource));
    return {
      resync() {
        nodes.list().forEach(({ metadata }) => allocate(metadata.name));
        for (const again of validations) again();
      },
    };
  },
};

/** Says in each policy's status whether Cilium takes it. Models operator/pkg/networkpolicy. Returns what looks at all of them anew. */
function validate(context: OperatorContext, resource: GroupResource): () => void {
  const { client, informers, sim } = context;
  const policies = informers.informer(resource);
  const look = bindQueue(context, `cilium-operator/${resource.resource}`, (key) => {
    const [namespace, name] = splitKey(key);
    const policy = policies.get(namespace, name);
    if (!policy) return;
    const complaint = complaintOf(policy);
    const [status, message] = complaint === undefined ? ['True', 'Policy validation succeeded'] : ['False', complaint];
    const conditions = (policy.status?.conditions ?? []) as readonly Condition[];
    const before = conditions.find(({ type }) => type === 'Valid');
    if (before?.status === status && before.message === message) return;
    const lastTransitionTime =
      before?.status === status ? before.lastTransitionTime : new Date(sim.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const condition: Condition = { type: 'Valid', status: status!, lastTransitionTime, message: message! };
    const all = [...conditions.filter(({ type }) => type !== 'Valid'), condition];
    ignoreNotFound(() =>
      client.patch(resource, namespace, name, { status: { conditions: all } }, { type: 'merge', subresource: 'status' }),
    );
  });
  policies.onChange(({ type, object }) => type !== 'DELETED' && look(keyOf(object)));
  return () => policies.list().forEach((policy) => look(keyOf(policy)));
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string;
  readonly message: string;
}

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
