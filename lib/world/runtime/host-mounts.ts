import { VolumeError } from '@/lib/cluster/kubelet/runtime';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import { ROOT } from '@/lib/hosts/fs/inode';
import type { Mount } from '@/lib/hosts/fs/mounts';
import type { Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';
import type { HostCall } from '@/lib/hosts/process/sys';
import type { Core } from '../core';
import { mountNfs } from './nfs';

const MOST_MOUNTS = 500;
const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };
const MEMORY_BYTES = 1024 ** 3;

type Answer = { readonly ok: true } | { readonly error: string; readonly exit: number };

const no = (error: string, exit = 32): Answer => ({ error, exit });

/** mount(8) of NFS exports, tmpfs and other directories, in the namespaces of the process that asks. Errors in its words. */
export function mountFor(core: Core, kernel: Kernel, process: Process, call: HostCall): Answer {
  const { source, target, type = '' } = call as unknown as { source: string; target: string; type?: string };
  const options = (call.options as readonly string[] | undefined) ?? [];
  const space = kernel.state.ns(process.ns);
  const tree = kernel.tree(process.ns);
  const place = tree.tryFind(target);
  if (!place)
    return no(`mount: ${target}: mount point does not exist.\n       dmesg(1) may have more information after failed mount system call.`);
  if (space.mounts.length >= MOST_MOUNTS) return no(`mount: ${target}: mount(2) system call failed: No space left on device.`);
  const add = (mount: Pick<Mount, 'fs' | 'key' | 'type' | 'source'>, readOnly = false): Answer => {
    const own = { path: place.path, readOnly: readOnly || options.includes('ro'), ...mount, ...(options.length > 0 ? { options } : {}) };
    kernel.setNamespaces({ ...space, mounts: [...space.mounts, own] });
    return { ok: true };
  };
  if (options.includes('bind') || options.includes('rbind')) {
    const found = tree.tryFind(source);
    if (!found) return no(`mount: ${target}: special device ${source} does not exist.`);
    return add({ fs: found.mount.fs, key: found.key, type: found.mount.type, source: found.mount.source });
  }
  if (type === 'tmpfs') {
    const [, digits = '', unit = ''] = /^size=(\d+)([kmg]?)$/i.exec(options.find((option) => option.startsWith('size=')) ?? '') ?? [];
    const bytes = digits ? Number(digits) * UNITS[unit.toLowerCase()]! : MEMORY_BYTES;
    const id = `tmpfs/${process.ns}${place.path}/${core.sim.now()}`;
    kernel.addStore(id, new FileSystem('tmpfs', core.sim.now(), { bytes, inodes: 50_000 }));
    return add({ fs: id, key: ROOT, type, source });
  }
  const export_ = /^([^/:]+):(\/.*)$/.exec(source);
  if (export_ && (type === '' || type.startsWith('nfs'))) {
    try {
      const found = mountNfs(core, kernel, export_[1]!, export_[2]!);
      return add({ fs: found.fs, key: found.key, type: 'nfs4', source }, found.readOnly);
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      return no(error.message);
    }
  }
  if (!tree.tryFind(source))
    return no(
      `mount: ${target}: special device ${source} does not exist.\n       dmesg(1) may have more information after failed mount system call.`,
    );
  return no(`mount: ${target}: mounting ${type || source} is not simulated here`);
}

/** umount(8). A mount that a process works in is busy. */
export function unmountFor(kernel: Kernel, process: Process, path: string): Answer {
  const space = kernel.state.ns(process.ns);
  const at = space.mounts.findLastIndex((mount) => mount.path === path || mount.source === path);
  const mount = space.mounts[at];
  if (!mount) {
    const there = kernel.tree(process.ns).tryFind(path);
    return no(there ? `umount: ${path}: not mounted.` : `umount: ${path}: no mount point specified.`);
  }
  const inUse = [...kernel.state.processes.values()].some(
    ({ ns, cwd }) => ns === process.ns && (cwd === mount.path || cwd.startsWith(`${mount.path}/`)),
  );
  if (inUse || ['/', '/proc', '/dev', '/dev/pts'].includes(mount.path)) return no(`umount: ${path}: target is busy.`);
  kernel.setNamespaces({ ...space, mounts: space.mounts.filter((_, i) => i !== at) });
  return { ok: true };
}
