import type { KubeObject } from '@/lib/api/object';
import { accessModesText, storageClassOf } from '../volume/format';
import { ageColumn, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Capacity', 'capacity is the description of the persistent volume resources and capacity.', (o) => o.spec?.capacity?.storage ?? '0'),
  text('Access Modes', 'accessModes contains all ways the volume can be mounted.', (o) => accessModesText(o.spec?.accessModes)),
  text(
    'Reclaim Policy',
    'persistentVolumeReclaimPolicy defines what happens to a persistent volume when released from its claim.',
    (o) => o.spec?.persistentVolumeReclaimPolicy ?? '',
  ),
  text('Status', 'status represents the current information/status for the persistent volume.', (o) =>
    o.metadata.deletionTimestamp ? 'Terminating' : (o.status?.phase ?? ''),
  ),
  text('Claim', 'claimRef is part of a bi-directional binding between PersistentVolume and PersistentVolumeClaim.', (o) =>
    o.spec?.claimRef ? `${o.spec.claimRef.namespace ?? ''}/${o.spec.claimRef.name ?? ''}` : '',
  ),
  text('StorageClass', 'StorageClass of the pv', (o) => storageClassOf(o)),
  text('VolumeAttributesClass', 'VolumeAttributesClass of the pv', (o) => o.spec?.volumeAttributesClassName || '<unset>'),
  text(
    'Reason',
    'reason is a brief CamelCase string that describes any failure and is meant for machine parsing and tidy display in the CLI.',
    (o) => o.status?.reason ?? '',
  ),
  ageColumn,
  wide(
    'VolumeMode',
    'volumeMode defines if a volume is intended to be used with a formatted filesystem or to remain in raw block state.',
    (o) => o.spec?.volumeMode ?? '<unset>',
  ),
];
