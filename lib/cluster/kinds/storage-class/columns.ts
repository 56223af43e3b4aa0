import type { KubeObject } from '@/lib/api/object';
import { isDefault } from './default-class';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  { ...nameColumn, cell: (o: KubeObject) => (isDefault(o) ? `${o.metadata.name} (default)` : o.metadata.name) },
  text('Provisioner', 'provisioner indicates the type of the provisioner.', (o) => o.provisioner ?? ''),
  text(
    'ReclaimPolicy',
    'reclaimPolicy controls the reclaimPolicy for dynamically provisioned PersistentVolumes of this storage class. Defaults to Delete.',
    (o) => o.reclaimPolicy ?? 'Delete',
  ),
  text(
    'VolumeBindingMode',
    'volumeBindingMode indicates how PersistentVolumeClaims should be provisioned and bound.  When unset, VolumeBindingImmediate is used. This field is only honored by servers that enable the VolumeScheduling feature.',
    (o) => o.volumeBindingMode ?? 'Immediate',
  ),
  {
    ...text(
      'AllowVolumeExpansion',
      'allowVolumeExpansion shows whether the storage class allow volume expand.',
      (o) => o.allowVolumeExpansion ?? false,
    ),
    type: 'string',
  },
  ageColumn,
];
