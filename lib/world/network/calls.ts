import type { Cluster } from '@/lib/cluster/cluster';
import type { ProxyConfiguration } from '@/lib/cluster/network/kube-proxy/configuration';
import type { HostCallTable } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';
import { HOST } from '@/lib/hosts/process/kernel';
import type { Core } from '../core';
import { abandoned, EMPTY_NETFILTER } from './netfilter';
import { changeRules, listRules } from './iptables-calls';
import type { WorldNetwork } from './index';
import { virtualServers } from './ipvs-calls';
import { wayTo } from './trace';

/**
 * Host calls of the network:
 *
 * - `kube-proxy { configuration }`: the caller keeps the node's rules from now on, until its process ends.
 * - `way { ip, protocol? }` → Way (trace.ts): where an echo request (or `UDP`) goes, and whether it is answered.
 * - `iptables { … }`: see iptables-calls.ts; `ipvs` → VirtualServer[] (kube-proxy/ipvs.ts): ENOENT where the kernel has no ipvs.
 */
export function networkCalls(table: HostCallTable, core: Core, cluster: () => Cluster | undefined, network: WorldNetwork): HostCallTable {
  return table
    .add('kube-proxy', ({ kernel, process }, call) => {
      if (process.uid !== 0 || kernel.state.ns(process.ns).net !== HOST) throw errno('EPERM');
      const netfilter = core.netfilter.get(kernel.name) ?? EMPTY_NETFILTER;
      const configuration = call.configuration as ProxyConfiguration;
      const proxy = { configuration, pid: process.pid, flushed: [], writtenAt: core.sim.now() };
      core.netfilter.set(kernel.name, { ...netfilter, proxy });
    })
    .add('way', (caller, call) => wayTo(core, network, caller, String(call.ip), call.protocol === 'UDP' ? 'UDP' : 'ICMP'))
    .add('ipvs', (caller) => virtualServers(core, cluster(), caller))
    .add('iptables', (caller, call) => (call.op === 'list' ? listRules(core, cluster(), caller, call) : changeRules(core, caller, call)));
}

/** A process has ended; when it was a kube-proxy its rules stay as they are. */
export function proxyEnded(core: Core, cluster: Cluster, machine: string, pid: number): void {
  const netfilter = core.netfilter.get(machine);
  if (netfilter?.proxy?.pid !== pid) return;
  core.netfilter.set(machine, abandoned(netfilter, cluster.view, core.sim.now()));
}
