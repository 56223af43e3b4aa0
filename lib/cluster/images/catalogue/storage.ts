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

/** Provisioners, CSI drivers and NFS servers. */
export const STORAGE_IMAGES: readonly Image[] = [
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
  server('docker.io/itsthenetwork/nfs-server-alpine', 'nfs-alpine-entrypoint', { tags: onlyTags('12 11 latest') }),
  server('registry.k8s.io/volume-nfs', 'volume-nfs-entrypoint', {
    also: ['gcr.io/google_containers/volume-nfs', 'registry.k8s.io/e2e-test-images/volume/nfs'],
    tags: onlyTags('0.8 1.4 1.3', { noLatest: true }),
  }),
];
