import type { KubeObject } from '@/lib/api/object';

import { nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'StorageClassName',
    'storageClassName represents the name of the StorageClass that the reported capacity applies to.',
    (o) => o.storageClassName ?? '',
  ),
  text('Capacity', 'capacity is the value reported by the CSI driver in its GetCapacityResponse.', (o) => o.capacity ?? '<unset>'),
];
