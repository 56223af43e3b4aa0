import type { Profile, ProfileHost } from './profile';

const GIB = 1024 ** 3;
const TYPE = 'e2-standard-2';
const PROJECT = 'nekala-learn';
const SERVER = '34.118.62.17';

function node(n: number, suffix: string): ProfileHost {
  const zone = `us-central1-${'abc'[n]!}`;
  return {
    name: `gke-nekala-default-pool-5f3c1a9e-${suffix}`,
    ip: `10.128.0.${20 + n}`,
    role: 'worker',
    cpus: 2,
    memoryBytes: 8 * GIB,
    diskBytes: 100 * GIB,
    pods: 110,
    podBlock: `10.84.${n}.0/24`,
    instanceType: TYPE,
    subnet: '10.128.0.0/20',
    providerId: `gce://${PROJECT}/${zone}/gke-nekala-default-pool-5f3c1a9e-${suffix}`,
    labels: {
      'beta.kubernetes.io/instance-type': TYPE,
      'cloud.google.com/gke-boot-disk': 'pd-balanced',
      'cloud.google.com/gke-container-runtime': 'containerd',
      'cloud.google.com/gke-nodepool': 'default-pool',
      'cloud.google.com/gke-os-distribution': 'cos',
      'cloud.google.com/machine-family': 'e2',
      'failure-domain.beta.kubernetes.io/region': 'us-central1',
      'failure-domain.beta.kubernetes.io/zone': zone,
      'node.kubernetes.io/instance-type': TYPE,
      'topology.gke.io/zone': zone,
      'topology.kubernetes.io/region': 'us-central1',
      'topology.kubernetes.io/zone': zone,
    },
    system: {
      osImage: 'Container-Optimized OS from Google',
      kernelVersion: '6.6.113+',
      kubeletVersion: 'v1.36.3-gke.1015000',
      runtimeVersion: 'containerd://2.1.5',
    },
  };
}

/** Google Kubernetes Engine (Standard, VPC-native, Dataplane V2): three machines in three zones. */
export const gke: Profile = {
  name: 'gke',
  hosts: [
    { name: 'cloudshell', ip: '10.128.15.10', role: 'base', cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB, subnet: '10.128.0.0/20' },
    { name: 'gke-nekala-control-plane', ip: SERVER, role: 'managed', cpus: 2, memoryBytes: 4 * GIB, diskBytes: 20 * GIB },
    node(0, '7k2m'),
    node(1, 'b8xq'),
    node(2, 'w4tn'),
  ],
  defaultHost: 'cloudshell',
  controlPlane: 'gke-nekala-control-plane',
  controlPlaneEndpoint: `${SERVER}:443`,
  podCidr: '10.84.0.0/14',
  vpcCidr: '10.128.0.0/9',
  serviceCidr: '34.118.224.0/20',
  serviceIp: '34.118.224.1',
  dnsIp: '34.118.224.10',
  cni: 'gke',
  managed: 'gke',
};
