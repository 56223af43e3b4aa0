import { CNI_CONFIGURATION } from '@/lib/cluster/network/cni';
import type { FileSystem } from '@/lib/hosts/fs/file-system';
import type { Kernel } from '@/lib/hosts/process/kernel';
import { configuredNetwork } from './runtime/pod-network';

/** From a change of the directory to the kubelet's next look at its runtime. */
const NOTICE_MS = 1_000;

/** Lets containerd notice changes of its network configuration, and the kubelet the runtime's. Bound anew after a fork. */
export function watchNetworkConfiguration(kernel: Kernel): void {
  const root = kernel.state.stores.get('root') as FileSystem;
  const before = root.onWrite;
  let ready: boolean | undefined;
  root.onWrite = (key) => {
    before?.(key);
    const directory = kernel.tree().tryFind(CNI_CONFIGURATION);
    if (directory && directory.key !== key && ![...(directory.inode.entries?.values() ?? [])].includes(key)) return;
    const now = configuredNetwork(kernel) !== undefined;
    if (now === ready) return;
    ready = now;
    kernel.state.sim.after(`kubelet/${kernel.name}`, 'status', NOTICE_MS);
  };
}
