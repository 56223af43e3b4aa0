import type { Cluster } from '@/lib/cluster/cluster';
import { standardMounts } from '@/lib/hosts/base-system';
import { rootMount } from '@/lib/hosts/fs/mounts';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import { SYSTEMD_QUEUE } from '@/lib/hosts/systemd/unit-host';
import type { Core } from '../core';
import { endSession, pushFrame } from '../runtime/sessions';
import { bootMachine } from './boot';

export type Power = 'reboot' | 'poweroff' | 'halt';

/** Settings of a machine: a shutdown that is to come, and that it is off. */
const SCHEDULED = 'shutdown';
const OFF = 'hardware/off';
const ADDRESSES = 'hardware/addresses';
/** What firmware and boot loader take. */
const DOWN_MS = 12_000;
/** What is the machine's own and not its kernel's: it outlives a boot. */
const KEPT = /^(hardware|disk)\/|^kubelet\/certificate-request$/;

export interface Scheduled {
  readonly how: Power;
  readonly at: number;
  readonly message: string;
}

const keyOf = (kernel: Kernel, what: string): string => `${kernel.name} power ${what}`;

export const isOff = (kernel: Kernel): boolean => kernel.state.settings.has(OFF);

export function scheduledShutdown(kernel: Kernel): Scheduled | undefined {
  const text = kernel.state.settings.get(SCHEDULED);
  return text === undefined ? undefined : (JSON.parse(text) as Scheduled);
}

/** Ends a machine in order: now, or at a time that everybody who is logged in is told of. */
export function announceShutdown(core: Core, kernel: Kernel, how: Power, at: number, message: string): Scheduled | undefined {
  const { sim, settings } = kernel.state;
  const say = (text: string) => kernel.state.writeJournal('systemd-logind', 0, text, { identifier: 'systemd-logind' });
  if (at <= sim.now()) {
    say(
      `${how === 'reboot' ? 'The system will reboot now!' : how === 'halt' ? 'The system will halt now!' : 'The system will power off now!'}`,
    );
    if (how === 'reboot') say('System is rebooting.');
    else say(how === 'halt' ? 'System is halting.' : 'System is powering down.');
    core.systemd(kernel.name).jobs.start(`${how}.target`);
    return undefined;
  }
  const scheduled: Scheduled = { how, at, message };
  settings.set(SCHEDULED, JSON.stringify(scheduled));
  const what = how === 'reboot' ? 'reboot' : how === 'halt' ? 'halt' : 'power off';
  const stamp = `${new Date(at).toUTCString().slice(0, 3)} ${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  broadcast(kernel, `${message ? `${message}\r\n` : ''}The system will ${what} at ${stamp}!`);
  sim.at(SYSTEMD_QUEUE, keyOf(kernel, 'shutdown'), at, { background: true });
  return scheduled;
}

/** shutdown -c. False: nothing was to come. */
export function cancelShutdown(kernel: Kernel): boolean {
  const there = kernel.state.settings.delete(SCHEDULED);
  kernel.state.sim.cancel(SYSTEMD_QUEUE, keyOf(kernel, 'shutdown'));
  if (there) broadcast(kernel, 'System shutdown has been cancelled');
  return there;
}

/** wall(1) to all terminals. */
export function broadcast(kernel: Kernel, text: string): void {
  const { state } = kernel;
  const date = new Date(state.sim.now());
  const stamp = `${date.toUTCString().slice(0, 3)} ${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  for (const tty of [...state.ttys.values()]) {
    if (tty.hungUp) continue;
    const file = kernel.openFile({ kind: 'tty', tty: tty.name, path: `/dev/${tty.name}` } as never);
    kernel.feed(file, `\r\nBroadcast message from root@${state.ns(HOST).hostname} (${stamp}):\r\n\r\n${text}\r\n\r\n`);
    kernel.releaseFile(file);
  }
}

/** reboot -f and its like: nothing is stopped first. */
export function forcePower(core: Core, kernel: Kernel, how: Power): undefined {
  endMachine(core, core.cluster, kernel, how);
  return undefined;
}

/** A key of systemd's queue: `end reboot`, `boot`, `shutdown`. */
export function powerDue(core: Core, cluster: () => Cluster | undefined, kernel: Kernel, what: string): void {
  if (what === 'shutdown') {
    const scheduled = scheduledShutdown(kernel);
    if (scheduled) announceShutdown(core, kernel, scheduled.how, 0, scheduled.message);
  } else if (what === 'boot') comeUp(core, kernel);
  else if (what.startsWith('end ')) switchOff(core, kernel, what.slice(4) as Power);
}

/** The machine ends once the caller (a process of it, or systemd in the middle of a job) has come to rest. */
export function endMachine(core: Core, _cluster: () => Cluster | undefined, kernel: Kernel, how: Power): void {
  core.sim.enqueue(SYSTEMD_QUEUE, keyOf(kernel, `end ${how}`));
}

function switchOff(core: Core, kernel: Kernel, how: Power): void {
  const { state } = kernel;
  if (isOff(kernel)) return;
  kernel.state.writeJournal('systemd-journald', 0, 'Journal stopped', { identifier: 'systemd-journald' });
  // Who came over ssh sees the connection go.
  for (const session of [...core.sessions.values()]) {
    if (session.machine !== kernel.name || session.style !== 'ssh' || session.ended) continue;
    pushFrame(core, session.id, { channel: 'stderr', text: `Connection to ${kernel.name} closed by remote host.\r\n` });
    core.owners.delete(`${kernel.name}/${session.pid}`);
    endSession(core, session.id, 255);
  }
  const node = core.nodes.get(kernel.name);
  const running = [...(node?.containers.values() ?? [])].filter(({ finishedAt }) => finishedAt === undefined).map(({ id }) => id);
  for (const process of [...state.processes.values()]) kernel.end(process, 137);
  kernel.switchOff();
  for (const tty of [...state.ttys.values()]) kernel.hangUpTty(tty.name);
  state.listeners = [];
  state.openFiles.clear();
  state.pipes.clear();
  state.fifos.clear();
  // What became of its containers containerd cannot tell when it comes back: 255, Unknown.
  for (const id of running) {
    const record = node!.containers.get(id);
    if (record) {
      const { signal: _, ...rest } = record;
      node!.containers.set(id, { ...rest, finishedAt: core.sim.now(), exitCode: 255, lost: true });
    }
  }
  for (const [id, sandbox] of node?.sandboxes ?? []) node!.sandboxes.set(id, { ...sandbox, lost: true });
  for (const id of [...state.namespaces.keys()]) if (id !== HOST) state.namespaces.delete(id);
  const addresses = state.nets.get(HOST)?.addresses ?? [];
  for (const id of [...state.nets.keys()]) state.nets.delete(id);
  // A machine that is off has no address: nobody gets through to it.
  kernel.setNet({ id: HOST, addresses: [] });
  for (const key of [...state.settings.keys()]) if (!KEPT.test(key)) state.settings.delete(key);
  state.settings.set(ADDRESSES, JSON.stringify(addresses));
  state.settings.set(OFF, how);
  state.spent.clear();
  state.nsPids.clear();
  core.units.get(kernel.name)?.clear();
  core.netfilter.delete(kernel.name);
  core.cluster()?.components.set(`kubelet/${kernel.name}`, false);
  if (how === 'reboot') core.sim.at(SYSTEMD_QUEUE, keyOf(kernel, 'boot'), core.sim.now() + DOWN_MS);
}

function comeUp(core: Core, kernel: Kernel): void {
  const { state } = kernel;
  const addresses = JSON.parse(state.settings.get(ADDRESSES) ?? '[]') as string[];
  state.settings.delete(OFF);
  state.settings.delete(ADDRESSES);
  kernel.setNet({ id: HOST, addresses });
  const hostname = kernel.tree().tryFind('/etc/hostname')?.inode.text?.trim() || state.ns(HOST).hostname;
  kernel.setNamespaces({ id: HOST, hostname, net: HOST, pid: '', mounts: standardMounts(rootMount('root', 'ext4', '/dev/vda1'), 'dev') });
  state.nextPid = 1;
  state.nextPty = 0;
  bootMachine(core, kernel);
}
