import type { Profile } from './profile';

type Class = readonly [name: string, provisioner: string, parameters: Readonly<Record<string, string>>, isDefault?: boolean];

const AZURE_DISK = 'disk.csi.azure.com';
const AZURE_FILE = 'file.csi.azure.com';
const GCE_PD = 'pd.csi.storage.gke.io';

/** The classes that each cloud's clusters are made with. */
const classes: Readonly<Record<'eks' | 'aks' | 'gke', readonly Class[]>> = {
  eks: [['gp2', 'kubernetes.io/aws-ebs', { fsType: 'ext4', type: 'gp2' }]],
  aks: [
    ['default', AZURE_DISK, { skuname: 'StandardSSD_LRS' }, true],
    ['managed', AZURE_DISK, { skuname: 'StandardSSD_LRS' }],
    ['managed-csi', AZURE_DISK, { skuname: 'StandardSSD_LRS' }],
    ['managed-csi-premium', AZURE_DISK, { skuname: 'Premium_LRS' }],
    ['managed-premium', AZURE_DISK, { skuname: 'Premium_LRS' }],
    ['azurefile', AZURE_FILE, { skuName: 'Standard_LRS' }],
    ['azurefile-csi', AZURE_FILE, { skuName: 'Standard_LRS' }],
    ['azurefile-csi-premium', AZURE_FILE, { skuName: 'Premium_LRS' }],
  ],
  gke: [
    ['standard-rwo', GCE_PD, { type: 'pd-balanced' }, true],
    ['premium-rwo', GCE_PD, { type: 'pd-ssd' }],
    ['standard', 'kubernetes.io/gce-pd', { type: 'pd-standard' }],
  ],
};

/** The storage classes of a cloud's cluster; their drivers are addons/csi's. */
export function storageClasses({ managed }: Profile): readonly object[] {
  if (!managed) return [];
  return classes[managed].map(([name, provisioner, parameters, isDefault]) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, ...(isDefault ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {}) },
    provisioner,
    parameters,
    reclaimPolicy: 'Delete',
    volumeBindingMode: provisioner === AZURE_FILE || name === 'standard' ? 'Immediate' : 'WaitForFirstConsumer',
    ...(provisioner === AZURE_FILE ? { mountOptions: ['mfsymlinks', 'actimeo=30', 'nosharesock'] } : {}),
    ...(managed === 'eks' ? {} : { allowVolumeExpansion: true }),
  }));
}
