import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Status', 'The status of the namespace', (o) => o.status?.phase ?? ''),
  ageColumn,
];
