import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer(
    'Data',
    'Data contains the configuration data.',
    (o) => Object.keys(o.data ?? {}).length + Object.keys(o.binaryData ?? {}).length,
  ),
  ageColumn,
];
