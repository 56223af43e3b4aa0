import { errno } from '@/lib/hosts/process/errno';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { Core } from '../core';
import { interfacesOf } from './interfaces';

export type LinkChange = { readonly ok: true } | { readonly error: string };

/** `ip link set NAME up|down` and `ip link delete NAME` of what a pod network has made on a host. */
export function changeLink(core: Core, kernel: Kernel, process: Process, verb: string, name: string): LinkChange {
  if (process.uid !== 0) return { error: 'RTNETLINK answers: Operation not permitted' };
  if (kernel.state.ns(process.ns).net !== HOST) throw errno('EPERM');
  const device = interfacesOf(core, kernel, HOST).devices.find((one) => one.name === name);
  if (!device) return { error: `Cannot find device "${name}"` };
  if (device.kind === undefined || device.kind === 'veth') return { error: 'changing this interface is not simulated here' };
  const { settings } = kernel.state;
  const key = `link/${name}`;
  if (verb === 'delete') {
    // A bridge is made anew for the next pod; a tunnel when its agent starts.
    if (device.kind === 'bridge') settings.delete(key);
    else settings.set(key, 'gone');
  } else if (device.kind === 'bridge') {
    if (verb === 'down') settings.set(`${key}/down`, 'down');
    else settings.delete(`${key}/down`);
  } else if (verb === 'down') {
    settings.set(key, 'down');
  } else {
    settings.delete(key);
  }
  return { ok: true };
}
