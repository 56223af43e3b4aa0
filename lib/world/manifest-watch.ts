import { MANIFESTS } from '@/lib/cluster/kubelet/static-pods';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Inode } from '@/lib/hosts/fs/inode';
import type { Kernel } from '@/lib/hosts/process/kernel';

/** From a change of the directory to the kubelet's look at it. */
const NOTICE_MS = 100;

/** Lets a node's kubelet notice changes of its static pod manifests at once, as inotify does. Bound anew after a fork. */
export function watchManifests(kernel: Kernel): void {
  const root = kernel.state.stores.get('root') as FileSystem;
  let known = manifests(kernel, root);
  root.onWrite = () => {
    const now = manifests(kernel, root);
    if (now.length === known.length && now.every((inode, index) => inode === known[index])) return;
    known = now;
    kernel.state.sim.after(`kubelet/${kernel.name}`, 'manifests', NOTICE_MS);
  };
}

/** The inodes of the directory's files: each change replaces one. */
function manifests(kernel: Kernel, root: FileSystem): (Inode | undefined)[] {
  const directory = kernel.tree().tryFind(MANIFESTS)?.inode;
  return directory?.entries ? [...directory.entries.values()].map((key) => root.get(key)) : [];
}
