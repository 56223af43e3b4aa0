import { addToBridge, behindBridge, bridgeOn } from './bridge';
import { blockOf, CniError, ipOf, macOf, UP, within, type Cni, type NetworkNode } from './cni';

export const SUBNET_ENV = '/run/flannel/subnet.env';
const DEVICE = 'flannel.1';

/** What flanneld has left for its plugin. */
interface Lease {
  readonly network: string;
  readonly subnet: string;
  readonly mtu: number;
  readonly masquerade: boolean;
}

function leaseOf(node: NetworkNode): Lease | undefined {
  const text = node.readFile(SUBNET_ENV);
  if (text === undefined) return undefined;
  const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  const subnet = of('FLANNEL_SUBNET');
  const block = blockOf(subnet);
  if (!block) return undefined;
  return {
    network: of('FLANNEL_NETWORK'),
    subnet: `${ipOf(block.first)}/${block.bits}`,
    mtu: Number(of('FLANNEL_MTU')) || 1450,
    masquerade: of('FLANNEL_IPMASQ') === 'true',
  };
}

/** Flannel: a /24 of the cluster's range for each node (node.spec.podCIDR), VXLAN between nodes, no policies. */
export const flannel: Cni = {
  type: 'flannel',
  add(node) {
    const lease = leaseOf(node);
    if (!lease)
      throw new CniError(
        `failed to load flannel 'subnet.env' file: open ${SUBNET_ENV}: no such file or directory. Check the flannel pod log for this node.`,
      );
    try {
      return addToBridge(node, 'cni0', lease.subnet);
    } catch (error) {
      if (error instanceof CniError) throw new CniError(`failed to delegate add: ${error.message}`);
      throw error;
    }
  },
  inPod(node, pod, index) {
    const lease = leaseOf(node);
    if (!lease) return { devices: [], routes: [] };
    return behindBridge(pod, index, lease.subnet, lease.mtu, lease.network);
  },
  onHost(node) {
    const lease = leaseOf(node);
    if (!lease) return { devices: [], routes: [] };
    const bridge = bridgeOn(node, 'cni0', lease.subnet, lease.mtu);
    if (node.setting(`link/${DEVICE}`) === 'gone') return bridge;
    const peers = node.others().flatMap((other) => {
      const theirs = leaseOf(other);
      return theirs ? [{ other, first: theirs.subnet.split('/')[0]!, subnet: theirs.subnet }] : [];
    });
    return {
      devices: [
        {
          name: DEVICE,
          kind: 'vxlan',
          flags: UP,
          mtu: lease.mtu,
          queue: 'noqueue',
          state: 'UNKNOWN',
          mac: macOf(`flannel ${node.name}`),
          addresses: [{ cidr: `${lease.subnet.split('/')[0]}/32`, scope: 'global' }],
        },
        ...bridge.devices,
      ],
      routes: [...bridge.routes, ...peers.map(({ first, subnet }) => `${subnet} via ${first} dev ${DEVICE} onlink `)].sort(),
      neighbours: peers.map(({ other, first }) => `${first} dev ${DEVICE} lladdr ${macOf(`flannel ${other.name}`)} PERMANENT `),
    };
  },
  tunnel: () => DEVICE,
  masquerades(node, to) {
    const lease = leaseOf(node);
    return lease !== undefined && lease.masquerade && !within(to, lease.network);
  },
};
