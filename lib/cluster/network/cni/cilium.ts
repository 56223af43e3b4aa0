import { blockOf, CniError, hashHex, hostVeth, ipOf, macOf, podDevice, UP, within, type Cni, type Device, type NetworkNode } from './cni';

export const CILIUM_NODES = { group: 'cilium.io', resource: 'ciliumnodes' };
const SOCKET = '/var/run/cilium/cilium.sock';
/** Where the agent leaves what it was told when it started: `tunnel`, `masquerade`. */
export const CILIUM_STATE = '/var/run/cilium/agent.json';

/** The node's range of the cluster's pool, which cilium-operator has written into its CiliumNode. */
export const ciliumRange = (node: NetworkNode, name = node.name): string | undefined => {
  const found = node.list(CILIUM_NODES).find(({ metadata }) => metadata.name === name);
  return (found?.spec?.ipam?.podCIDRs as readonly string[] | undefined)?.[0];
};

/** The agent's own address in the node's range: the pods' gateway. */
export function routerOf(range: string): string {
  const { first, size } = blockOf(range)!;
  return ipOf(first + 1 + (parseInt(hashHex(range, 6), 16) % Math.max(1, size - 2)));
}

/** Cilium: ranges of a pool of its own, VXLAN between nodes, policies by identity. */
export const cilium: Cni = {
  type: 'cilium-cni',
  policyAgent: 'cilium-agent',
  restoresRoutes: { program: 'cilium-agent', afterMs: 60_000 },
  add(node) {
    if (!node.runs('cilium-agent'))
      throw new CniError(
        `unable to connect to Cilium agent: failed to create cilium agent client after 30.000000 seconds timeout: Get "http://localhost/v1/config": dial unix ${SOCKET}: connect: no such file or directory\nIs the agent running?`,
      );
    const range = ciliumRange(node);
    const full = 'unable to allocate IP via local cilium agent: [POST /ipam][502] postIpamFailure "range is full"';
    if (!range) throw new CniError(full);
    const { first, size } = blockOf(range)!;
    const router = routerOf(range);
    for (let tried = 0; tried < size - 2; tried++) {
      const offset = (node.last + tried * 1) % (size - 2);
      // Addresses are given in an order that looks like chance.
      const ip = ipOf(first + 1 + ((offset * 97 + 41) % (size - 2)));
      if (ip === router || node.addresses.has(ip)) continue;
      node.last = offset + 1;
      return ip;
    }
    throw new CniError(full);
  },
  inPod(node, pod, index) {
    const range = ciliumRange(node);
    const router = range ? routerOf(range) : '';
    return {
      devices: [podDevice(pod, index, 1450, 32)],
      routes: [`default via ${router} dev eth0 mtu 1450 `, `${router} dev eth0 scope link `],
      neighbours: [`${router} dev eth0 lladdr ${macOf(`lxc ${pod.sandbox}`)} REACHABLE `],
    };
  },
  onHost(node) {
    const range = ciliumRange(node);
    if (!range || node.readFile(CILIUM_STATE) === undefined) return { devices: [], routes: [] };
    const router = routerOf(range);
    const device = (
      name: string,
      peer: string | undefined,
      addresses: Device['addresses'],
      kind: Device['kind'],
      state = 'UP',
    ): Device => ({
      name,
      ...(peer ? { peer } : {}),
      kind,
      flags: UP,
      mtu: 1500,
      queue: 'noqueue',
      state,
      mac: macOf(`${name} ${node.name}`),
      addresses,
    });
    const gone = node.setting('link/cilium_vxlan') === 'gone';
    return {
      devices: [
        device('cilium_net', 'cilium_host', [], 'veth'),
        device('cilium_host', 'cilium_net', [{ cidr: `${router}/32`, scope: 'global' }], 'veth'),
        ...(gone ? [] : [device('cilium_vxlan', undefined, [], 'vxlan', 'UNKNOWN')]),
        ...node.pods().map((pod) => hostVeth(pod, `lxc${hashHex(pod.sandbox, 12)}`, 1450, { mac: macOf(`lxc ${pod.sandbox}`) })),
      ],
      routes: [
        `${range} via ${router} dev cilium_host proto kernel src ${router} `,
        ...node.others().flatMap((other) => {
          const theirs = ciliumRange(node, other.name);
          return theirs ? [`${theirs} via ${router} dev cilium_host proto kernel src ${router} mtu 1450 `] : [];
        }),
        `${router} dev cilium_host proto kernel scope link `,
      ].sort(),
    };
  },
  tunnel: () => 'cilium_vxlan',
  masquerades(node, to) {
    const isNode = [node, ...node.others()].some(({ ip }) => ip === to);
    const pool = node.profile.podCidr;
    return !isNode && !within(to, pool);
  },
};
