import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer(
    'Drivers',
    'drivers is a list of information of all CSI Drivers existing on a node. If all drivers in the list are uninstalled, this can become empty.',
    (o) => o.spec?.drivers?.length ?? 0,
  ),
  ageColumn,
];
