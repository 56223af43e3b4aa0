import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Type', 'Used to facilitate programmatic handling of secret data.', (o) => o.type ?? ''),
  integer('Data', 'Data contains the secret data.', (o) => Object.keys(o.data ?? {}).length),
  ageColumn,
];
