import { expect } from 'vitest';
import type { Stage } from '../stage';

/** The page "Installing kubeadm" for Debian-based distributions, without a pause for reading. */
const INSTALL = `mkdir -p -m 755 /etc/apt/keyrings
curl -fsSL https://pkgs.k8s.io/core:/stable:/v1.36/deb/Release.key | gpg --dearmor -o /etc/apt/keyrings/kubernetes-apt-keyring.gpg
echo 'deb [signed-by=/etc/apt/keyrings/kubernetes-apt-keyring.gpg] https://pkgs.k8s.io/core:/stable:/v1.36/deb/ /' > /etc/apt/sources.list.d/kubernetes.list
apt-get update >/dev/null
apt-get install -y kubelet kubeadm kubectl >/dev/null
apt-mark hold kubelet kubeadm kubectl >/dev/null`;

export const FLANNEL = 'https://github.com/flannel-io/flannel/releases/latest/download/kube-flannel.yml';

/** Kubernetes' packages on bare machines. */
export function install(stage: Stage, ...hosts: readonly string[]): void {
  for (const host of hosts) stage.ok(INSTALL, host);
}

/** `kubeadm init` on the first machine, with its kubeconfig in place. Returns what kubeadm printed. */
export function initialise(stage: Stage, flags = '--pod-network-cidr=10.244.0.0/16'): string {
  const said = stage.ok(`kubeadm init ${flags}`);
  stage.ok('mkdir -p $HOME/.kube && cp /etc/kubernetes/admin.conf $HOME/.kube/config');
  return said;
}

/** The command by which further machines join. */
export const joinCommand = (stage: Stage): string => stage.ok('kubeadm token create --print-join-command').trim();

/** Upgrades Kubernetes' archive to 1.36, and kubeadm on a host. */
export function upgradeKubeadm(stage: Stage, host?: string): void {
  stage.ok("sed -i 's/v1.35/v1.36/' /etc/apt/sources.list.d/kubernetes.list; apt-get update", host);
  stage.ok("apt-mark unhold kubeadm && apt-get install -y kubeadm='1.36.3-*' && apt-mark hold kubeadm", host);
}

/** The VERSION column by node. */
export function versions(stage: Stage): Readonly<Record<string, string>> {
  const lines = stage.kubectl('get nodes --no-headers').split('\n');
  return Object.fromEntries(lines.map((line) => [line.split(/\s+/)[0]!, line.trim().split(/\s+/).at(-1)!]));
}

/** Lines in this order, with others between them. */
export function inOrder(text: string, ...lines: readonly string[]): void {
  let from = 0;
  for (const line of lines) {
    const at = text.indexOf(line, from);
    expect({ line, found: at >= 0 }).toEqual({ line, found: true });
    from = at + line.length;
  }
}
