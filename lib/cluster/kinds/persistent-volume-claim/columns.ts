import type { KubeObject } from '@/lib/api/object';
import { accessModesText, storageClassOf } from '../volume/format';
import { ageColumn, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Status', 'phase represents the current phase of PersistentVolumeClaim.', (o) =>
    o.metadata.deletionTimestamp ? 'Terminating' : (o.status?.phase ?? ''),
  ),
  text('Volume', 'volumeName is the binding reference to the PersistentVolume backing this claim.', (o) => o.spec?.volumeName ?? ''),
  text('Capacity', 'capacity represents the actual resources of the underlying volume.', (o) =>
    o.spec?.volumeName ? (o.status?.capacity?.storage ?? '0') : '',
  ),
  text(
    'Access Modes',
    'accessModes contains the actual access modes the volume backing the PVC has. More info: https://kubernetes.io/docs/concepts/storage/persistent-volumes#access-modes-1',
    (o) => (o.spec?.volumeName ? accessModesText(o.status?.accessModes) : ''),
  ),
  text('StorageClass', 'StorageClass of the pvc', (o) => storageClassOf(o)),
  text('VolumeAttributesClass', 'VolumeAttributesClass of the pvc', (o) => o.spec?.volumeAttributesClassName || '<unset>'),
  ageColumn,
  wide(
    'VolumeMode',
    'volumeMode defines what type of volume is required by the claim. Value of Filesystem is implied when not included in claim spec.',
    (o) => o.spec?.volumeMode ?? '<unset>',
  ),
];
