import type { Kernel } from '@/lib/hosts/process/kernel';
import { Errno } from '@/lib/hosts/process/sys';
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

/** Starts a unit's ExecStart as a daemon. One that cannot start is tried again by systemd (`auto-restart`). */
export function startUnit(kernel: Kernel, states: Map<string, UnitState>, hooks: UnitHooks, full: string): void {
  if (states.get(full)?.active === 'active') return;
  const now = kernel.state.sim.now();
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
    states.set(full, { active: settings.get('Restart') ? 'activating' : 'failed', since: now, exitCode: 203 });
    return;
  }
  const failure = unit === 'kubelet' ? kubeletFailure(kernel, argv) : undefined;
  say(`Started ${full} - ${settings.get('Description')?.[0] ?? full}.`);
  if (failure) {
    kernel.state.writeJournal(unit, 1, failure);
    say(`${full}: Main process exited, code=exited, status=1/FAILURE`);
    say(`${full}: Failed with result 'exit-code'.`);
    states.set(full, { active: 'activating', since: now, exitCode: 1 });
    return;
  }
  const expanded = expand(kernel, settings, argv);
  const process = kernel.launch({
    argv: expanded,
    file: found.inode.program === 'rpc.nfsd' ? file : '/usr/sbin/host-daemon',
    ppid: 1,
    background: true,
  });
  if (unit === 'kubelet') serveKubelet(kernel, process);
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

/** The kubelet's reasons not to start, as it logs them. */
function kubeletFailure(kernel: Kernel, argv: readonly string[]): string | undefined {
  const tree = kernel.tree();
  const settings = unitSettings(kernel, 'kubelet');
  const all = expand(kernel, settings, argv);
  const value = (name: string) => all.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
  const stamp = new Date(kernel.state.sim.now()).toISOString().slice(5, 23).replace('-', '').replace('T', ' ');
  const config = value('config');
  if (config && !tree.tryFind(config)) {
    return `E${stamp}000     900 run.go:72] "command failed" err="failed to load kubelet config file, path: ${config}, error: failed to load Kubelet config file ${config}, error failed to read kubelet config file \\"${config}\\", error: open ${config}: no such file or directory"`;
  }
  const ca = config ? /clientCAFile:\s*(\S+)/.exec(tree.readFile(config))?.[1] : undefined;
  if (ca && !tree.tryFind(ca)) {
    return `E${stamp}000     900 run.go:72] "command failed" err="failed to construct kubelet dependencies: unable to load client CA file ${ca}: open ${ca}: no such file or directory"`;
  }
  const kubeconfig = value('kubeconfig');
  if (kubeconfig && !tree.tryFind(kubeconfig)) {
    return `E${stamp}000     900 run.go:72] "command failed" err="failed to run Kubelet: unable to load bootstrap kubeconfig: stat /etc/kubernetes/bootstrap-kubelet.conf: no such file or directory"`;
  }
  return undefined;
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
