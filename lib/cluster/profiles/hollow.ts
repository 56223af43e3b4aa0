import type { Profile } from './profile';

const GIB = 1024 ** 3;
const node = (n: number) => ({
  name: `node-${n}`,
  ip: `172.30.4.${10 + n}`,
  role: 'worker' as const,
  cpus: 16,
  memoryBytes: 64 * GIB,
  diskBytes: 100 * GIB,
  podBlock: `10.244.${n - 1}.0/24`,
  pods: 1000,
});

/**
 * A control plane with three large nodes that only exist in its API: for practice and tests of the API, the controllers
 * and the scheduler, where what runs inside containers is of no interest.
 */
export const hollow: Profile = {
  name: 'hollow',
  hosts: [
    { name: 'controlplane', ip: '172.30.4.2', role: 'base', cpus: 2, memoryBytes: 4 * GIB, diskBytes: 20 * GIB },
    node(1),
    node(2),
    node(3),
  ],
  defaultHost: 'controlplane',
  controlPlane: 'controlplane',
  podCidr: '10.244.0.0/16',
  serviceCidr: '10.96.0.0/12',
  serviceIp: '10.96.0.1',
  dnsIp: '10.96.0.10',
  cni: 'calico',
  hollow: true,
};

/** The same with room for more than ten thousand pods: for load, and for finding what does not grow in proportion. */
export const hollowLarge: Profile = {
  ...hollow,
  name: 'hollow-large',
  hosts: [hollow.hosts[0]!, ...Array.from({ length: 12 }, (_, i) => ({ ...node(i + 1), cpus: 128, memoryBytes: 512 * GIB }))],
};
