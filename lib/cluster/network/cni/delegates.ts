import { addToBridge, behindBridge, bridgeOn } from './bridge';
import { CniError, hashHex, hostVeth, networkOf, podDevice, within, type Cni, type NetworkNode, type PluginConfiguration } from './cni';
import { gatewayOf, hostLocal } from './host-local';

/** The range in the plugin's own `ipam`: host-local's `ranges` or `subnet`; `usePodCidr` stands for the node's. */
function subnetOf(node: NetworkNode, plugin: PluginConfiguration): string {
  const ipam = (plugin.ipam ?? {}) as { type?: string; subnet?: string; ranges?: { subnet?: string }[][] };
  if (ipam.type !== 'host-local') throw new CniError(`failed to find plugin "${ipam.type ?? ''}" in path [/opt/cni/bin]`);
  const subnet = ipam.ranges?.[0]?.[0]?.subnet ?? ipam.subnet;
  if (subnet === 'usePodCidr') return podCidrOf(node) ?? '';
  if (!subnet) throw new CniError('no IP ranges specified');
  return subnet;
}

const podCidrOf = (node: NetworkNode): string | undefined =>
  node.list({ group: '', resource: 'nodes' }).find(({ metadata }) => metadata.name === node.name)?.spec?.podCIDR as string | undefined;

const range = (node: NetworkNode): string | undefined => node.setting('cni/range') ?? podCidrOf(node);

/** The reference plugin `bridge`, as kubenet and hand-made configurations use it: nothing carries packets to other nodes. */
export const bridge: Cni = {
  type: 'bridge',
  add(node, plugin) {
    const subnet = subnetOf(node, plugin);
    node.set('cni/range', subnet);
    node.set('cni/bridge', String(plugin.bridge ?? 'cni0'));
    node.set('cni/ip-masq', plugin.ipMasq === true ? 'on' : undefined);
    return addToBridge(node, String(plugin.bridge ?? 'cni0'), subnet);
  },
  inPod: (node, pod, index) => behindBridge(pod, index, range(node) ?? '10.88.0.0/16', 1500),
  onHost: (node) => bridgeOn(node, node.setting('cni/bridge') ?? 'cni0', range(node) ?? '10.88.0.0/16', 1500),
  tunnel: () => undefined,
  routed: true,
  masquerades: (node, to) => node.setting('cni/ip-masq') === 'on' && !within(to, range(node)),
};

/** The reference plugin `ptp` over a range that the cloud routes to the node, as GKE sets it up. */
export const ptp: Cni = {
  type: 'ptp',
  policyAgent: 'anetd',
  add(node, plugin) {
    const subnet = subnetOf(node, plugin);
    node.set('cni/range', subnet);
    return hostLocal(node, subnet);
  },
  inPod(node, pod, index) {
    const subnet = range(node) ?? '10.88.0.0/16';
    const gateway = gatewayOf(subnet);
    return {
      devices: [podDevice(pod, index, 1460, Number(subnet.split('/')[1]))],
      routes: [
        `default via ${gateway} dev eth0 `,
        `${networkOf(subnet)} via ${gateway} dev eth0 src ${pod.ip} `,
        `${gateway} dev eth0 scope link src ${pod.ip} `,
      ],
    };
  },
  onHost(node) {
    const subnet = range(node);
    if (!subnet) return { devices: [], routes: [] };
    const name = (sandbox: string) => `gke${hashHex(sandbox, 11)}`;
    return {
      devices: node
        .pods()
        .map((pod) => hostVeth(pod, name(pod.sandbox), 1460, { addresses: [{ cidr: `${gatewayOf(subnet)}/32`, scope: 'global' }] })),
      routes: node.pods().map((pod) => `${pod.ip} dev ${name(pod.sandbox)} scope host `),
    };
  },
  tunnel: () => undefined,
  masquerades: (node, to) => !within(to, '10.0.0.0/8') && !within(to, node.profile.podCidr),
};
