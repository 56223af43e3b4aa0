import type { Random } from '@/lib/sim/random';

const GIB = 1024 ** 3;

/** A CSI driver and what its storage can do. Plain rules; which of them runs in a cluster, its containers decide. */
export interface CsiDriver {
  readonly name: string;
  /** Disks are attached to a node (VolumeAttachment) before they are mounted. */
  readonly attachable: boolean;
  /** Nodes that may have a volume mounted at a time are many (ReadWriteMany). */
  readonly shared: boolean;
  /** The label of nodes that a volume stays with; absent when every node reaches every volume. */
  readonly topologyKey?: string;
  readonly expandable: boolean;
  readonly snapshots: boolean;
  readonly block: boolean;
  readonly fsType: string;
  /** Volumes that one node takes (CSINode allocatable); absent: no limit. */
  readonly limit?: number;
  /** Sizes are rounded up to this many bytes. */
  readonly roundBytes: number;
  readonly fsGroupPolicy: 'File' | 'None' | 'ReadWriteOnceWithFSType';
  /** Says why parameters of a class are refused: `Invalid parameter key foo for CreateVolume`. */
  readonly refuses?: (parameters: Readonly<Record<string, string>>) => string | undefined;
  handle(random: Random): string;
  snapshotHandle(random: Random): string;
  /** As `mount` and `lsblk` show the n-th disk of a node. */
  device(n: number, handle: string): string;
  /** CSINode's nodeID of a node. */
  nodeId(node: string): string;
  /** The driver's error for a volume that its storage does not have. */
  missing(handle: string): string;
}

const HEX = '0123456789abcdef';
const uuid = (random: Random): string => [8, 4, 4, 4, 12].map((n) => random.text(n, HEX)).join('-');

/** What a name comes to as hexadecimal digits: ids of machines that must be the same each time. */
function digitsOf(name: string, count: number): string {
  let sum = 0x811c9dc5;
  let text = '';
  for (let i = 0; text.length < count; i++) {
    for (const c of `${name}${i}`) sum = Math.imul(sum ^ c.charCodeAt(0), 0x01000193) >>> 0;
    text += sum.toString(16).padStart(8, '0');
  }
  return text.slice(0, count);
}

const unknownKeys =
  (known: readonly string[], text: (key: string) => string) =>
  (parameters: Readonly<Record<string, string>>): string | undefined => {
    const key = Object.keys(parameters).find((name) => !name.startsWith('csi.storage.k8s.io/') && !known.includes(name.toLowerCase()));
    return key === undefined ? undefined : text(key);
  };

const EBS_TYPES = ['gp2', 'gp3', 'io1', 'io2', 'sc1', 'st1', 'standard', 'sbp1', 'sbg1'];
const ebsUnknown = unknownKeys(
  [
    'type',
    'iopspergb',
    'allowautoiopspergbincrease',
    'iops',
    'throughput',
    'encrypted',
    'kmskeyid',
    'fstype',
    'blocksize',
    'tagspecification_1',
    'tagspecification_2',
  ],
  (key) => `rpc error: code = InvalidArgument desc = Invalid parameter key ${key} for CreateVolume`,
);

export const ebs: CsiDriver = {
  name: 'ebs.csi.aws.com',
  attachable: true,
  shared: false,
  topologyKey: 'topology.kubernetes.io/zone',
  expandable: true,
  snapshots: true,
  block: true,
  fsType: 'ext4',
  limit: 25,
  roundBytes: GIB,
  fsGroupPolicy: 'File',
  refuses: (parameters) =>
    ebsUnknown(parameters) ??
    (parameters.type !== undefined && !EBS_TYPES.includes(parameters.type)
      ? `rpc error: code = InvalidArgument desc = invalid AWS VolumeType "${parameters.type}"`
      : undefined),
  handle: (random) => `vol-0${random.text(16, HEX)}`,
  snapshotHandle: (random) => `snap-0${random.text(16, HEX)}`,
  device: (n) => `/dev/nvme${n + 1}n1`,
  nodeId: (node) => `i-0${digitsOf(node, 16)}`,
  missing: (handle) =>
    `rpc error: code = NotFound desc = Volume "${handle}" not found: InvalidVolume.NotFound: The volume '${handle}' does not exist.`,
};

export const gcePd: CsiDriver = {
  name: 'pd.csi.storage.gke.io',
  attachable: true,
  shared: false,
  topologyKey: 'topology.gke.io/zone',
  expandable: true,
  snapshots: true,
  block: true,
  fsType: 'ext4',
  limit: 127,
  roundBytes: GIB,
  fsGroupPolicy: 'ReadWriteOnceWithFSType',
  handle: (random) => `projects/nekala/zones/us-central1-a/disks/pvc-${uuid(random)}`,
  snapshotHandle: (random) => `projects/nekala/global/snapshots/snapshot-${uuid(random)}`,
  device: (n) => `/dev/sd${String.fromCharCode(98 + n)}`,
  nodeId: (node) => `projects/nekala/zones/us-central1-a/instances/${node}`,
  missing: (handle) =>
    `rpc error: code = NotFound desc = Could not find disk ${handle}: googleapi: Error 404: The resource '${handle}' was not found, notFound`,
};

export const azureDisk: CsiDriver = {
  name: 'disk.csi.azure.com',
  attachable: true,
  shared: false,
  topologyKey: 'topology.disk.csi.azure.com/zone',
  expandable: true,
  snapshots: true,
  block: true,
  fsType: 'ext4',
  limit: 8,
  roundBytes: GIB,
  fsGroupPolicy: 'File',
  handle: (random) => `/subscriptions/${uuid(random)}/resourceGroups/mc_nekala/providers/Microsoft.Compute/disks/pvc-${uuid(random)}`,
  snapshotHandle: (random) =>
    `/subscriptions/${uuid(random)}/resourceGroups/mc_nekala/providers/Microsoft.Compute/snapshots/snapshot-${uuid(random)}`,
  device: (n) => `/dev/sd${String.fromCharCode(99 + n)}`,
  nodeId: (node) => node,
  missing: (handle) =>
    `rpc error: code = NotFound desc = Volume not found, failed with error: ResourceNotFound: The Resource '${handle.split('/').slice(-2).join('/')}' was not found`,
};

export const azureFile: CsiDriver = {
  name: 'file.csi.azure.com',
  attachable: false,
  shared: true,
  expandable: true,
  snapshots: true,
  block: false,
  fsType: 'cifs',
  roundBytes: GIB,
  fsGroupPolicy: 'ReadWriteOnceWithFSType',
  handle: (random) => `mc_nekala#f${random.text(22, HEX)}#pvc-${uuid(random)}###default`,
  snapshotHandle: (random) => `mc_nekala#snapshot-${uuid(random)}`,
  device: (_n, handle) => `//${handle.split('#')[1] ?? 'account'}.file.core.windows.net/${handle.split('#')[2] ?? 'share'}`,
  nodeId: (node) => node,
  missing: (handle) => `rpc error: code = NotFound desc = the requested volume(${handle}) does not exist.`,
};

export const cephRbd: CsiDriver = {
  name: 'rook-ceph.rbd.csi.ceph.com',
  attachable: true,
  shared: false,
  expandable: true,
  snapshots: true,
  block: true,
  fsType: 'ext4',
  roundBytes: 1024 ** 2,
  fsGroupPolicy: 'File',
  refuses: (parameters) =>
    ['clusterID', 'pool'].flatMap((key) =>
      parameters[key]
        ? []
        : [
            `rpc error: code = InvalidArgument desc = missing or empty ${key === 'pool' ? 'pool name to provision volume' : 'cluster ID to provision volume from'}`,
          ],
    )[0],
  handle: (random) => `0001-0009-rook-ceph-0000000000000002-${uuid(random)}`,
  snapshotHandle: (random) => `0001-0009-rook-ceph-0000000000000002-${uuid(random)}`,
  device: (n) => `/dev/rbd${n}`,
  nodeId: (node) => node,
  missing: (handle) => `rpc error: code = NotFound desc = image not found: RBD image not found for ${handle}`,
};

export const cephFs: CsiDriver = {
  ...cephRbd,
  name: 'rook-ceph.cephfs.csi.ceph.com',
  shared: true,
  block: false,
  fsType: 'ceph',
  refuses: (parameters) =>
    ['clusterID', 'fsName'].flatMap((key) =>
      parameters[key]
        ? []
        : [`rpc error: code = InvalidArgument desc = missing required field ${key === 'fsName' ? 'fsName' : 'clusterID'}`],
    )[0],
  handle: (random) => `0001-0009-rook-ceph-0000000000000001-${uuid(random)}`,
  snapshotHandle: (random) => `0001-0009-rook-ceph-0000000000000001-${uuid(random)}`,
  device: (_n, handle) => `10.106.98.179:6789:/volumes/csi/csi-vol-${handle.slice(-36)}`,
  missing: (handle) => `rpc error: code = NotFound desc = volume ${handle} not found`,
};

/** kubernetes-csi/csi-driver-host-path: the driver that tutorials of snapshots and clones use; its volumes are of one node. */
export const hostPathCsi: CsiDriver = {
  ...ebs,
  name: 'hostpath.csi.k8s.io',
  topologyKey: 'topology.hostpath.csi/node',
  roundBytes: 1,
  limit: undefined,
  refuses: undefined,
  handle: uuid,
  snapshotHandle: uuid,
  device: () => '/dev/vda1',
  nodeId: (node) => node,
  missing: (handle) => `rpc error: code = NotFound desc = volume id ${handle} does not exist in the volumes list`,
};

export const nfsCsi: CsiDriver = {
  ...cephFs,
  name: 'nfs.csi.k8s.io',
  attachable: false,
  expandable: true,
  snapshots: true,
  fsType: 'nfs4',
  roundBytes: 1,
  refuses: (parameters) =>
    unknownKeys(
      ['server', 'share', 'subdir', 'mountpermissions', 'ondelete'],
      (key) => `rpc error: code = InvalidArgument desc = invalid parameter "${key}" in storage class`,
    )(parameters) ?? (parameters.server ? undefined : 'rpc error: code = InvalidArgument desc = server is a required parameter'),
};

/** Drivers by name. */
export const drivers: ReadonlyMap<string, CsiDriver> = new Map(
  [ebs, gcePd, azureDisk, azureFile, cephRbd, cephFs, hostPathCsi, nfsCsi].map((driver) => [driver.name, driver]),
);

/** Zone of nodes that say none. */
export const DEFAULT_ZONE = 'us-east-1a';

interface Labelled {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** The value of a driver's topology key on a node; '' for a driver whose volumes are everywhere. */
export function zoneOf({ topologyKey }: CsiDriver, { metadata: { name, labels = {} } }: Labelled): string {
  if (!topologyKey) return '';
  return labels[topologyKey] ?? (topologyKey.endsWith('/node') ? name : (labels['topology.kubernetes.io/zone'] ?? DEFAULT_ZONE));
}
