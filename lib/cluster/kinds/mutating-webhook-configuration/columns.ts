import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer('Webhooks', 'webhooks is a list of webhooks and the affected resources and operations.', (o) => o.webhooks?.length ?? 0),
  ageColumn,
];
