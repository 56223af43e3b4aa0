import { cniOf, type Device, type Interfaces } from '@/lib/cluster/network/cni';
import { lastOf, networkOf, UP } from '@/lib/cluster/network/cni/cni';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Core } from '../core';
import { readRoute } from '../network/routes';
import { interfaceIndex, networkInForce, networkNode } from '../runtime/pod-network';

export interface NumberedDevice extends Device {
  readonly index: number;
}

export interface InterfaceList {
  readonly devices: readonly NumberedDevice[];
  readonly routes: readonly string[];
  readonly neighbours: readonly string[];
  /** Names of network namespaces (`ip netns`). */
  readonly namespaces: readonly string[];
}

const LO: NumberedDevice = {
  index: 1,
  name: 'lo',
  flags: 'LOOPBACK,UP,LOWER_UP',
  mtu: 65536,
  queue: 'noqueue',
  state: 'UNKNOWN',
  mac: '00:00:00:00:00:00',
  addresses: [{ cidr: '127.0.0.1/8', scope: 'host' }],
};

/** What `ip` shows in a network namespace: a pod's, or the machine's own, which may have `more` than the pod network made. */
export function interfacesOf(core: Core, kernel: Kernel, net: string, more: readonly Device[] = []): InterfaceList {
  const none = { devices: [LO], routes: [], neighbours: [], namespaces: [] };
  if (net === HOST) return hostInterfaces(core, kernel, more);
  const node = networkNode(core, kernel.name);
  const pod = node?.pods().find(({ sandbox }) => sandbox === net);
  const cni = networkInForce(kernel);
  if (!node || !pod || !cni) return none;
  const inside = cni.inPod(node, pod, interfaceIndex(kernel, net));
  // A tunnel device of the kernel comes with the namespace, before eth0.
  const devices = inside.devices.map((device, i) => ({ ...device, index: 2 + i }));
  return { ...none, devices: [LO, ...devices], routes: inside.routes, neighbours: inside.neighbours ?? [] };
}

function hostInterfaces(core: Core, kernel: Kernel, more: readonly Device[]): InterfaceList {
  const cluster = core.cluster();
  const host = cluster?.profile.hosts.find(({ name }) => name === kernel.name);
  const ips = kernel.state.nets.get(HOST)?.addresses ?? [];
  const ip = ips[0];
  if (!ip) return { devices: [LO], routes: [], neighbours: [], namespaces: [] };
  const name = cluster?.profile.managed === 'eks' ? 'ens5' : 'eth0';
  const bits = host?.subnet?.split('/')[1] ?? '24';
  const subnet = networkOf(`${ip}/${bits}`);
  const gateway = subnet.replace(/\d+\/\d+$/, (end) => String(Number(end.split('/')[0]) + 1));
  const octets = ip.split('.').map((n) => Number(n).toString(16).padStart(2, '0'));
  const main: NumberedDevice = {
    index: 2,
    name,
    flags: UP,
    mtu: cluster?.profile.managed === 'eks' ? 9001 : cluster?.profile.managed === 'gke' ? 1460 : 1500,
    queue: cluster?.profile.managed ? 'mq' : 'fq_codel',
    state: 'UP',
    mac: `02:42:${octets.join(':')}`,
    addresses: ips.map((one) => ({ cidr: `${one}/${bits}`, broadcast: lastOf(`${one}/${bits}`), scope: 'global' })),
  };
  const pods = podInterfaces(core, kernel);
  const proto = cluster?.profile.managed ? `proto dhcp src ${ip} metric 512` : 'proto static';
  return {
    devices: [LO, main, ...numbered(core, kernel, [...pods.devices, ...more])],
    routes: withHandRoutes(core, kernel, [
      `default via ${gateway} dev ${name} ${proto} `,
      ...pods.routes,
      `${subnet} dev ${name} proto kernel scope link src ${ip} `,
    ]),
    neighbours: [`${gateway} dev ${name} lladdr 02:42:${octets.slice(0, 3).join(':')}:00:01 REACHABLE `, ...(pods.neighbours ?? [])],
    namespaces: pods.devices.flatMap(({ netns }) => (netns ? [netns] : [])),
  };
}

/** Whether an interface that a pod network has made is down or gone. */
export const isDown = (kernel: Kernel, name: string): boolean => {
  const { settings } = kernel.state;
  const state = settings.get(`link/${name}`);
  return state === 'down' || state === 'gone' || settings.get(`link/${name}/down`) !== undefined;
};

const ROUTE = 'route/';

/** What `ip route` has done on a host: `+ LINE` for one that was added, `- UNTIL` (virtual milliseconds, or empty) for one deleted. */
function handRoutes(core: Core, kernel: Kernel): { readonly destination: string; readonly line?: string }[] {
  const found: { destination: string; line?: string }[] = [];
  for (const [key, value] of kernel.state.settings) {
    if (!key.startsWith(ROUTE)) continue;
    const destination = key.slice(ROUTE.length);
    if (value.startsWith('+ ')) found.push({ destination, line: value.slice(2) });
    else if (value === '- ' || core.sim.now() < Number(value.slice(2))) found.push({ destination });
  }
  return found;
}

/** Whether somebody has changed a host's routing table by hand. */
export const hasChangedRoutes = (core: Core, kernel: Kernel): boolean => handRoutes(core, kernel).length > 0;

function withHandRoutes(core: Core, kernel: Kernel, routes: readonly string[]): readonly string[] {
  const changes = handRoutes(core, kernel);
  if (changes.length === 0) return routes;
  const changed = new Set(changes.map(({ destination }) => destination));
  const kept = routes.filter((line) => !changed.has(readRoute(line).destination));
  const rank = (line: string) => (line.startsWith('default') ? 0 : 1);
  return [...kept, ...changes.flatMap(({ line }) => line ?? [])].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** What the pod network has made on the host. An agent makes its devices before the first pod comes. */
function podInterfaces(core: Core, kernel: Kernel): Interfaces {
  const node = networkNode(core, kernel.name);
  if (!node) return { devices: [], routes: [] };
  const agents = { 'calico-node': 'calico', flanneld: 'flannel', 'cilium-agent': 'cilium-cni', 'aws-k8s-agent': 'aws-cni' };
  const started = Object.entries(agents).find(([program]) => node.setting(`policy/${program}`) !== undefined);
  const cni = networkInForce(kernel) ?? (started && cniOf(started[1]));
  if (!cni) return { devices: [], routes: [] };
  const made = cni.onHost(node);
  const down = (name: string) => isDown(kernel, name);
  return {
    ...made,
    devices: made.devices.map((device) =>
      down(device.name) ? { ...device, flags: device.flags.replace(/,UP.*/, ''), state: 'DOWN' } : device,
    ),
    routes: made.routes.filter((route) => !made.devices.some(({ name }) => down(name) && route.includes(` dev ${name} `))),
  };
}

/** Devices of the network itself come first; veths keep the number they were made with. */
function numbered(core: Core, kernel: Kernel, devices: readonly Device[]): NumberedDevice[] {
  const sandboxes = new Map((networkNode(core, kernel.name)?.pods() ?? []).map((pod, i) => [i, pod.sandbox]));
  let next = 3;
  let veth = 0;
  const found = devices.map((device) => {
    if (device.netns === undefined) return { ...device, index: next++ };
    return { ...device, index: interfaceIndex(kernel, sandboxes.get(veth++) ?? '') };
  });
  return found.sort((a, b) => a.index - b.index);
}
