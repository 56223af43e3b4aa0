import type { Profile } from './profile';

const GIB = 1024 ** 3;

/** One control plane and two workers as `kubeadm init` and `kubeadm join` leave them, and the exam's `base` host. */
export const kubeadm: Profile = {
  name: 'kubeadm',
  hosts: [
    { name: 'base', ip: '172.30.0.10', role: 'base', cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB },
    {
      name: 'controlplane',
      ip: '172.30.1.2',
      role: 'control-plane',
      cpus: 2,
      memoryBytes: 4 * GIB,
      diskBytes: 20 * GIB,
      podBlock: '192.168.0.0/24',
    },
    { name: 'node01', ip: '172.30.2.2', role: 'worker', cpus: 2, memoryBytes: 4 * GIB, diskBytes: 20 * GIB, podBlock: '192.168.1.0/24' },
    { name: 'node02', ip: '172.30.3.2', role: 'worker', cpus: 2, memoryBytes: 4 * GIB, diskBytes: 20 * GIB, podBlock: '192.168.2.0/24' },
  ],
  defaultHost: 'controlplane',
  controlPlane: 'controlplane',
  podCidr: '192.168.0.0/16',
  serviceCidr: '10.96.0.0/12',
  serviceIp: '10.96.0.1',
  dnsIp: '10.96.0.10',
  cni: 'calico',
};
