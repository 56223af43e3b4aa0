import { VolumeError } from '@/lib/cluster/kubelet/runtime';
import type { VolumeContents } from '@/lib/cluster/storage/disks';
import { treeOf } from '@/lib/hosts/base-system';
import { SUPERUSER } from '@/lib/hosts/fs/files';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import type { InodeStore } from '@/lib/hosts/fs/inode';
import type { Tree } from '@/lib/hosts/fs/tree';
import type { Core } from '../core';
import { mountNfs } from './nfs';

const INODES = 65_536;

/** Id of a disk's file system among all of the world's. */
export const diskStore = (disk: string): string => `disk/${disk}`;

/**
 * File systems that machines share: `disk/<id>` is one of the world's disks, `remote/<machine>/<store>` what another machine
 * exports. Undefined for others, and for what is no more.
 */
export function sharedStore(core: Core, id: string): InodeStore | undefined {
  if (id.startsWith('disk/')) return core.disks.get(id);
  const remote = /^remote\/([^/]+)\/(.*)$/.exec(id);
  return remote ? core.kernels.get(remote[1]!)?.state.stores.get(remote[2]!) : undefined;
}

/** The file system on a disk; it is made (mkfs) when the disk is mounted for the first time. */
export function diskFileSystem(core: Core, disk: string, fsType: string, bytes: number): FileSystem {
  const id = diskStore(disk);
  let fs = core.disks.get(id);
  if (!fs) {
    const now = core.sim.now();
    core.disks.set(id, (fs = new FileSystem(fsType, now, { bytes, inodes: INODES })));
    if (/^ext[234]$/.test(fsType)) treeOf(fs, now).mkdir('/lost+found', 0o700);
  }
  return fs;
}

/** A disk without a file system: its device, as an inode to be mounted at a path. What is on it is not simulated. */
export function blockDevice(core: Core, disk: string): { readonly fs: string; readonly key: string } {
  const fs = diskStore(disk);
  const now = core.sim.now();
  const store = core.disks.get(fs) ?? new FileSystem('devtmpfs', now);
  core.disks.set(fs, store);
  const tree = treeOf(store, now);
  if (!tree.tryFind('/device')) tree.create(tree.place('/device'), tree.fresh('block', 0o660));
  return { fs, key: tree.find('/device').key };
}

/** What the cluster's storage asks of the world: the contents of disks and shares. */
export function volumeContents(core: Core): VolumeContents {
  return {
    copy(from, to) {
      const source = core.disks.get(diskStore(from));
      if (source) core.disks.set(diskStore(to), source.fork());
    },
    remove(disk) {
      core.disks.delete(diskStore(disk));
    },
    resize() {
      // The device alone has grown; its file system does when its node says so (`expandVolume`).
    },
    shareDirectory(node, server, path, change) {
      const parent = path.slice(0, path.lastIndexOf('/')) || '/';
      const found = mountNfs(core, core.kernel(node), server, parent);
      if (found.readOnly) throw new VolumeError(`mkdir ${path}: read-only file system`);
      const tree = core.kernel(found.machine).state.tree(found.ns, SUPERUSER);
      const own = `${found.path.replace(/\/$/, '')}/${path.slice(path.lastIndexOf('/') + 1)}`;
      if (change === 'create') {
        if (!tree.tryFind(own)) tree.mkdir(own, 0o777);
        tree.chmod(own, 0o777);
      } else if (!tree.tryFind(own)) return;
      else if (change === 'delete') removeTree(tree, own);
      else tree.rename(own, `${own.slice(0, own.lastIndexOf('/'))}/${change.renameTo}`);
    },
  };
}

/** rm -rf. */
export function removeTree(tree: Tree, path: string): void {
  for (const name of tree.readdir(path)) {
    if (tree.stat(`${path}/${name}`, false).type === 'dir') removeTree(tree, `${path}/${name}`);
    else tree.unlink(`${path}/${name}`);
  }
  tree.rmdir(path);
}
