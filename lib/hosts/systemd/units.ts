import type { Kernel } from '../process/kernel';
import { Errno } from '../process/sys';

/** What `systemctl` shows of a unit. */
export interface UnitStatus {
  readonly name: string;
  readonly description: string;
  readonly loadState: 'loaded' | 'not-found' | 'masked';
  readonly activeState: 'active' | 'inactive' | 'failed' | 'activating';
  readonly subState: string;
  readonly enabled: boolean;
  readonly path: string;
  readonly since: number;
  readonly mainPid?: number;
  readonly exitCode?: number;
}

/** State of a unit beyond its files: one entry of `UnitStates`, plain data. */
export interface UnitState {
  readonly active: 'active' | 'inactive' | 'failed' | 'activating';
  readonly since: number;
  readonly pid?: number;
  readonly exitCode?: number;
  /** How often systemd has started it again by itself. */
  readonly restarts?: number;
}

const DIRECTORIES = ['/etc/systemd/system', '/run/systemd/system', '/usr/lib/systemd/system', '/lib/systemd/system'];
const WANTS = '/etc/systemd/system/multi-user.target.wants';

/** `kubelet` → `kubelet.service`. */
export const unitName = (name: string): string => (/\.(service|timer|socket|target|mount)$/.test(name) ? name : `${name}.service`);

/** Path of a unit's file, by systemd's order of directories. */
export function unitPath(kernel: Kernel, name: string): string | undefined {
  const tree = kernel.tree();
  return DIRECTORIES.map((directory) => `${directory}/${unitName(name)}`).find((path) => tree.tryFind(path));
}

/** Settings of a unit's [Service] and [Unit] with its drop-ins, later ones last. */
export function unitSettings(kernel: Kernel, name: string): ReadonlyMap<string, readonly string[]> {
  const tree = kernel.tree();
  const full = unitName(name);
  const texts: string[] = [];
  const path = unitPath(kernel, name);
  if (path) texts.push(tree.readFile(path));
  for (const directory of DIRECTORIES.map((one) => `${one}/${full}.d`)) {
    if (tree.tryFind(directory)?.inode.type !== 'dir') continue;
    for (const file of tree.readdir(directory)) if (file.endsWith('.conf')) texts.push(tree.readFile(`${directory}/${file}`));
  }
  const settings = new Map<string, string[]>();
  for (const line of texts.join('\n').replace(/\\\n/g, ' ').split('\n')) {
    const match = /^\s*([A-Za-z]+)\s*=\s*(.*)$/.exec(line);
    if (!match) continue;
    const [, key = '', value = ''] = match;
    if (value === '') settings.set(key, []);
    else settings.set(key, [...(settings.get(key) ?? []), value]);
  }
  return settings;
}

export function unitStatus(kernel: Kernel, states: ReadonlyMap<string, UnitState>, name: string): UnitStatus | undefined {
  const full = unitName(name);
  const path = unitPath(kernel, name);
  if (!path) return undefined;
  const state = states.get(full);
  const masked = kernel.tree().tryFind(path, false)?.inode.target === '/dev/null';
  const active = state?.active ?? 'inactive';
  return {
    name: full,
    description: unitSettings(kernel, name).get('Description')?.[0] ?? full,
    loadState: masked ? 'masked' : 'loaded',
    activeState: active,
    subState: { active: 'running', inactive: 'dead', failed: 'failed', activating: 'auto-restart' }[active],
    enabled: kernel.tree().tryFind(`${WANTS}/${full}`, false) !== undefined,
    path,
    since: state?.since ?? kernel.state.bootedAt,
    ...(state?.pid ? { mainPid: state.pid } : {}),
    ...(state?.exitCode === undefined ? {} : { exitCode: state.exitCode }),
  };
}

/** Enables or disables a unit: a link in its target's wants. Returns what systemctl prints. */
export function enableUnit(kernel: Kernel, name: string, enable: boolean): string {
  const tree = kernel.tree();
  const full = unitName(name);
  const path = unitPath(kernel, name);
  if (!path) throw new Errno('ENOENT', `Unit file ${full} does not exist.`);
  const link = `${WANTS}/${full}`;
  const there = tree.tryFind(link, false);
  if (enable === (there !== undefined)) return '';
  if (!enable) {
    tree.unlink(link);
    return `Removed "${link}".\n`;
  }
  tree.mkdirs(WANTS);
  tree.symlink(path, link);
  return `Created symlink ${link} → ${path}.\n`;
}
