import type { Profile, ProfileHost } from './profile';

const GIB = 1024 ** 3;
const TYPE = 'Standard_D2s_v5';
const SUBSCRIPTION = '8d0f5a3c-2b7e-4c19-9a64-1e5d7f0b3c82';
const GROUP = 'MC_learn_nekala_eastus';
const SERVER = 'nekala-dns-4k2j7p9x.hcp.eastus.azmk8s.io';
const SCALE_SET = 'aks-nodepool1-31245768-vmss';

const node = (n: number): ProfileHost => ({
  name: `${SCALE_SET}00000${n}`,
  ip: `10.224.0.${4 + n}`,
  role: 'worker',
  cpus: 2,
  memoryBytes: 8 * GIB,
  diskBytes: 128 * GIB,
  pods: 250,
  podBlock: `10.244.${n}.0/24`,
  instanceType: TYPE,
  subnet: '10.224.0.0/16',
  providerId: `azure:///subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP.toLowerCase()}/providers/Microsoft.Compute/virtualMachineScaleSets/${SCALE_SET}/virtualMachines/${n}`,
  labels: {
    agentpool: 'nodepool1',
    'beta.kubernetes.io/instance-type': TYPE,
    'failure-domain.beta.kubernetes.io/region': 'eastus',
    'failure-domain.beta.kubernetes.io/zone': `eastus-${n + 1}`,
    'kubernetes.azure.com/agentpool': 'nodepool1',
    'kubernetes.azure.com/cluster': GROUP,
    'kubernetes.azure.com/mode': 'system',
    'kubernetes.azure.com/os-sku': 'Ubuntu',
    'kubernetes.azure.com/role': 'agent',
    'node.kubernetes.io/instance-type': TYPE,
    'topology.disk.csi.azure.com/zone': `eastus-${n + 1}`,
    'topology.kubernetes.io/region': 'eastus',
    'topology.kubernetes.io/zone': `eastus-${n + 1}`,
  },
  system: { osImage: 'Ubuntu 22.04.5 LTS', kernelVersion: '5.15.0-1102-azure', runtimeVersion: 'containerd://1.7.30-1' },
});

/** Azure Kubernetes Service: three machines of a scale set, Azure CNI overlay with Azure Network Policy Manager. */
export const aks: Profile = {
  name: 'aks',
  hosts: [
    { name: 'bastion', ip: '10.224.255.10', role: 'base', cpus: 1, memoryBytes: GIB, diskBytes: 10 * GIB, subnet: '10.224.0.0/16' },
    { name: SERVER, ip: '20.121.94.36', role: 'managed', cpus: 2, memoryBytes: 4 * GIB, diskBytes: 20 * GIB },
    node(0),
    node(1),
    node(2),
  ],
  defaultHost: 'bastion',
  controlPlane: SERVER,
  controlPlaneEndpoint: `${SERVER}:443`,
  podCidr: '10.244.0.0/16',
  vpcCidr: '10.224.0.0/12',
  serviceCidr: '10.0.0.0/16',
  serviceIp: '10.0.0.1',
  dnsIp: '10.0.0.10',
  cni: 'azure',
  managed: 'aks',
};
