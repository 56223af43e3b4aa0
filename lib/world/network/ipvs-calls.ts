import type { Cluster } from '@/lib/cluster/cluster';
import { viewOfSeen } from '@/lib/cluster/network/frozen-view';
import { virtualServers as serversOf, type VirtualServer } from '@/lib/cluster/network/kube-proxy/ipvs';
import type { HostCaller } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Core } from '../core';
import { rulesView } from './netfilter';
import { nodeOf } from './routing';

/** `ipvs` → VirtualServer[], empty where kube-proxy is in another mode. EPERM; ENOENT without the kernel's module. */
export function virtualServers(core: Core, cluster: Cluster | undefined, { kernel, process }: HostCaller): readonly VirtualServer[] {
  if (process.uid !== 0) throw errno('EPERM');
  return kernel.state.ns(process.ns).net === HOST ? serversOnHost(core, cluster, kernel) : [];
}

/** The virtual servers that kube-proxy keeps on a machine in ipvs mode; none in another one. */
export function serversOnHost(core: Core, cluster: Cluster | undefined, kernel: Kernel): readonly VirtualServer[] {
  const proxy = core.netfilter.get(kernel.name)?.proxy;
  if (!cluster || proxy?.configuration.mode !== 'ipvs') return [];
  const view = rulesView(proxy, cluster.isServing() || !core.lastSeen ? cluster.view : viewOfSeen(core.lastSeen));
  const addresses = kernel.state.nets.get(HOST)?.addresses ?? [];
  return serversOf(view, proxy.configuration, nodeOf(view, kernel.name), ['127.0.0.1', ...addresses]);
}
