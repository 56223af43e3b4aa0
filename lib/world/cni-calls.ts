import { networkNode } from './runtime/pod-network';
import { reconcile, type IpamSettings } from '@/lib/cluster/network/cni/aws-vpc';
import { installProgram } from '@/lib/hosts/base-system';
import type { HostCallTable } from '@/lib/hosts/host-calls';
import { errno } from '@/lib/hosts/process/errno';
import { HOST } from '@/lib/hosts/process/kernel';
import type { Core } from './core';
import { interfacesOf } from './hosts/interfaces';
import { serviceDevice } from './network/ipvs-device';
import { changeLink } from './hosts/links';
import { changeRoute } from './hosts/route-table';

/**
 * Host calls of pod networks:
 *
 * - `install-cni-plugin { path }`: puts a plugin's binary there.
 * - `cni-agent { program, enforces?, vpc? }`: an agent has set up its node.
 * - `interfaces`: what `ip` shows of the caller's network namespace.
 * - `route { verb, words }`: `ip route add|del|replace` of the host.
 * - `link { verb, name }`: `ip link` changes an interface of the host.
 */
export function cniCalls(table: HostCallTable, core: Core): HostCallTable {
  return table
    .add('install-cni-plugin', ({ kernel, process }, call) => {
      if (process.uid !== 0) throw errno('EACCES');
      installProgram(kernel.tree(process.ns), String(call.path), 'cni-plugin');
    })
    .add('cni-agent', ({ kernel, process }, call) => {
      if (process.uid !== 0 || kernel.state.ns(process.ns).net !== HOST) throw errno('EPERM');
      const { settings } = kernel.state;
      const program = String(call.program);
      if (call.enforces === false) settings.delete(`policy/${program}`);
      else settings.set(`policy/${program}`, 'on');
      // What the agent makes is there again.
      for (const device of ['flannel.1', 'tunl0', 'vxlan.calico', 'cilium_vxlan']) settings.delete(`link/${device}`);
      const node = networkNode(core, kernel.name);
      for (const [key, value] of settings) if (key.startsWith('route/') && value.startsWith('- ')) settings.delete(key);
      if (call.vpc && node) reconcile(node, call.vpc as IpamSettings);
    })
    .add('interfaces', ({ kernel, process }) => interfacesOf(core, kernel, kernel.state.ns(process.ns).net, serviceDevice(core, kernel)))
    .add('route', ({ kernel, process }, call) => changeRoute(core, kernel, process, String(call.verb), call.words as readonly string[]))
    .add('link', ({ kernel, process }, call) => changeLink(core, kernel, process, String(call.verb), String(call.name)));
}
