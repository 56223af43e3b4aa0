import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'Attacher',
    'attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().',
    (o) => o.spec?.attacher ?? '',
  ),
  text(
    'PV',
    'persistentVolumeName represents the name of the persistent volume to attach.',
    (o) => o.spec?.source?.persistentVolumeName ?? '',
  ),
  text('Node', 'nodeName represents the node that the volume should be attached to.', (o) => o.spec?.nodeName ?? ''),
  {
    ...text(
      'Attached',
      'attached indicates the volume is successfully attached. This field must only be set by the entity completing the attach operation, i.e. the external-attacher.',
      (o) => o.status?.attached ?? false,
    ),
    type: 'boolean',
  },
  ageColumn,
];
