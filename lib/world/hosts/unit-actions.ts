import type { Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
import { KUBELET_PID, KUBELET_VERSION } from './kubelet-access';
import { DPKG_STATUS, kubernetesVersionOf } from '@/lib/hosts/packages/dpkg-status';
import { kubeletFailure } from './kubelet-start';
import { serveKubelet } from '../kubelet-server';
import { enableUnit, unitName, unitPath, unitSettings, type UnitState } from '@/lib/hosts/systemd/units';

/** What happens when kubelet or containerd start and stop. */
export interface UnitHooks {
  started(machine: string, unit: string): void;
  stopped(machine: string, unit: string): void;
}

export type UnitAction = 'start' | 'stop' | 'restart' | 'enable' | 'disable' | 'daemon-reload' | 'mask' | 'unmask' | 'reset-failed';

/** systemctl's verbs on a unit. Returns what it prints. Throws Errno with systemd's words. */
export function actOnUnit(kernel: Kernel, states: Map<string, UnitState>, hooks: UnitHooks, name: string, action: UnitAction): string {
  const full = unitName(name);
  if (action === 'daemon-reload') return '';
  if (!unitPath(kernel, name)) throw new Errno('ENOENT', `Unit ${full} not found.`);
  switch (action) {
    case 'enable':
    case 'disable':
      return enableUnit(kernel, name, action === 'enable');
    case 'start':
      startUnit(kernel, states, hooks, full);
      return '';
    case 'stop':
      stopUnit(kernel, states, hooks, full);
      return '';
    case 'restart':
      stopUnit(kernel, states, hooks, full);
      startUnit(kernel, states, hooks, full);
      return '';
    case 'reset-failed':
      return '';
    default:
      throw new Errno('EINVAL', `systemctl ${action} is not simulated here`);
  }
}

/** Queue on which systemd starts units again that have failed: `machine unit`. */
export const RESTART_QUEUE = 'systemd';

/** Models Restart= and RestartSec= of a unit that could not start. */
function restartLater(kernel: Kernel, settings: ReadonlyMap<string, readonly string[]>, full: string): void {
  if (!settings.get('Restart')?.length) return;
  const seconds = Number.parseFloat(settings.get('RestartSec')?.slice(-1)[0] ?? '0.1') || 0.1;
  kernel.state.sim.after(RESTART_QUEUE, `${kernel.name} ${full}`, seconds * 1000, { background: true });
}

/** Starts a unit's ExecStart as a daemon. One that cannot start is tried again by systemd (`auto-restart`). */
export function startUnit(kernel: Kernel, states: Map<string, UnitState>, hooks: UnitHooks, full: string): void {
  if (states.get(full)?.active === 'active') return;
  const now = kernel.state.sim.now();
  const { restarts = 0 } = states.get(full) ?? {};
  const unit = full.replace(/\.service$/, '');
  const settings = unitSettings(kernel, full);
  const command = settings.get('ExecStart')?.slice(-1)[0] ?? '';
  const argv = command
    .replace(/^[-@:+!]+/, '')
    .split(/\s+/)
    .filter(Boolean);
  const file = argv[0] ?? '';
  const found = file ? kernel.tree().tryFind(file) : undefined;
  const say = (text: string) => kernel.state.writeJournal(unit, 1, text);
  if (!found || (found.inode.mode & 0o111) === 0) {
    say(`${full}: Unable to locate executable '${file}': ${found ? 'Permission denied' : 'No such file or directory'}`);
    say(`${full}: Main process exited, code=exited, status=203/EXEC`);
    say(`${full}: Failed with result 'exit-code'.`);
    states.set(full, { active: settings.get('Restart') ? 'activating' : 'failed', since: now, exitCode: 203, restarts });
    restartLater(kernel, settings, full);
    return;
  }
  const failure = unit === 'kubelet' ? kubeletFailure(kernel, expand(kernel, settings, argv)) : undefined;
  say(`Started ${full} - ${settings.get('Description')?.[0] ?? full}.`);
  if (failure) {
    kernel.state.writeJournal(unit, KUBELET_PID, failure);
    say(`${full}: Main process exited, code=exited, status=1/FAILURE`);
    say(`${full}: Failed with result 'exit-code'.`);
    states.set(full, { active: 'activating', since: now, exitCode: 1, restarts });
    restartLater(kernel, settings, full);
    return;
  }
  const expanded = expand(kernel, settings, argv);
  // What the world itself does for a daemon (kubelet, containerd) needs no program of its own.
  const stub = found.inode.program === undefined || ['host-daemon', 'kubelet', 'containerd'].includes(found.inode.program);
  const output = stub ? undefined : kernel.sink(`journal:${unit}`);
  const process = kernel.launch({
    argv: expanded,
    file: stub ? '/usr/sbin/host-daemon' : file,
    ppid: 1,
    background: true,
    ...(output !== undefined && { files: { 1: output, 2: output } }),
  });
  if (unit === 'kubelet') {
    const version = kubernetesVersionOf(kernel.tree().tryFind(DPKG_STATUS)?.inode.text, 'kubelet');
    if (version) kernel.state.settings.set(KUBELET_VERSION, version);
    serveKubelet(kernel, process);
  }
  states.set(full, { active: 'active', since: now, pid: process.pid });
  hooks.started(kernel.name, unit);
}

function stopUnit(kernel: Kernel, states: Map<string, UnitState>, hooks: UnitHooks, full: string): void {
  const state = states.get(full);
  if (!state || state.active === 'inactive') return;
  const unit = full.replace(/\.service$/, '');
  const process = state.pid === undefined ? undefined : kernel.state.process(state.pid);
  if (process) kernel.kill(process, 'TERM');
  states.set(full, { active: 'inactive', since: kernel.state.sim.now() });
  kernel.state.writeJournal(unit, 1, `Stopping ${full}...\n${full}: Deactivated successfully.\nStopped ${full}.`);
  hooks.stopped(kernel.name, unit);
}

/** ExecStart with the unit's Environment= and EnvironmentFile= put in. */
function expand(kernel: Kernel, settings: ReadonlyMap<string, readonly string[]>, argv: readonly string[]): readonly string[] {
  const env: Record<string, string> = {};
  const take = (line: string) => {
    const match = /^\s*"?([A-Z_][A-Z0-9_]*)=(.*?)"?\s*$/.exec(line);
    if (match) env[match[1]!] = match[2]!.replace(/^"|"$/g, '');
  };
  for (const line of settings.get('Environment') ?? []) take(line);
  for (const file of settings.get('EnvironmentFile') ?? []) {
    const text = kernel.tree().tryFind(file.replace(/^-/, ''))?.inode.text ?? '';
    text.split('\n').forEach(take);
  }
  return argv.flatMap((argument) => (/^\$\w+$/.test(argument) ? (env[argument.slice(1)] ?? '').split(/\s+/).filter(Boolean) : [argument]));
}
