import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  { ...text('Created At', ageColumn.description, (o) => o.metadata.creationTimestamp ?? '<unknown>'), type: 'date' },
];
