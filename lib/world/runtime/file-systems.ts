import type { FileSystem } from '@/lib/hosts/fs/file-system';
import { HOST, type Kernel } from '@/lib/hosts/process/kernel';
import type { Process } from '@/lib/hosts/process/process';

/** How big a mounted file system is, and how much of it is used: what statfs says. Bytes. */
export interface MountedSize {
  readonly path: string;
  readonly total: number;
  readonly used: number;
  readonly inodes: number;
  readonly usedInodes: number;
}

/** A disk that is attached to a machine. */
export interface BlockDevice {
  /** Without `/dev/`. */
  readonly name: string;
  readonly bytes: number;
  readonly mountPoints: readonly string[];
}

/** Sizes of the mounts of a process whose file systems have one of their own: network disks and memory. */
export function mountedSizes(kernel: Kernel, process: Process): readonly MountedSize[] {
  return kernel.state.ns(process.ns).mounts.flatMap(({ path, fs, type }) => {
    const sized = fs.startsWith('disk/') || (type === 'tmpfs' && fs.startsWith('emptydir/'));
    const store = sized ? (kernel.state.store(fs) as FileSystem) : undefined;
    if (!store) return [];
    const { bytes, inodes } = store.limits;
    // What ext4 keeps for its own tables, and a new one's first blocks.
    const isExt = store.type.startsWith('ext');
    const total = isExt ? Math.floor(bytes * 0.98) : bytes;
    return [{ path, total, used: store.usedBytes + (isExt ? 24 * 1024 : 0), inodes, usedInodes: store.usedInodes }];
  });
}

/** Disks that a machine has besides its own. */
export function attachedDisks(kernel: Kernel): readonly BlockDevice[] {
  const found = new Map<string, BlockDevice>();
  for (const { path, fs, source } of kernel.state.ns(HOST).mounts) {
    if (!fs.startsWith('disk/') || !source.startsWith('/dev/') || source === '/dev/vda1') continue;
    const name = source.slice('/dev/'.length);
    const bytes = (kernel.state.bindings.sharedStore?.(fs) as FileSystem | undefined)?.limits.bytes ?? 0;
    found.set(name, { name, bytes, mountPoints: [...(found.get(name)?.mountPoints ?? []), path] });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
