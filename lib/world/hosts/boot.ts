import { uuidOf } from '@/lib/cluster/kubelet/node-status';
import { Errno } from '@/lib/hosts/process/sys';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { commandsOf, launchCommand } from '@/lib/hosts/systemd/launch-command';
import { defaultTarget } from '@/lib/hosts/systemd/unit-install';
import { writeGenerated } from '@/lib/hosts/systemd/fstab';
import type { Systemd } from '@/lib/hosts/systemd/systemd';
import type { Tree } from '@/lib/hosts/fs/tree';
import type { Core } from '../core';
import { newBoot } from './boots';
import { armCron, cronAtBoot } from './cron';
import { kernelLog } from './kernel-log';

/** What a kernel has before /etc/sysctl.d and /etc/modules-load.d have their say. */
const AT_BOOT: readonly (readonly [string, string])[] = [
  ['sysctl/net/ipv4/ip_forward', '0'],
  ['module/br_netfilter', 'absent'],
  ['module/overlay', 'absent'],
];

const FIRST_DAEMON = 312;

/** The first process of a machine. */
function startInit(core: Core, kernel: Kernel): void {
  const init = kernel.launch({ argv: ['/sbin/init'], file: '/usr/lib/systemd/systemd', background: true });
  init.dispositions = { CHLD: 'ignore' };
  core.own(kernel.name, init.pid, { kind: 'init', id: 'systemd' });
  // Threads of the kernel have the numbers up to here.
  kernel.state.nextPid = FIRST_DAEMON;
}

/** A machine is switched on: kernel, systemd, and everything that its default target wants, in order. */
export function bootMachine(core: Core, kernel: Kernel): void {
  const { state } = kernel;
  newBoot(kernel);
  state.bootedAt = core.sim.now();
  for (const [key, value] of AT_BOOT) state.settings.set(key, value);
  const tree = kernel.tree();
  clear(tree, '/run/systemd');
  clear(tree, '/tmp');
  kernelLog(kernel);
  startInit(core, kernel);
  state.writeJournal('init.scope', 1, 'systemd 255.4-1ubuntu8.8 running in system mode', { identifier: 'systemd' });
  state.writeJournal('init.scope', 1, 'Detected virtualization kvm.', { identifier: 'systemd' });
  state.writeJournal('init.scope', 1, 'Detected architecture x86-64.', { identifier: 'systemd' });
  writeGenerated(tree);
  const systemd = core.systemd(kernel.name);
  const target = defaultTarget(tree) ?? 'rescue.target';
  try {
    systemd.jobs.start('-.slice');
    systemd.jobs.start(target);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    state.writeJournal('init.scope', 1, `Failed to isolate default target: ${error.message}`, { identifier: 'systemd', priority: 3 });
  }
  cronAtBoot(core, kernel);
}

/** Removes what does not outlive a boot. */
function clear(tree: Tree, path: string): void {
  if (tree.tryFind(path, false)?.inode.type !== 'dir') return;
  for (const name of tree.readdir(path)) {
    const one = `${path}/${name}`;
    if (tree.tryFind(one, false)?.inode.type === 'dir') {
      clear(tree, one);
      tree.rmdir(one);
    } else tree.unlink(one);
  }
}

/**
 * A machine of a profile, which has been up when the story begins: what its default target wants is there, without the moments in between
 * and without commands that run before and after.
 */
export function bringUp(core: Core, kernel: Kernel): void {
  kernelLog(kernel);
  startInit(core, kernel);
  const systemd = core.systemd(kernel.name);
  kernel.tree().writeFile('/etc/machine-id', `${uuidOf(`machine-${kernel.name}`).replaceAll('-', '')}\n`, { mode: 0o444 });
  writeGenerated(kernel.tree());
  const seen = new Set<string>();
  const target = defaultTarget(kernel.tree()) ?? 'multi-user.target';
  for (const name of ['-.slice', 'system.slice', 'user.slice']) isUpAlready(systemd, name, seen);
  isUpAlready(systemd, target, seen);
  armCron(kernel);
}

function isUpAlready(systemd: Systemd, asked: string, seen: Set<string>): void {
  const { host, jobs } = systemd;
  const definition = host.load(asked);
  const { name, type, source } = definition;
  if (seen.has(name) || source.masked || source.fragment === undefined) return;
  seen.add(name);
  const { requires, wants } = jobs.dependencies(name);
  for (const other of [...requires, ...wants]) isUpAlready(systemd, other, seen);
  if (type !== 'service') {
    const sub = { socket: 'listening', timer: 'waiting', mount: 'mounted' }[type as string] ?? 'active';
    host.set(name, { active: 'active', sub, result: 'success' });
    if (type === 'timer') systemd.due('rearm', name);
    if (type === 'target') host.say(name, `Reached target ${definition.title}.`);
    return;
  }
  const isOneshot = definition.serviceType === 'oneshot';
  if (isOneshot) {
    if (definition.flag('Service.RemainAfterExit', false)) {
      host.set(name, { active: 'active', sub: 'exited', result: 'success' });
      host.say(name, `Finished ${definition.title}.`);
    }
    return;
  }
  const command = commandsOf(definition, 'ExecStart')[0];
  if (!command) return;
  const launched = launchCommand(host, definition, 'ExecStart', command);
  if (!('process' in launched)) return;
  const { process, exec } = launched;
  host.hooks.own(host.kernel.name, process.pid, `${name} main`);
  host.set(name, { active: 'active', sub: 'running', pid: process.pid, result: 'success', exec: [exec], starts: [] });
  host.say(name, `Started ${definition.title}.`);
  host.hooks.started(host.kernel, name.replace(/\.service$/, ''), process);
}
