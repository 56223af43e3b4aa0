import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer(
    'Secrets',
    'Secrets is a list of the secrets in the same namespace that pods running using this ServiceAccount are allowed to use.',
    (o) => o.secrets?.length ?? 0,
  ),
  ageColumn,
];
