import type { GroupResource, KubeObject } from '@/lib/api/object';
import type { Profile } from '../../profiles/profile';

/** What a network plugin says when it cannot do its work, without the runtime's words before it. */
export class CniError extends Error {}

/** One plugin of a network configuration list (`/etc/cni/net.d/10-….conflist`). */
export interface PluginConfiguration {
  readonly type: string;
  readonly name?: string;
  readonly [field: string]: unknown;
}

/** The pod that is to be attached. */
export interface PodAttachment {
  readonly sandbox: string;
  readonly namespace: string;
  readonly pod: string;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface AttachedPod extends PodAttachment {
  readonly ip: string;
}

/** A machine as a network plugin meets it: its files, the pods it has, the API as far as it can be reached. */
export interface NetworkNode {
  readonly name: string;
  readonly ip: string;
  readonly profile: Profile;
  readFile(path: string): string | undefined;
  writeFile(path: string, text: string): void;
  /** A process of this program runs in the machine's own network. */
  runs(program: string): boolean;
  /** A setting of the kernel that outlives processes: `link/cni0`. */
  setting(name: string): string | undefined;
  set(name: string, value: string | undefined): void;
  /** Pods that have an address on this node. */
  pods(): readonly AttachedPod[];
  /** The addresses that they have. */
  readonly addresses: ReadonlySet<string>;
  /** The address that was given last: a number of the plugin's own. */
  last: number;
  /** The other nodes, for what they have taken already. */
  others(): readonly NetworkNode[];
  /** Go's words why the API server cannot be reached; undefined when it can. `path`: what was to be read. */
  apiComplaint(path: string): string | undefined;
  list(resource: GroupResource): readonly KubeObject[];
  /** Creates a cluster-scoped object as a service account of kube-system. False when that is refused. */
  create(account: string, resource: GroupResource, object: KubeObject): boolean;
}

/** A network interface, as `ip link` and `ip address` show it. */
export interface Device {
  readonly name: string;
  /** `@` and after it in ip's lists: `if2`, `NONE`. */
  readonly peer?: string;
  readonly kind?: 'bridge' | 'vxlan' | 'ipip' | 'veth' | 'dummy';
  readonly flags: string;
  readonly mtu: number;
  readonly queue: string;
  readonly state: string;
  readonly mac: string;
  readonly master?: string;
  /** The name of the network namespace at the other end of a veth. */
  readonly netns?: string;
  readonly addresses: readonly { readonly cidr: string; readonly broadcast?: string; readonly scope: string }[];
}

/** Interfaces and routes (lines of `ip route`). */
export interface Interfaces {
  readonly devices: readonly Device[];
  readonly routes: readonly string[];
  /** Lines of `ip neigh`. */
  readonly neighbours?: readonly string[];
}

/** A pod network: how a node gets its ranges, how pods get addresses, what they and their hosts see. */
export interface Cni {
  /** The plugin's type in a network configuration list, which is the name of its binary in /opt/cni/bin. */
  readonly type: string;
  /** Program whose processes enforce policies; a node where it has never run lets everything through. Absent: it never does. */
  readonly policyAgent?: string;
  /** An address for a pod. Throws CniError. */
  add(node: NetworkNode, plugin: PluginConfiguration, pod: PodAttachment): string;
  /** The pod's address is free again. */
  del?(node: NetworkNode, pod: AttachedPod): void;
  /** Interfaces inside a pod, without `lo`. `index`: number of its veth on the host. */
  inPod(node: NetworkNode, pod: AttachedPod, index: number): Interfaces;
  /** Interfaces and routes that it has made on the host, besides the host's own. */
  onHost(node: NetworkNode): Interfaces;
  /** Interface that carries packets between nodes; undefined where the network between the nodes knows the pods' addresses. */
  tunnel(node: NetworkNode): string | undefined;
  /** Packets to pods of other nodes go by the host's routing table alone: somebody has to write routes there. */
  readonly routed?: boolean;
  /** Program that writes the host's routes anew, and after how many milliseconds it notices that one is gone. */
  readonly restoresRoutes?: { readonly program: string; readonly afterMs: number };
  /** Packets of pods that the policy agent has not been told of are dropped. */
  readonly dropsUnknownPods?: boolean;
  /** Whether packets of a pod to an address outside of its own node get the node's address. `ranges`: what pods have. */
  masquerades(node: NetworkNode, to: string): boolean;
}

export const UP = 'BROADCAST,MULTICAST,UP,LOWER_UP';

/** Bits of text that are the same on every run: hardware addresses and names of interfaces. */
export function hashHex(text: string, digits: number): string {
  let hash = 0x811c9dc5;
  let hex = '';
  for (let i = 0; hex.length < digits; i++) {
    for (const char of `${text}#${i}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    hex += hash.toString(16).padStart(8, '0');
  }
  return hex.slice(0, digits);
}

/** A locally administered hardware address. */
export function macOf(text: string): string {
  const hex = hashHex(text, 12);
  const first = ((parseInt(hex.slice(0, 2), 16) & 0xfc) | 2).toString(16).padStart(2, '0');
  return [first, ...Array.from({ length: 5 }, (_, i) => hex.slice(2 + 2 * i, 4 + 2 * i))].join(':');
}

/** eth0 of a pod, one end of a veth. */
export function podDevice(pod: AttachedPod, index: number, mtu: number, bits: number, mac = macOf(`pod ${pod.sandbox}`)): Device {
  return {
    name: 'eth0',
    peer: `if${index}`,
    kind: 'veth',
    flags: UP,
    mtu,
    queue: 'noqueue',
    state: 'UP',
    mac,
    addresses: [{ cidr: `${pod.ip}/${bits}`, ...(bits < 32 ? { broadcast: lastOf(`${pod.ip}/${bits}`) } : {}), scope: 'global' }],
  };
}

/** The host's end of a pod's veth. */
export function hostVeth(pod: AttachedPod, name: string, mtu: number, more: Partial<Device> = {}): Device {
  return {
    name,
    peer: 'if2',
    kind: 'veth',
    flags: UP,
    mtu,
    queue: 'noqueue',
    state: 'UP',
    mac: macOf(`host ${pod.sandbox}`),
    netns: `cni-${uuidOf(pod.sandbox)}`,
    addresses: [],
    ...more,
  };
}

const uuidOf = (text: string) => {
  const hex = hashHex(text, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

/** A block of IPv4 addresses as numbers. Undefined for what is none. */
export function blockOf(cidr: string | undefined): { readonly first: number; readonly size: number; readonly bits: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr ?? '');
  if (!match) return undefined;
  const bits = Number(match[5]);
  const size = 2 ** (32 - bits);
  const at = match.slice(1, 5).reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return { first: at - (at % size), size, bits };
}

export const ipOf = (at: number): string => [24, 16, 8, 0].map((shift) => Math.floor(at / 2 ** shift) % 256).join('.');
export const numberOf = (ip: string): number => ip.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);

/** Broadcast address of the block that an address with a prefix lies in. */
export function lastOf(cidr: string): string {
  const block = blockOf(cidr)!;
  return ipOf(block.first + block.size - 1);
}

/** `10.244.1.0/24` of `10.244.1.7/24` */
export function networkOf(cidr: string): string {
  const block = blockOf(cidr)!;
  return `${ipOf(block.first)}/${block.bits}`;
}

/** Whether an IPv4 address lies in a block. */
export function within(ip: string, cidr: string | undefined): boolean {
  const block = blockOf(cidr);
  if (!block || !/^\d+(\.\d+){3}$/.test(ip)) return false;
  const at = numberOf(ip);
  return at >= block.first && at < block.first + block.size;
}
