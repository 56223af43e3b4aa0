import { assign, blocksOf, poolsOf } from './calico-ipam';
import { CniError, hashHex, hostVeth, macOf, podDevice, within, type Cni, type Device, type NetworkNode } from './cni';

const NODENAME = '/var/lib/calico/nodename';
const GATEWAY = '169.254.1.1';
const MAC = 'ee:ee:ee:ee:ee:ee';

type Encapsulation = 'ipip' | 'vxlan' | 'none';

function encapsulation(node: NetworkNode): Encapsulation {
  const pools = poolsOf(node);
  if (pools.some(({ ipipMode }) => ipipMode !== 'Never')) return 'ipip';
  return pools.some(({ vxlanMode }) => vxlanMode !== 'Never') ? 'vxlan' : 'none';
}

const TUNNELS = { ipip: 'tunl0', vxlan: 'vxlan.calico', none: undefined } as const;
const MTU = { ipip: 1480, vxlan: 1450, none: 1500 } as const;

/** Calico: blocks of a pool for each node, a route for each pod, IP-in-IP, VXLAN or nothing between nodes, policies. */
export const calico: Cni = {
  type: 'calico',
  policyAgent: 'calico-node',
  // BIRD looks at the kernel's table every two seconds.
  restoresRoutes: { program: 'calico-node', afterMs: 2_000 },
  dropsUnknownPods: true,
  add(node, _plugin, pod) {
    if (node.readFile(NODENAME) === undefined)
      throw new CniError(
        `stat ${NODENAME}: no such file or directory: check that the calico/node container is running and has mounted /var/lib/calico/`,
      );
    const path = '/apis/crd.projectcalico.org/v1/clusterinformations/default';
    const complaint = node.apiComplaint(path);
    if (complaint) throw new CniError(`error getting ClusterInformation: ${complaint}`);
    return assign(node, poolNames(pod.annotations['cni.projectcalico.org/ipv4pools']));
  },
  inPod(node, pod, index) {
    const form = encapsulation(node);
    const tunl0: Device = {
      name: 'tunl0',
      peer: 'NONE',
      kind: 'ipip',
      flags: 'NOARP',
      mtu: 1480,
      queue: 'noop',
      state: 'DOWN',
      mac: '0.0.0.0',
      addresses: [],
    };
    return {
      devices: [...(form === 'ipip' ? [tunl0] : []), podDevice(pod, index, MTU[form], 32)],
      routes: [`default via ${GATEWAY} dev eth0 `, `${GATEWAY} dev eth0 scope link `],
      neighbours: [`${GATEWAY} dev eth0 lladdr ${MAC} REACHABLE `],
    };
  },
  onHost(node) {
    if (node.readFile(NODENAME) === undefined) return { devices: [], routes: [] };
    const form = encapsulation(node);
    const device = TUNNELS[form];
    const own = blocksOf(node);
    const pods = node.pods();
    const routes = [
      ...own.map((block) => `blackhole ${block} proto ${form === 'vxlan' ? '80' : 'bird'} `),
      ...pods.map((pod) => `${pod.ip} dev ${caliOf(pod.namespace, pod.pod)} scope link `),
      ...node.others().flatMap((other) => blocksOf(node, other.name).map((block) => way(form, block, other, block))),
    ];
    return {
      devices: [
        ...tunnelDevice(form, node, own[0]),
        ...pods.map((pod) => hostVeth(pod, caliOf(pod.namespace, pod.pod), MTU[form], { mac: MAC })),
      ].filter(({ name }) => node.setting(`link/${name}`) !== 'gone'),
      routes: routes.filter((route) => !device || !route.includes(` ${device} `) || node.setting(`link/${device}`) === undefined),
    };
  },
  tunnel: (node) => TUNNELS[encapsulation(node)],
  masquerades(node, to) {
    const pools = poolsOf(node);
    return pools.some(({ natOutgoing }) => natOutgoing) && !pools.some(({ cidr }) => within(to, cidr));
  },
};

function way(form: Encapsulation, block: string, other: NetworkNode, theirs: string): string {
  if (form === 'ipip') return `${block} via ${other.ip} dev tunl0 proto bird onlink `;
  if (form === 'vxlan') return `${block} via ${theirs.split('/')[0]} dev vxlan.calico onlink `;
  return `${block} via ${other.ip} dev eth0 proto bird `;
}

function tunnelDevice(form: Encapsulation, node: NetworkNode, block: string | undefined): Device[] {
  const addresses = block ? [{ cidr: `${block.split('/')[0]}/32`, scope: 'global' }] : [];
  if (form === 'ipip')
    return [
      {
        name: 'tunl0',
        peer: 'NONE',
        kind: 'ipip',
        flags: 'NOARP,UP,LOWER_UP',
        mtu: 1480,
        queue: 'noqueue',
        state: 'UNKNOWN',
        mac: '0.0.0.0',
        addresses,
      },
    ];
  if (form === 'none') return [];
  return [
    {
      name: 'vxlan.calico',
      kind: 'vxlan',
      flags: 'BROADCAST,MULTICAST,UP,LOWER_UP',
      mtu: 1450,
      queue: 'noqueue',
      state: 'UNKNOWN',
      mac: macOf(`vxlan ${node.name}`),
      addresses,
    },
  ];
}

/** Name of a pod's interface on the host. */
export const caliOf = (namespace: string, pod: string): string => `cali${hashHex(`${namespace}.${pod}`, 11)}`;

/** Pools that an annotation names: `["new-pool"]`. */
function poolNames(annotation: string | undefined): readonly string[] | undefined {
  if (annotation === undefined) return undefined;
  try {
    const named: unknown = JSON.parse(annotation);
    if (Array.isArray(named)) return named.map(String);
  } catch {
    // told below
  }
  throw new CniError(`failed to parse pool: ${annotation}`);
}
