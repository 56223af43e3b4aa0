import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer('Value', 'value represents the integer value of this priority class.', (o) => o.value ?? 0),
  {
    ...text(
      'Global-Default',
      'globalDefault specifies whether this PriorityClass should be considered as the default priority.',
      (o) => o.globalDefault ?? false,
    ),
    type: 'boolean',
  },
  ageColumn,
  text('PreemptionPolicy', 'preemptionPolicy is the Policy for preempting pods with lower priority.', (o) => o.preemptionPolicy ?? ''),
];
