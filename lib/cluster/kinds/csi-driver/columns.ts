import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  {
    ...text(
      'AttachRequired',
      'attachRequired indicates this CSI volume driver requires an attach operation.',
      (o) => o.spec?.attachRequired ?? true,
    ),
    type: 'boolean',
  },
  {
    ...text(
      'PodInfoOnMount',
      'podInfoOnMount indicates this CSI volume driver requires additional pod information.',
      (o) => o.spec?.podInfoOnMount ?? false,
    ),
    type: 'boolean',
  },
  {
    ...text(
      'StorageCapacity',
      'storageCapacity indicates that the CSI volume driver wants pod scheduling to consider the storage capacity.',
      (o) => o.spec?.storageCapacity ?? false,
    ),
    type: 'boolean',
  },
  text(
    'TokenRequests',
    "tokenRequests indicates the CSI driver needs pods' service account tokens it is mounting volume for.",
    (o) => (o.spec?.tokenRequests ?? []).map((t: { audience: string }) => t.audience).join(',') || '<unset>',
  ),
  {
    ...text(
      'RequiresRepublish',
      'requiresRepublish indicates the CSI driver wants NodePublishVolume being periodically called.',
      (o) => o.spec?.requiresRepublish ?? false,
    ),
    type: 'boolean',
  },
  text(
    'Modes',
    'volumeLifecycleModes defines what kind of volumes this CSI volume driver supports.',
    (o) => (o.spec?.volumeLifecycleModes ?? []).join(',') || '<none>',
  ),
  ageColumn,
];
