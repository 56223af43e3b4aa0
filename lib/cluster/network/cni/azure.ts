import { blockOf, CniError, hashHex, hostVeth, ipOf, macOf, podDevice, within, type Cni, type NetworkNode } from './cni';

const CNS = 'azure-cns';

/** The node's range of the overlay, which the cloud has written into its Node. */
const rangeOf = (node: NetworkNode): string | undefined =>
  node.list({ group: '', resource: 'nodes' }).find(({ metadata }) => metadata.name === node.name)?.spec?.podCIDR as string | undefined;

/** Azure CNI overlay: a /24 for each node that azure-cns hands out; the virtual network carries it without encapsulation. */
export const azure: Cni = {
  type: 'azure-vnet',
  policyAgent: 'azure-npm',
  add(node) {
    if (!node.runs(CNS))
      throw new CniError(
        'IPAM Invoker Add failed with error: Failed to get IP address from CNS: RequestIPs failed: http request failed: Post "http://localhost:10090/network/requestipconfigs": dial tcp 127.0.0.1:10090: connect: connection refused',
      );
    const range = rangeOf(node);
    const block = blockOf(range);
    for (let tried = 0; block && tried < block.size - 4; tried++) {
      const offset = (node.last + tried) % (block.size - 4);
      const ip = ipOf(block.first + 4 + ((offset * 37 + 11) % (block.size - 4)));
      if (node.addresses.has(ip)) continue;
      node.last = offset + 1;
      return ip;
    }
    throw new CniError(
      'IPAM Invoker Add failed with error: Failed to get IP address from CNS with error: %w: AllocateIPConfig failed: not enough IPs available for , waiting on Azure CNS to allocate more with NC Status: , IP config request is [IPConfigRequest: DesiredIPAddresses []]',
    );
  },
  inPod: (_node, pod, index) => ({
    devices: [podDevice(pod, index, 1500, 32)],
    routes: ['default via 169.254.1.1 dev eth0 ', '169.254.1.1 dev eth0 scope link '],
    neighbours: ['169.254.1.1 dev eth0 lladdr 12:34:56:78:9a:bc PERMANENT '],
  }),
  onHost: (node) => ({
    devices: node.pods().map((pod) => hostVeth(pod, azvOf(pod.sandbox), 1500, { mac: macOf(`azv ${pod.sandbox}`) })),
    routes: node.pods().map((pod) => `${pod.ip} dev ${azvOf(pod.sandbox)} proto static `),
  }),
  tunnel: () => undefined,
  masquerades: (node, to) => !within(to, node.profile.podCidr) && !within(to, node.profile.vpcCidr),
};

const azvOf = (sandbox: string) => `azv${hashHex(sandbox, 11)}`;
