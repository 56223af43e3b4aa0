import { MANIFESTS } from '@/lib/cluster/kubelet/static-pods';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Inode } from '@/lib/hosts/fs/inode';
import type { Kernel } from '@/lib/hosts/process/kernel';

/** From a change of the directory to the kubelet's look at it. */
const NOTICE_MS = 100;

/** Lets a node's kubelet notice changes of its static pod manifests at once, as inotify does. Bound anew after a fork. */
export function watchManifests(kernel: Kernel): void {
  const root = kernel.state.stores.get('root') as FileSystem;
  let known = manifests(kernel);
  root.onWrite = (key) => {
    if (!known.has(key)) return;
    const now = manifests(kernel);
    if (now.size === known.size && [...now].every(([file, inode]) => inode === undefined || inode === known.get(file))) {
      known = now;
      return;
    }
    known = now;
    kernel.state.sim.after(`kubelet/${kernel.name}`, 'manifests', NOTICE_MS);
  };
}

/** The inodes of the directory's files by key (each change replaces one), and the keys of the directories on the way to them. */
function manifests(kernel: Kernel): ReadonlyMap<string, Inode | undefined> {
  const found = new Map<string, Inode | undefined>();
  const tree = kernel.tree();
  let path = '';
  for (const name of MANIFESTS.split('/')) {
    path = `${path}/${name}`.replace('//', '/');
    const directory = tree.tryFind(path);
    if (!directory) return found;
    found.set(directory.key, undefined);
    if (path !== MANIFESTS) continue;
    for (const key of directory.inode.entries?.values() ?? []) found.set(key, directory.store.get(key));
  }
  return found;
}
