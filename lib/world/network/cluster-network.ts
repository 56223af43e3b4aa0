import type { KubeObject } from '@/lib/api/object';
import type { Cluster } from '@/lib/cluster/cluster';
import { viewOfSeen, seenOf, type SeenCluster } from '@/lib/cluster/network/frozen-view';
import type { Peer, PolicyView } from '@/lib/cluster/network/network-policy';
import { layer7Of, policyAllows } from '@/lib/cluster/network/policy-enforcement';
import { inRange } from '@/lib/cluster/network/service-routing';
import type { Core } from '../core';
import type { WorldNodeProxy } from '../node-proxy';
import { networkInForce } from '../runtime/pod-network';
import { announcerOf } from './announcer';
import { namesOf } from '../internet';
import { balance, balancerAddress, balancerNames } from './cloud-balancer';
import type { ClusterNetwork } from './index';
import { NAMESPACES } from '@/lib/cluster/client/resources';

const NETWORK_POLICIES = { group: 'networking.k8s.io', resource: 'networkpolicies' };

/** The policy agent of the node's pod network, if it has ever run there: what it has written stays in the kernel. */
function agentOf(core: Core, node: string | undefined): string | undefined {
  const kernel = core.kernels.get(node ?? '');
  const agent = kernel && networkInForce(kernel)?.policyAgent;
  return agent !== undefined && kernel?.state.settings.get(`policy/${agent}`) === 'on' ? agent : undefined;
}

/** The cluster as the network sees it. */
export function clusterNetwork(core: Core, cluster: Cluster, proxy: WorldNodeProxy): ClusterNetwork {
  const policies: PolicyView = {
    policies: (namespace) => cluster.informers.informer(NETWORK_POLICIES).list(namespace),
    namespace: (name) => cluster.informers.informer(NAMESPACES).get('', name),
    list: (resource) => (cluster.kinds.resource(resource.group, resource.resource) ? cluster.informers.informer(resource).list() : []),
    slices: (namespace, service) => view().slices(namespace, service),
    names: (ip) => namesOf(ip).concat(balancerNames(view(), ip)),
  };
  const { profile } = cluster;
  const isNodeAddress = (ip: string) => profile.hosts.some((host) => host.ip === ip);
  const peerOf = (ip: string): Peer => {
    if (isNodeAddress(ip)) return { ip, node: true };
    const pod = cluster.view.pods().find(({ status }) => status?.podIP === ip);
    if (!pod) return { ip };
    const agent = agentOf(core, pod.spec?.nodeName);
    return { ip, pod: pod as unknown as KubeObject, ...(agent === undefined ? { unenforced: true } : { agent }) };
  };
  const view = () => (cluster.isServing() || !core.lastSeen ? cluster.view : viewOfSeen(core.lastSeen));
  return {
    view,
    dnsIp: profile.dnsIp,
    serviceCidr: profile.serviceCidr,
    isNodeAddress,
    isPodAddress: (ip) => inRange(ip, profile.podCidr) || isNodeAddress(ip),
    balancerAddress: (name) => balancerAddress(view(), name),
    balance: (ip, port, protocol) => (profile.managed ? balance(view(), ip, port, protocol) : undefined),
    announcer: (ip) => announcerOf(core, cluster, view(), ip),
    allowed: (from, to, port, protocol, source = from) =>
      policyAllows(policies, peerOf(from), peerOf(to), port, protocol, source === from ? undefined : peerOf(source)),
    layer7: (from, to, port, protocol, source = from) =>
      layer7Of(policies, peerOf(from), peerOf(to), port, protocol, source === from ? undefined : peerOf(source)),
    readStream: (id) => (proxy.follows.has(id) ? proxy.readStream(id) : cluster.door.readStream(id)),
    writeStream: (id, item) => cluster.door.writeStream(id, item),
    closeStream: (id) => cluster.door.closeStream(id),
  };
}

/**
 * What goes into a fork or a snapshot in the place of the watchers' caches: those are rebuilt by asking the API server, which
 * would not answer. Undefined while it does.
 */
export const lastSeen = (core: Core, cluster: Cluster): SeenCluster | undefined =>
  cluster.isServing() ? undefined : (core.lastSeen ?? seenOf(cluster.view));
