import { VolumeError } from '@/lib/cluster/kubelet/runtime';
import type { Found } from '@/lib/hosts/fs/files';
import type { FileType } from '@/lib/hosts/process/sys';
import { Errno } from '@/lib/hosts/process/sys';
import type { Kernel } from '@/lib/hosts/process/kernel';

/** What a hostPath's type asks the path to be, in upstream's words. */
const KINDS: Readonly<Record<string, readonly [type: FileType, words: string]>> = {
  Directory: ['dir', 'a directory'],
  DirectoryOrCreate: ['dir', 'a directory'],
  File: ['file', 'a file'],
  FileOrCreate: ['file', 'a file'],
  Socket: ['socket', 'a socket file'],
  CharDevice: ['char', 'a character device'],
  BlockDevice: ['block', 'a block device'],
};

/** The node's own file or directory. Models pkg/volume/hostpath's checkType; a path of no type is made by the container runtime. */
export function hostPathAt(kernel: Kernel, path: string, type: string): Found {
  const tree = kernel.tree();
  const found = tree.tryFind(path);
  try {
    if (!found && type === 'FileOrCreate') tree.writeFile(path, '');
    else if (!found && (type === '' || type === 'DirectoryOrCreate')) tree.mkdirs(path);
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    const call = type === 'FileOrCreate' ? 'open' : 'mkdir';
    throw new VolumeError(`${call} ${path}: ${error.message.toLowerCase()}`);
  }
  const there = found ?? tree.tryFind(path);
  const kind = KINDS[type];
  if (!there || (kind && there.inode.type !== kind[0]))
    throw new VolumeError(`hostPath type check failed: ${path} is not ${kind?.[1] ?? 'there'}`);
  return there;
}

/** The directory of a local volume. Models pkg/volume/local: it is never made. */
export function localPathAt(kernel: Kernel, path: string): Found {
  const found = kernel.tree().tryFind(path);
  if (!found) throw new VolumeError(`path "${path}" does not exist`, 'MountVolume.NewMounter initialization');
  return found;
}
