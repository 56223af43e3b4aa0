import { kubeadm } from './kubeadm';
import { kubeadmHa } from './kubeadm-ha';
import type { Profile, ProfileHost } from './profile';

/** kubeadm's machines with ranges of another network: `--pod-network-cidr` and each node's block of it. */
const hosts = (blocks: string): readonly ProfileHost[] =>
  kubeadm.hosts.map((host, i) => (host.podBlock ? { ...host, podBlock: `${blocks}.${i - 1}.0/24` } : host));

/** `kubeadm init --pod-network-cidr=10.244.0.0/16` with Flannel. */
export const kubeadmFlannel: Profile = {
  ...kubeadm,
  name: 'kubeadm-flannel',
  podCidr: '10.244.0.0/16',
  cni: 'flannel',
  hosts: hosts('10.244'),
};

/** `kubeadm init --pod-network-cidr=10.0.0.0/16` with Cilium and its own pool of addresses. */
export const kubeadmCilium: Profile = { ...kubeadm, name: 'kubeadm-cilium', podCidr: '10.0.0.0/16', cni: 'cilium', hosts: hosts('10.0') };

/** The cluster of `kubeadm` as it was a minor version ago: for upgrades. */
export const kubeadmOld: Profile = { ...kubeadm, name: 'kubeadm-1.35', kubernetesVersion: 'v1.35.2' };

/** Machines with containerd and nothing else: packages, `kubeadm init`, a pod network and `kubeadm join` are the learner's business. */
export const machines: Profile = { ...kubeadm, name: 'machines', cni: 'none', machinesOnly: true };

/** Likewise, for a control plane of three behind a load balancer. */
export const machinesHa: Profile = { ...kubeadmHa, name: 'machines-ha', cni: 'none', machinesOnly: true };

/** `kubeadm init` and two `kubeadm join`s have just been done: there is no pod network yet, nodes are NotReady, CoreDNS waits. */
export const kubeadmBare: Profile = { ...kubeadmFlannel, name: 'kubeadm-bare', cni: 'none' };
