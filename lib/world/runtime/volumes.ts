import type { Mount, VolumeFile } from '@/lib/cluster/kubelet/runtime';
import { StartError } from '@/lib/cluster/kubelet/runtime';
import { treeOf } from '@/lib/hosts/base-system';
import { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Mount as FsMount } from '@/lib/hosts/fs/mounts';
import { ROOT } from '@/lib/hosts/fs/inode';
import type { Tree } from '@/lib/hosts/fs/tree';
import type { Kernel } from '@/lib/hosts/process/kernel';

/** Makes the file system entry that a volume is and says how it is mounted. */
export function mountVolume(kernel: Kernel, sandboxId: string, podUid: string, mount: Mount): FsMount {
  const { source } = mount;
  const now = kernel.state.sim.now();
  const base = { path: mount.path.replace(/(.)\/+$/, '$1'), readOnly: mount.readOnly };
  switch (source.type) {
    case 'emptyDir': {
      const id = `emptydir/${podUid}/${mount.volume}`;
      if (!kernel.state.stores.has(id)) {
        const fs = new FileSystem(source.medium ? 'tmpfs' : 'ext4', now, {
          bytes: source.sizeLimitBytes ?? 256 * 1024 * 1024,
          inodes: 50_000,
        });
        treeOf(fs, now).chmod('/', 0o777);
        kernel.addStore(id, fs);
      }
      return {
        ...base,
        ...within(kernel, id, mount.subPath),
        type: source.medium ? 'tmpfs' : 'ext4',
        source: source.medium ? 'tmpfs' : '/dev/vda1',
      };
    }
    case 'files': {
      const id = filesStore(sandboxId, mount.volume);
      writeFiles(kernel, id, source.files);
      return { ...base, ...within(kernel, id, mount.subPath), readOnly: true, type: 'tmpfs', source: 'tmpfs' };
    }
    case 'hostPath':
      return { ...base, ...hostPath(kernel, source.path, source.hostPathType, mount.subPath), type: 'ext4', source: '/dev/vda1' };
    case 'persistent': {
      const path = source.nodePath ?? `/var/lib/kubelet/volumes/${source.volumeName}`;
      return { ...base, ...hostPath(kernel, path, 'DirectoryOrCreate', mount.subPath), type: 'ext4', source: '/dev/vda1' };
    }
  }
}

export const filesStore = (sandboxId: string, volume: string): string => `files/${sandboxId}/${volume}`;

/**
 * Writes the files of a ConfigMap-like volume as kubelet's atomic writer does: into a directory named by the time, which
 * `..data` points to, with a link for each top name.
 */
export function writeFiles(kernel: Kernel, id: string, files: readonly VolumeFile[]): void {
  const now = kernel.state.sim.now();
  let fs = kernel.state.stores.get(id) as FileSystem | undefined;
  if (!fs) kernel.addStore(id, (fs = new FileSystem('tmpfs', now)));
  const tree = treeOf(fs, now);
  const old = tree.tryFind('/..data', false)?.inode.target;
  if (old && same(tree, old, files)) return;
  const stamp = new Date(now).toISOString();
  let name = `..${stamp.slice(0, 19).replace(/[-T:]/g, '_')}.${String((now * 7919) % 1_000_000_000).padStart(9, '0')}`;
  if (name === old) name += '1';
  tree.mkdir(`/${name}`);
  for (const file of files) {
    const path = `/${name}/${file.path}`;
    tree.mkdirs(path.slice(0, path.lastIndexOf('/')));
    tree.writeFile(path, file.text, { mode: file.mode });
  }
  if (old) tree.unlink('/..data');
  tree.symlink(name, '/..data');
  const tops = new Set(files.map((file) => file.path.split('/')[0]!));
  for (const top of tree.readdir('/')) {
    if (!top.startsWith('..') && !tops.has(top)) tree.unlink(`/${top}`);
  }
  for (const top of tops) if (!tree.tryFind(`/${top}`, false)) tree.symlink(`..data/${top}`, `/${top}`);
  if (old) removeTree(tree, `/${old}`);
}

function same(tree: Tree, directory: string, files: readonly VolumeFile[]): boolean {
  const count = (path: string): number =>
    tree.readdir(path).reduce((sum, name) => sum + (tree.stat(`${path}/${name}`).type === 'dir' ? count(`${path}/${name}`) : 1), 0);
  return (
    count(`/${directory}`) === files.length && files.every((file) => tree.tryFind(`/${directory}/${file.path}`)?.inode.text === file.text)
  );
}

function removeTree(tree: Tree, path: string): void {
  for (const name of tree.readdir(path)) {
    if (tree.stat(`${path}/${name}`, false).type === 'dir') removeTree(tree, `${path}/${name}`);
    else tree.unlink(`${path}/${name}`);
  }
  tree.rmdir(path);
}

function within(kernel: Kernel, id: string, subPath: string | undefined): { readonly fs: string; readonly key: string } {
  if (!subPath) return { fs: id, key: ROOT };
  const tree = treeOf(kernel.state.stores.get(id) as FileSystem, kernel.state.sim.now());
  const path = `/${subPath}`;
  if (!tree.tryFind(path)) tree.mkdirs(path);
  return { fs: id, key: tree.find(path).key };
}

function hostPath(kernel: Kernel, path: string, type: string, subPath: string | undefined): { readonly fs: string; readonly key: string } {
  const tree = kernel.tree();
  const full = subPath ? `${path}/${subPath}` : path;
  let found = tree.tryFind(full);
  if (!found) {
    if (type === 'FileOrCreate') {
      tree.mkdirs(full.slice(0, full.lastIndexOf('/')));
      tree.writeFile(full, '');
    } else if (type === '' || type === 'DirectoryOrCreate') tree.mkdirs(full);
    else throw new StartError('CreateContainerConfigError', `hostPath type check failed: ${path} is not a ${type.toLowerCase()}`);
    found = tree.find(full);
  }
  return { fs: found.mount.fs, key: found.key };
}
