import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'Handler',
    'handler specifies the underlying runtime and configuration that the CRI implementation will use to handle pods of this class.',
    (o) => o.handler ?? '',
  ),
  ageColumn,
];
