import { fnv32a } from '@/lib/cluster/controllers/template-hash';
import type { Device } from '@/lib/cluster/network/cni';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Core } from '../core';
import { serversOnHost } from './ipvs-calls';

/** kube-ipvs0, on which kube-proxy keeps the addresses of Services in ipvs mode. */
export function serviceDevice(core: Core, kernel: Kernel): Device[] {
  const own = kernel.state.nets.get(HOST)?.addresses ?? [];
  const servers = serversOnHost(core, core.cluster(), kernel).map(({ address }) => address);
  const addresses = [...new Set(servers)].filter((address) => address !== '127.0.0.1' && !own.includes(address));
  if (addresses.length === 0) return [];
  const mac = ['4e', ...fnv32a(kernel.name).toString(16).padStart(8, '0').match(/../g)!, '05'].join(':');
  return [
    {
      name: 'kube-ipvs0',
      kind: 'dummy',
      flags: 'BROADCAST,NOARP',
      mtu: 1500,
      queue: 'noop',
      state: 'DOWN',
      mac,
      addresses: addresses.map((address) => ({ cidr: `${address}/32`, scope: 'global' })),
    },
  ];
}
