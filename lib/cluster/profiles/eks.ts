import { limitsOf, maxPods } from '../network/cni/aws-instances';
import type { Profile, ProfileHost } from './profile';

const GIB = 1024 ** 3;
const REGION = 'us-east-1';
const TYPE = 't3.medium';
const ZONES = [
  { zone: `${REGION}a`, subnet: '192.168.0.0/19', id: 'use1-az1' },
  { zone: `${REGION}b`, subnet: '192.168.32.0/19', id: 'use1-az2' },
  { zone: `${REGION}c`, subnet: '192.168.64.0/19', id: 'use1-az4' },
] as const;

function node(ip: string, at: number, instance: string): ProfileHost {
  const { zone, subnet, id } = ZONES[at]!;
  return {
    name: `ip-${ip.replaceAll('.', '-')}.ec2.internal`,
    ip,
    role: 'worker',
    cpus: 2,
    memoryBytes: 4 * GIB,
    diskBytes: 80 * GIB,
    pods: maxPods(limitsOf(TYPE)!),
    instanceType: TYPE,
    subnet,
    providerId: `aws:///${zone}/${instance}`,
    labels: {
      'alpha.eksctl.io/cluster-name': 'nekala',
      'alpha.eksctl.io/nodegroup-name': 'workers',
      'beta.kubernetes.io/instance-type': TYPE,
      'eks.amazonaws.com/capacityType': 'ON_DEMAND',
      'eks.amazonaws.com/nodegroup': 'workers',
      'eks.amazonaws.com/nodegroup-image': 'ami-0c1f8a7b9d3e5f264',
      'failure-domain.beta.kubernetes.io/region': REGION,
      'failure-domain.beta.kubernetes.io/zone': zone,
      'node.kubernetes.io/instance-type': TYPE,
      'topology.k8s.aws/zone-id': id,
      'topology.kubernetes.io/region': REGION,
      'topology.kubernetes.io/zone': zone,
    },
    system: {
      osImage: 'Amazon Linux 2023.9.20251208',
      kernelVersion: '6.12.58-82.121.amzn2023.x86_64',
      kubeletVersion: 'v1.36.3-eks-7a1b2c3',
      runtimeVersion: 'containerd://2.1.5',
    },
  };
}

/** Amazon EKS: three t3.medium in three zones of a VPC; the control plane is Amazon's. */
export const eks: Profile = {
  name: 'eks',
  hosts: [
    { name: 'bastion', ip: '192.168.10.4', role: 'base', cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB, subnet: '192.168.0.0/19' },
    {
      name: '9f86d081884c7d659a2feaa0c55ad015.gr7.us-east-1.eks.amazonaws.com',
      ip: '192.168.127.20',
      role: 'managed',
      cpus: 2,
      memoryBytes: 4 * GIB,
      diskBytes: 20 * GIB,
    },
    node('192.168.12.87', 0, 'i-0a3f51c2d9e8b7461'),
    node('192.168.44.203', 1, 'i-07c9e2b4a1f6d8350'),
    node('192.168.78.31', 2, 'i-0d1b8f3e6a5c9274e'),
  ],
  defaultHost: 'bastion',
  controlPlane: '9f86d081884c7d659a2feaa0c55ad015.gr7.us-east-1.eks.amazonaws.com',
  controlPlaneEndpoint: '9f86d081884c7d659a2feaa0c55ad015.gr7.us-east-1.eks.amazonaws.com:443',
  podCidr: '192.168.0.0/16',
  vpcCidr: '192.168.0.0/16',
  serviceCidr: '172.20.0.0/16',
  serviceIp: '172.20.0.1',
  dnsIp: '172.20.0.10',
  cni: 'aws-vpc',
  allocateNodeCidrs: false,
  managed: 'eks',
};
