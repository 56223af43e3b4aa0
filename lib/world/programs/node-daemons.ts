import type { Program } from '@/lib/hosts/process/program';
import { Errno, type Sys } from '@/lib/hosts/process/sys';
import { print, printError, untilSignal } from './daemon';

function packageVersion(sys: Sys, name: string): string | undefined {
  try {
    return (sys.host({ call: 'package-version', name }) as string | undefined)?.replace(/-[^-]*$/, '');
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return undefined;
  }
}

/** kubelet by hand: `--version`. What it does as a unit is the cluster's (hosts/unit-actions.ts). */
export const kubelet: Program = function* (sys, argv) {
  if (argv.includes('--version') || argv.includes('--version=true')) {
    yield* print(sys, `Kubernetes v${packageVersion(sys, 'kubelet') ?? '1.36.3'}\n`);
    return 0;
  }
  if (argv.includes('--help') || argv.includes('-h')) {
    yield* print(
      sys,
      'The kubelet is the primary "node agent" that runs on each\nnode. It can register the node with the apiserver using one of: the hostname; a flag to\noverride the hostname; or specific logic for a cloud provider.\n\nUsage:\n  kubelet [flags]\n',
    );
    return 0;
  }
  yield* printError(sys, 'kubelet: only systemd starts it here (systemctl start kubelet)\n');
  return 1;
};

/** containerd by hand: `--version`, `config default`. */
export const containerd: Program = function* (sys, argv) {
  if (argv.includes('--version') || argv.includes('-v')) {
    yield* print(
      sys,
      `containerd containerd.io v${packageVersion(sys, 'containerd.io')?.replace(/-.*/, '') ?? '2.2.1'} 0000000000000000000000000000000000000000\n`,
    );
    return 0;
  }
  if (argv[1] === 'config' && argv[2] === 'default') {
    yield* print(
      sys,
      "version = 3\nroot = '/var/lib/containerd'\nstate = '/run/containerd'\ndisabled_plugins = []\n\n[grpc]\n  address = '/run/containerd/containerd.sock'\n\n[plugins]\n  [plugins.'io.containerd.cri.v1.images']\n    snapshotter = 'overlayfs'\n    [plugins.'io.containerd.cri.v1.images'.pinned_images]\n      sandbox = 'registry.k8s.io/pause:3.10.1'\n\n  [plugins.'io.containerd.cri.v1.runtime']\n    [plugins.'io.containerd.cri.v1.runtime'.containerd]\n      default_runtime_name = 'runc'\n      [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes]\n        [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]\n          runtime_type = 'io.containerd.runc.v2'\n          [plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]\n            SystemdCgroup = false\n",
    );
    return 0;
  }
  if (argv.length > 1) {
    yield* printError(sys, `containerd ${argv.slice(1).join(' ')}: not simulated here\n`);
    return 1;
  }
  yield* untilSignal(sys);
  return 0;
};
