/** A volume as its CSI driver knows it. */
export interface CsiSource {
  readonly driver: string;
  readonly handle: string;
  readonly fsType?: string;
  readonly readOnly: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

/* eslint-disable @typescript-eslint/no-explicit-any -- sources of any kind, read by those who know them */

/** In-tree sources that CSI drivers took over: driver, and where the handle is. Models csi-translation-lib. */
const MIGRATED: Readonly<Record<string, readonly [driver: string, handle: (source: any) => string]>> = {
  awsElasticBlockStore: ['ebs.csi.aws.com', (s) => String(s.volumeID).replace(/^aws:\/\/[^/]*\//, '')],
  gcePersistentDisk: ['pd.csi.storage.gke.io', (s) => `projects/UNSPECIFIED/zones/UNSPECIFIED/disks/${s.pdName}`],
  azureDisk: ['disk.csi.azure.com', (s) => s.diskURI],
  azureFile: ['file.csi.azure.com', (s) => `#${s.secretName}#${s.shareName}#`],
  cinder: ['cinder.csi.openstack.org', (s) => s.volumeID],
  vsphereVolume: ['csi.vsphere.vmware.com', (s) => s.volumePath],
};

/** The CSI side of a volume's source (of a PersistentVolume's spec or a pod's volume); undefined for other plugins. */
export function csiSourceOf(spec: any): CsiSource | undefined {
  if (spec?.csi?.volumeHandle !== undefined) {
    const { driver, volumeHandle, fsType, readOnly, volumeAttributes } = spec.csi;
    return { driver, handle: volumeHandle, ...(fsType ? { fsType } : {}), readOnly: Boolean(readOnly), attributes: volumeAttributes ?? {} };
  }
  for (const [field, [driver, handle]] of Object.entries(MIGRATED)) {
    const source = spec?.[field];
    if (source)
      return {
        driver,
        handle: handle(source),
        ...(source.fsType ? { fsType: source.fsType } : {}),
        readOnly: Boolean(source.readOnly),
        attributes: {},
      };
  }
  return undefined;
}

/** `driver/handle`: the disk's id. */
export const diskId = ({ driver, handle }: Pick<CsiSource, 'driver' | 'handle'>): string => `${driver}/${handle}`;
