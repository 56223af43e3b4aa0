import { installProgram } from '@/lib/hosts/base-system';
import type { Kernel } from '@/lib/hosts/process/kernel';

const COMMANDS = [
  ['etcd', '--data-dir=/var/lib/etcd', '--listen-client-urls=http://127.0.0.1:2379'],
  ['kube-apiserver', '--etcd-servers=http://127.0.0.1:2379', '--secure-port=6443'],
] as const;

/** Runs etcd and the API server as processes of their own on a host that is no node, where no kubelet would start them. */
export function startControlPlane(kernel: Kernel): void {
  const tree = kernel.tree();
  tree.mkdirs('/usr/local/bin');
  tree.mkdirs('/var/lib');
  for (const argv of COMMANDS) {
    const file = `/usr/local/bin/${argv[0]}`;
    installProgram(tree, file, argv[0]);
    kernel.launch({ argv, file, background: true });
  }
}
