import type { Tree } from '../fs/tree';
import { errno } from './errno';
import type { MachineState } from './machine-state';
import type { Namespaces, Process } from './process';

/** Namespaces as setns(2) names them, as far as there are such. */
export type NamespaceKind = 'mnt' | 'net' | 'pid' | 'uts';

/** How ids of spaces begin that were made for one process. */
const MADE = 'ns/';

/**
 * Puts a process into namespaces of another one (setns). EPERM but for root of the host, ESRCH without such a process. What it
 * does not enter stays its own, capabilities and limits among it.
 */
export function enterNamespaces(state: MachineState, process: Process, target: Process | undefined, kinds: readonly NamespaceKind[]): void {
  if (process.uid !== 0) throw errno('EPERM');
  if (!target) throw errno('ESRCH');
  const own = state.ns(process.ns);
  const other = state.ns(target.ns);
  const has = (kind: NamespaceKind) => kinds.includes(kind);
  moveTo(state, process, {
    ...own,
    id: `${MADE}${own.id}+${other.id}/${[...kinds].sort().join(',')}`,
    ...(has('net') ? { net: other.net } : {}),
    ...(has('mnt') ? { mounts: other.mounts } : {}),
    ...(has('pid') ? { pid: other.pid } : {}),
    ...(has('uts') ? { hostname: other.hostname } : {}),
  });
  if (has('mnt')) process.cwd = '/';
}

/** chroot(2), and the new root as working directory. EPERM but for root; ENOENT, ENOTDIR. */
export function changeRoot(state: MachineState, process: Process, tree: Tree, path: string): void {
  if (process.uid !== 0) throw errno('EPERM');
  const found = tree.find(path);
  if (found.inode.type !== 'dir') throw errno('ENOTDIR');
  const own = state.ns(process.ns);
  const root = { ...found.mount, path: '/', key: found.key };
  const below = found.path === '/' ? own.mounts : own.mounts.filter((mount) => mount.path.startsWith(`${found.path}/`));
  const mounts = found.path === '/' ? below : [root, ...below.map((mount) => ({ ...mount, path: mount.path.slice(found.path.length) }))];
  moveTo(state, process, { ...own, id: `${MADE}${own.id}:${found.path}`, mounts });
  process.cwd = '/';
}

/** Spaces that were made for one process go when nobody is in them any more. */
function moveTo(state: MachineState, process: Process, ns: Namespaces): void {
  const used = new Set([...state.processes.values()].map((one) => one.ns));
  for (const id of state.namespaces.keys()) if (id.startsWith(MADE) && id !== ns.id && !used.has(id)) state.namespaces.delete(id);
  state.namespaces.set(ns.id, ns);
  process.ns = ns.id;
}
