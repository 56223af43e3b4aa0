import {
  CniError,
  hashHex,
  hostVeth,
  macOf,
  networkOf,
  podDevice,
  lastOf,
  UP,
  type AttachedPod,
  type Device,
  type Interfaces,
  type NetworkNode,
} from './cni';
import { gatewayOf, hostLocal } from './host-local';

/** A pod behind a bridge that has the first address of the node's range. Models plugins/main/bridge. */
export function addToBridge(node: NetworkNode, bridge: string, subnet: string): string {
  const ip = hostLocal(node, subnet);
  const address = `${gatewayOf(subnet)}/${subnet.split('/')[1]}`;
  const before = node.setting(`link/${bridge}`);
  if (before && before !== 'down' && before !== address)
    throw new CniError(`failed to set bridge addr: "${bridge}" already has an IP address different from ${address}`);
  node.set(`link/${bridge}`, address);
  return ip;
}

/** What a pod behind a bridge sees. */
export function behindBridge(pod: AttachedPod, index: number, subnet: string, mtu: number, supernet?: string): Interfaces {
  const bits = Number(subnet.split('/')[1]);
  const gateway = gatewayOf(subnet);
  return {
    devices: [podDevice(pod, index, mtu, bits)],
    routes: [
      `default via ${gateway} dev eth0 `,
      `${networkOf(subnet)} dev eth0 proto kernel scope link src ${pod.ip} `,
      ...(supernet ? [`${supernet} via ${gateway} dev eth0 `] : []),
    ],
    neighbours: [`${gateway} dev eth0 lladdr ${macOf(`bridge ${subnet}`)} REACHABLE `],
  };
}

/** The bridge and the veths in it. */
export function bridgeOn(node: NetworkNode, bridge: string, subnet: string, mtu: number): Interfaces {
  const address = node.setting(`link/${bridge}`);
  const pods = node.pods();
  if (!address) return { devices: [], routes: [] };
  const device: Device = {
    name: bridge,
    kind: 'bridge',
    flags: pods.length > 0 ? UP : 'NO-CARRIER,BROADCAST,MULTICAST,UP',
    mtu,
    queue: 'noqueue',
    state: pods.length > 0 ? 'UP' : 'DOWN',
    mac: macOf(`bridge ${subnet}`),
    addresses: [{ cidr: address, broadcast: lastOf(address), scope: 'global' }],
  };
  return {
    devices: [device, ...pods.map((pod) => hostVeth(pod, `veth${hashHex(pod.sandbox, 8)}`, mtu, { master: bridge }))],
    routes: [`${networkOf(address)} dev ${bridge} proto kernel scope link src ${address.split('/')[0]} `],
  };
}
