import type { Profile, ProfileHost } from './profile';

const GIB = 1024 ** 3;
const node = (name: string, ip: string, role: 'control-plane' | 'worker', block: number): ProfileHost => ({
  name,
  ip,
  role,
  cpus: 2,
  memoryBytes: 4 * GIB,
  diskBytes: 20 * GIB,
  podBlock: `192.168.${block}.0/24`,
});
const planes = [
  node('cp1', '172.30.1.11', 'control-plane', 0),
  node('cp2', '172.30.1.12', 'control-plane', 1),
  node('cp3', '172.30.1.13', 'control-plane', 2),
];
const workers = [node('node01', '172.30.2.11', 'worker', 3), node('node02', '172.30.2.12', 'worker', 4)];
const balancer: ProfileHost = { name: 'lb', ip: '172.30.1.10', role: 'load-balancer', cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB };

/**
 * Three control planes with an etcd member each (stacked), HAProxy in front of their API servers, and two workers, as
 * `kubeadm init --control-plane-endpoint lb:6443 --upload-certs` and `kubeadm join --control-plane` leave them.
 */
export const kubeadmHa: Profile = {
  name: 'kubeadm-ha',
  hosts: [balancer, ...planes, ...workers],
  defaultHost: 'cp1',
  controlPlane: 'cp1',
  controlPlaneEndpoint: '172.30.1.10:6443',
  podCidr: '192.168.0.0/16',
  serviceCidr: '10.96.0.0/12',
  serviceIp: '10.96.0.1',
  dnsIp: '10.96.0.10',
  cni: 'calico',
};

const etcdHost = (n: number): ProfileHost => ({
  name: `etcd${n}`,
  ip: `172.30.3.1${n}`,
  role: 'etcd',
  cpus: 2,
  memoryBytes: 2 * GIB,
  diskBytes: 20 * GIB,
});

/** The same with etcd on three hosts of its own, where systemd runs it. */
export const kubeadmHaExternalEtcd: Profile = {
  ...kubeadmHa,
  name: 'kubeadm-ha-external-etcd',
  hosts: [balancer, etcdHost(1), etcdHost(2), etcdHost(3), ...planes, ...workers],
};
