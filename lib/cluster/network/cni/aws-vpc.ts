import { limitsOf } from './aws-instances';
import { blockOf, CniError, hashHex, hostVeth, ipOf, macOf, podDevice, UP, within, type Cni, type Device, type NetworkNode } from './cni';

/** ipamd's checkpoint. */
export const IPAM_STATE = '/var/run/aws-node/ipam.json';
const PREFIX_SIZE = 16;

interface Eni {
  readonly id: string;
  /** Its own address; pods do not get it. */
  readonly primary: string;
  /** Secondary addresses, or prefixes of 16 (`10.0.1.16/28`). */
  readonly addresses: readonly string[];
}

export interface IpamState {
  readonly version: string;
  readonly enis: readonly Eni[];
  readonly prefixes: boolean;
  readonly warmEnis: number;
  readonly warmAddresses?: number;
  readonly minimumAddresses?: number;
  readonly maxEnis?: number;
  readonly externalSnat: boolean;
}

export type IpamSettings = Omit<IpamState, 'version' | 'enis'>;

export function ipamOf(node: NetworkNode): IpamState | undefined {
  const text = node.readFile(IPAM_STATE);
  return text === undefined ? undefined : (JSON.parse(text) as IpamState);
}

/** The settings of the container's environment: WARM_ENI_TARGET and its like. */
export function settingsOf(env: (name: string) => string | undefined): IpamSettings {
  const number = (name: string) => (env(name) ? Number(env(name)) : undefined);
  const [warmAddresses, minimumAddresses, maxEnis] = ['WARM_IP_TARGET', 'MINIMUM_IP_TARGET', 'MAX_ENI'].map(number);
  return {
    prefixes: env('ENABLE_PREFIX_DELEGATION') === 'true',
    warmEnis: number('WARM_ENI_TARGET') ?? 1,
    ...(warmAddresses !== undefined && { warmAddresses }),
    ...(minimumAddresses !== undefined && { minimumAddresses }),
    ...(maxEnis !== undefined && { maxEnis }),
    externalSnat: env('AWS_VPC_K8S_CNI_EXTERNALSNAT') === 'true',
  };
}

const addressesIn = ({ addresses }: Eni): string[] =>
  addresses.flatMap((entry) => {
    const block = blockOf(entry);
    return block ? Array.from({ length: block.size }, (_, i) => ipOf(block.first + i)) : [entry];
  });

/** Attaches interfaces and addresses until as many are ready as the settings want. Models ipamd's reconciler. */
export function reconcile(node: NetworkNode, settings: IpamSettings): IpamState {
  const before = ipamOf(node);
  const limits = limitsOf(node.profile.hosts.find(({ name }) => name === node.name)?.instanceType) ?? { enis: 3, addresses: 6 };
  const most = Math.min(limits.enis, settings.maxEnis ?? limits.enis);
  const pods = node.pods().length;
  const slots = limits.addresses - 1;
  const perEni = settings.prefixes ? slots * PREFIX_SIZE : slots;
  const { warmAddresses, minimumAddresses = 0, warmEnis } = settings;
  const wanted = warmAddresses === undefined ? undefined : Math.max(pods + warmAddresses, minimumAddresses);
  let enis = [...(before?.enis ?? [{ id: eniId(node, 0), primary: node.ip, addresses: [] as string[] }])];
  for (;;) {
    const total = () => enis.reduce((sum, eni) => sum + addressesIn(eni).length, 0);
    enis = enis.map((eni, i) =>
      fill(node, eni, i, enis, slots, settings.prefixes, wanted === undefined ? undefined : () => wanted - total()),
    );
    const ready = total();
    const enough = wanted === undefined ? ready - pods >= warmEnis * perEni || ready >= perEni * most : ready >= wanted;
    if (enough || enis.length >= most) break;
    enis.push({ id: eniId(node, enis.length), primary: freshAddress(node, enis, enis.length * 1000), addresses: [] });
  }
  const state: IpamState = { version: 'vpc-cni-ipam/1', enis, ...settings };
  node.writeFile(IPAM_STATE, JSON.stringify(state));
  return state;
}

function fill(
  node: NetworkNode,
  eni: Eni,
  index: number,
  all: readonly Eni[],
  slots: number,
  prefixes: boolean,
  missing?: () => number,
): Eni {
  const addresses = [...eni.addresses];
  let left = missing?.() ?? Infinity;
  while (addresses.length < slots && left > 0) {
    const here = all.map((other, i) => (i === index ? { ...eni, addresses } : other));
    const next = prefixes
      ? freshPrefix(node, here, index * 64 + addresses.length)
      : freshAddress(node, here, index * 1000 + addresses.length);
    if (!next) break;
    addresses.push(next);
    left -= prefixes ? PREFIX_SIZE : 1;
  }
  return { ...eni, addresses };
}

const eniId = (node: NetworkNode, index: number) => `eni-0${hashHex(`${node.name} eni${index}`, 16)}`;

/** The subnet of a node's zone. */
export const subnetOf = (node: NetworkNode): string =>
  node.profile.hosts.find(({ name }) => name === node.name)?.subnet ?? '192.168.0.0/19';

function taken(node: NetworkNode, own: readonly Eni[]): ReadonlySet<string> {
  const found = new Set(node.profile.hosts.map(({ ip }) => ip));
  for (const enis of [own, ...node.others().map((other) => ipamOf(other)?.enis ?? [])])
    for (const eni of enis) for (const ip of [eni.primary, ...addressesIn(eni)]) found.add(ip);
  return found;
}

/** An address of the subnet that nobody has; which one looks like chance. Empty when there is none. */
function freshAddress(node: NetworkNode, own: readonly Eni[], seed: number): string {
  const { first, size } = blockOf(subnetOf(node))!;
  const used = taken(node, own);
  const start = parseInt(hashHex(`${node.name} ${seed}`, 8), 16);
  for (let i = 0; i < size - 5; i++) {
    const ip = ipOf(first + 4 + ((start + i * 7919) % (size - 5)));
    if (!used.has(ip)) return ip;
  }
  return '';
}

function freshPrefix(node: NetworkNode, own: readonly Eni[], seed: number): string {
  const { first, size } = blockOf(subnetOf(node))!;
  const used = taken(node, own);
  const count = size / PREFIX_SIZE;
  const start = parseInt(hashHex(`${node.name} prefix ${seed}`, 8), 16);
  for (let i = 0; i < count; i++) {
    const at = first + ((start + i) % count) * PREFIX_SIZE;
    if (at === first) continue;
    if (!Array.from({ length: PREFIX_SIZE }, (_, n) => ipOf(at + n)).some((ip) => used.has(ip))) return `${ipOf(at)}/28`;
  }
  return '';
}

/** Amazon VPC CNI: pods have addresses of the VPC itself, as many as the node's network interfaces can hold. */
export const awsVpc: Cni = {
  type: 'aws-cni',
  policyAgent: 'aws-eks-nodeagent',
  add(node) {
    if (!node.runs('aws-k8s-agent'))
      throw new CniError(
        'add cmd: Error received from AddNetwork gRPC call: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:50051: connect: connection refused"',
      );
    const find = (state: IpamState | undefined) => state?.enis.flatMap(addressesIn).find((ip) => !node.addresses.has(ip));
    const before = ipamOf(node);
    const ip = find(before) ?? (before && find(reconcile(node, before)));
    if (!ip) throw new CniError('add cmd: failed to assign an IP address to container');
    return ip;
  },
  inPod: (_node, pod, index) => ({
    devices: [podDevice(pod, index, 9001, 32)],
    routes: ['default via 169.254.1.1 dev eth0 ', '169.254.1.1 dev eth0 scope link '],
    neighbours: [`169.254.1.1 dev eth0 lladdr ${macOf(`eni ${pod.sandbox}`)} PERMANENT `],
  }),
  onHost(node) {
    const state = ipamOf(node);
    const bits = subnetOf(node).split('/')[1]!;
    const more = (state?.enis ?? []).slice(1).map(({ primary, id }, i): Device => ({
      name: `ens${6 + i}`,
      flags: UP,
      mtu: 9001,
      queue: 'mq',
      state: 'UP',
      mac: macOf(id),
      addresses: [{ cidr: `${primary}/${bits}`, broadcast: lastIp(subnetOf(node)), scope: 'global' }],
    }));
    return {
      devices: [
        ...more,
        ...node.pods().map((pod) => hostVeth(pod, eniOf(pod.namespace, pod.pod), 9001, { peer: 'if3', mac: macOf(`eni ${pod.sandbox}`) })),
      ],
      routes: node.pods().map((pod) => `${pod.ip} dev ${eniOf(pod.namespace, pod.pod)} scope link `),
    };
  },
  tunnel: () => undefined,
  masquerades(node, to) {
    return ipamOf(node)?.externalSnat !== true && !within(to, node.profile.vpcCidr ?? node.profile.podCidr);
  },
};

const eniOf = (namespace: string, pod: string) => `eni${hashHex(`${namespace}.${pod}`, 11)}`;
const lastIp = (cidr: string) => {
  const { first, size } = blockOf(cidr)!;
  return ipOf(first + size - 1);
};
