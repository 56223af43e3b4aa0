import { executable, type Image } from '../image';
import { onlyTags, tags } from '../tags';

/** A storage driver: its binary is the program of its operator. */
const driver = (repository: string, binary: string, program: string, versions: string, rest: Partial<Image> = {}): Image => ({
  repository,
  tags: tags(versions, { prefix: 'v', noLatest: true }),
  base: 'debian',
  entrypoint: [binary],
  files: [executable(binary, program)],
  megabytes: 40,
  ...rest,
});

const server = (repository: string, entrypoint: string, rest: Partial<Image>): Image => ({
  repository,
  tags: tags('1.0.0'),
  base: 'alpine',
  entrypoint: ['/usr/bin/nfsd.sh'],
  files: [executable('/usr/bin/nfsd.sh', entrypoint)],
  tools: ['exportfs', 'showmount'],
  ports: ['2049/tcp'],
  megabytes: 25,
  ...rest,
});

/** A container that asks a driver on behalf of the cluster: addons/csi acts while it runs. */
const sidecar = (name: string, versions: string): Image =>
  driver(`registry.k8s.io/sig-storage/${name}`, `/${name}`, 'csi-sidecar', versions, { base: 'distroless', megabytes: 25 });

/** Provisioners, CSI drivers and NFS servers. */
export const STORAGE_IMAGES: readonly Image[] = [
  sidecar('csi-provisioner', '3.6.4 4.0.1 5.0.2 5.2.0 5.3.0'),
  sidecar('csi-attacher', '4.5.1 4.6.1 4.8.1 4.9.0'),
  sidecar('csi-resizer', '1.9.4 1.11.2 1.13.2 1.14.0'),
  sidecar('csi-snapshotter', '6.3.4 7.0.2 8.2.1 8.3.0'),
  sidecar('csi-node-driver-registrar', '2.10.1 2.12.0 2.13.0 2.14.0'),
  sidecar('livenessprobe', '2.12.0 2.14.0 2.15.0 2.16.0'),
  driver('registry.k8s.io/sig-storage/snapshot-controller', '/snapshot-controller', 'snapshot-controller', '6.3.4 7.0.2 8.2.1 8.3.0'),
  driver('registry.k8s.io/sig-storage/hostpathplugin', '/hostpathplugin', 'hostpath.csi.k8s.io', '1.11.0 1.14.1 1.16.1 1.17.0'),
  driver('registry.k8s.io/sig-storage/nfsplugin', '/nfsplugin', 'nfs.csi.k8s.io', '4.9.0 4.11.0 4.12.1'),
  driver(
    'registry.k8s.io/sig-storage/nfs-subdir-external-provisioner',
    '/nfs-subdir-external-provisioner',
    'nfs-subdir-external-provisioner',
    '4.0.2 4.0.18',
  ),
  driver('public.ecr.aws/ebs-csi-driver/aws-ebs-csi-driver', '/bin/aws-ebs-csi-driver', 'ebs.csi.aws.com', '1.44.0 1.48.0 1.50.1'),
  driver(
    'registry.k8s.io/cloud-provider-gcp/gcp-compute-persistent-disk-csi-driver',
    '/gce-pd-csi-driver',
    'pd.csi.storage.gke.io',
    '1.17.0 1.20.0',
  ),
  driver('mcr.microsoft.com/oss/v2/kubernetes-csi/azuredisk-csi', '/azurediskplugin', 'disk.csi.azure.com', '1.31.5 1.33.5'),
  driver('mcr.microsoft.com/oss/v2/kubernetes-csi/azurefile-csi', '/azurefileplugin', 'file.csi.azure.com', '1.31.5 1.34.1'),
  driver('quay.io/cephcsi/cephcsi', '/usr/local/bin/cephcsi', 'cephcsi', '3.14.2 3.15.0'),
  {
    repository: 'registry.k8s.io/build-image/debian-base',
    tags: onlyTags('bookworm-v1.0.7 bookworm-v1.0.4 bullseye-v1.4.3', { noLatest: true }),
    base: 'debian',
    cmd: ['/bin/sh'],
    megabytes: 25,
  },
  server('docker.io/itsthenetwork/nfs-server-alpine', 'nfs-alpine-entrypoint', { tags: onlyTags('12 11 latest') }),
  server('registry.k8s.io/volume-nfs', 'volume-nfs-entrypoint', {
    also: ['gcr.io/google_containers/volume-nfs', 'registry.k8s.io/e2e-test-images/volume/nfs'],
    tags: onlyTags('0.8 1.4 1.3', { noLatest: true }),
  }),
];
