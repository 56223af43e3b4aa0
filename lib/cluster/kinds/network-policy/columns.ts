import type { KubeObject } from '@/lib/api/object';

import { ageColumn, formatSelector, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Pod-Selector', 'podSelector selects the pods to which this NetworkPolicy object applies.', (o) =>
    formatSelector(o.spec?.podSelector),
  ),
  ageColumn,
];
