import type { KubeObject } from '@/lib/api/object';
import { azureDisk, azureFile, cephFs, cephRbd, ebs, gcePd, hostPathCsi, nfsCsi } from '../../storage/drivers';
import type { Addon } from '../addon';
import { csiOperator } from './driver-operator';
import { controllerOf, driverOf, nodesOfDriver, objectsOf, rightsOf, type Deployed } from './manifest';

const PERSISTENT = ['Persistent'];
const RAW = 'https://raw.githubusercontent.com';

const kubeSystem = (
  driver: Deployed['driver'],
  stem: string,
  image: string,
  container: string,
  rest: Partial<Deployed> = {},
): Deployed => ({
  driver,
  namespace: 'kube-system',
  controller: `${stem}-controller`,
  node: `${stem}-node`,
  controllerAccount: `${stem}-controller-sa`,
  nodeAccount: `${stem}-node-sa`,
  replicas: 2,
  image,
  container,
  controllerArgs: ['--endpoint=$(CSI_ENDPOINT)', '--v=5'],
  nodeArgs: ['--endpoint=$(CSI_ENDPOINT)', '--nodeid=$(NODE_ID)', '--v=5'],
  modes: PERSISTENT,
  ...rest,
});

const EBS = kubeSystem(ebs, 'ebs-csi', 'public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver:v1.50.1', 'ebs-plugin', {
  controllerArgs: ['controller', '--endpoint=$(CSI_ENDPOINT)', '--logging-format=text', '--v=2'],
  nodeArgs: ['node', '--endpoint=$(CSI_ENDPOINT)', '--logging-format=text', '--v=2'],
});
const PD = {
  ...kubeSystem(gcePd, 'csi-gce-pd', 'registry.k8s.io/cloud-provider-gcp/gcp-compute-persistent-disk-csi-driver:v1.20.0', 'gce-pd-driver'),
  namespace: 'gce-pd-csi-driver',
  replicas: 1,
};
const AZURE_DISK = kubeSystem(azureDisk, 'csi-azuredisk', 'mcr.microsoft.com/oss/v2/kubernetes-csi/azuredisk-csi:v1.33.5', 'azuredisk');
const AZURE_FILE = kubeSystem(azureFile, 'csi-azurefile', 'mcr.microsoft.com/oss/v2/kubernetes-csi/azurefile-csi:v1.34.1', 'azurefile', {
  modes: ['Persistent', 'Ephemeral'],
});
const NFS = kubeSystem(nfsCsi, 'csi-nfs', 'registry.k8s.io/sig-storage/nfsplugin:v4.12.1', 'nfs', {
  replicas: 1,
  socket: 'csi-nfsplugin',
  hostNetwork: true,
  controllerArgs: ['-v=5', '--nodeid=$(NODE_ID)', '--endpoint=$(CSI_ENDPOINT)'],
  nodeArgs: ['-v=5', '--nodeid=$(NODE_ID)', '--endpoint=$(CSI_ENDPOINT)'],
});
const HOST_PATH: Deployed = {
  ...kubeSystem(hostPathCsi, 'csi-hostpath', 'registry.k8s.io/sig-storage/hostpathplugin:v1.17.0', 'hostpath'),
  namespace: 'default',
  controller: 'csi-hostpathplugin',
  node: 'csi-hostpath-node',
  replicas: 1,
  socket: 'csi-hostpath',
  modes: ['Persistent', 'Ephemeral'],
};
const rook = (driver: Deployed['driver'], type: 'rbd' | 'cephfs'): Deployed => ({
  ...kubeSystem(driver, `csi-${type}plugin`, 'quay.io/cephcsi/cephcsi:v3.15.0', `csi-${type}plugin`),
  namespace: 'rook-ceph',
  controller: `csi-${type}plugin-provisioner`,
  node: `csi-${type}plugin`,
  controllerAccount: `rook-csi-${type}-provisioner-sa`,
  nodeAccount: `rook-csi-${type}-plugin-sa`,
  controllerArgs: [
    `--type=${type}`,
    `--drivername=${driver.name}`,
    '--controllerserver=true',
    '--nodeid=$(NODE_ID)',
    '--endpoint=$(CSI_ENDPOINT)',
  ],
  nodeArgs: [`--type=${type}`, `--drivername=${driver.name}`, '--nodeserver=true', '--nodeid=$(NODE_ID)', '--endpoint=$(CSI_ENDPOINT)'],
});
const RBD = rook(cephRbd, 'rbd');
const CEPH_FS = rook(cephFs, 'cephfs');

const namespace = (name: string): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const storageClass = (name: string, provisioner: string, rest: object): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner,
  reclaimPolicy: 'Delete',
  allowVolumeExpansion: true,
  ...rest,
});

const nfs = (file: string): readonly string[] => [
  `${RAW}/kubernetes-csi/csi-driver-nfs/{version}/deploy/{version}/${file}`,
  `${RAW}/kubernetes-csi/csi-driver-nfs/{version}/deploy/${file}`,
];
const NFS_CLASS = storageClass('nfs-csi', nfsCsi.name, {
  parameters: { server: 'nfs-server.default.svc.cluster.local', share: '/' },
  volumeBindingMode: 'Immediate',
  mountOptions: ['nfsvers=4.1'],
});

const CEPH_SECRETS = Object.fromEntries(
  ['provisioner', 'controller-expand', 'node-stage'].flatMap((use) => [
    [`csi.storage.k8s.io/${use}-secret-name`, `rook-csi-${use === 'node-stage' ? 'rbd-node' : 'rbd-provisioner'}`],
    [`csi.storage.k8s.io/${use}-secret-namespace`, 'rook-ceph'],
  ]),
);
const RBD_CLASS = storageClass('rook-ceph-block', cephRbd.name, {
  parameters: {
    clusterID: 'rook-ceph',
    pool: 'replicapool',
    imageFormat: '2',
    imageFeatures: 'layering',
    'csi.storage.k8s.io/fstype': 'ext4',
    ...CEPH_SECRETS,
  },
});
const CEPH_FS_CLASS = storageClass('rook-cephfs', cephFs.name, {
  parameters: { clusterID: 'rook-ceph', fsName: 'myfs', pool: 'myfs-replicated', ...CEPH_SECRETS },
});

/** The drivers that clouds' clusters come with; their classes are the profile's (profiles/storage-classes.ts). */
export const driversOfClouds: Readonly<Record<'eks' | 'aks' | 'gke', () => readonly KubeObject[]>> = {
  eks: () => objectsOf(EBS),
  aks: () => [...objectsOf(AZURE_DISK), ...objectsOf(AZURE_FILE)],
  gke: () => [namespace('gce-pd-csi-driver'), ...objectsOf(PD)],
};

const one = (path: string, objects: () => readonly KubeObject[]) => ({ urls: [`${RAW}/${path}`], objects });

/** CSI drivers, each with the manifests by which it is installed. */
export const csiAddons: readonly Addon[] = [
  {
    name: 'aws-ebs-csi-driver',
    manifests: [
      one('kubernetes-sigs/aws-ebs-csi-driver/{version}/deploy/kubernetes/install.yaml', () => objectsOf(EBS)),
      one('kubernetes-sigs/aws-ebs-csi-driver/{version}/examples/kubernetes/dynamic-provisioning/manifests/storageclass.yaml', () => [
        storageClass('ebs-sc', ebs.name, { volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: false }),
      ]),
    ],
    operators: [csiOperator(ebs)],
  },
  {
    name: 'gcp-compute-persistent-disk-csi-driver',
    manifests: [
      one('kubernetes-sigs/gcp-compute-persistent-disk-csi-driver/{version}/deploy/install.yaml', () => [
        namespace('gce-pd-csi-driver'),
        ...objectsOf(PD),
      ]),
    ],
    operators: [csiOperator(gcePd)],
  },
  {
    name: 'azuredisk-csi-driver',
    manifests: [one('kubernetes-sigs/azuredisk-csi-driver/{version}/deploy/install.yaml', () => objectsOf(AZURE_DISK))],
    operators: [csiOperator(azureDisk)],
  },
  {
    name: 'azurefile-csi-driver',
    manifests: [one('kubernetes-sigs/azurefile-csi-driver/{version}/deploy/install.yaml', () => objectsOf(AZURE_FILE))],
    operators: [csiOperator(azureFile)],
  },
  {
    name: 'csi-driver-nfs',
    manifests: [
      { urls: nfs('rbac-csi-nfs.yaml'), objects: () => rightsOf(NFS) },
      { urls: nfs('csi-nfs-driverinfo.yaml'), objects: () => [driverOf(NFS)] },
      { urls: nfs('csi-nfs-controller.yaml'), objects: () => [controllerOf(NFS)] },
      { urls: nfs('csi-nfs-node.yaml'), objects: () => [nodesOfDriver(NFS)] },
      { urls: nfs('storageclass.yaml'), objects: () => [NFS_CLASS] },
    ],
    operators: [csiOperator(nfsCsi)],
  },
  {
    name: 'csi-driver-host-path',
    manifests: [
      one('kubernetes-csi/csi-driver-host-path/{version}/deploy/install.yaml', () => objectsOf(HOST_PATH)),
      one('kubernetes-csi/csi-driver-host-path/{version}/examples/csi-storageclass.yaml', () => [
        storageClass('csi-hostpath-sc', hostPathCsi.name, { volumeBindingMode: 'Immediate' }),
      ]),
      one('kubernetes-csi/csi-driver-host-path/{version}/examples/csi-volumesnapshotclass.yaml', () => [
        {
          apiVersion: 'snapshot.storage.k8s.io/v1',
          kind: 'VolumeSnapshotClass',
          metadata: { name: 'csi-hostpath-snapclass' },
          driver: hostPathCsi.name,
          deletionPolicy: 'Delete',
        },
      ]),
    ],
    operators: [csiOperator(hostPathCsi)],
  },
  {
    name: 'rook-ceph',
    manifests: [
      one('rook/rook/{version}/deploy/examples/csi-drivers.yaml', () => [namespace('rook-ceph'), ...objectsOf(RBD), ...objectsOf(CEPH_FS)]),
      one('rook/rook/{version}/deploy/examples/csi/rbd/storageclass.yaml', () => [RBD_CLASS]),
      one('rook/rook/{version}/deploy/examples/csi/cephfs/storageclass.yaml', () => [CEPH_FS_CLASS]),
    ],
    operators: [csiOperator(cephRbd), csiOperator(cephFs)],
  },
];
