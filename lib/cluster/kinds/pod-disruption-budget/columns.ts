import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Min Available', 'The minimum number of pods that must be available.', (o) => String(o.spec?.minAvailable ?? 'N/A')),
  text('Max Unavailable', 'The maximum number of pods that may be unavailable.', (o) => String(o.spec?.maxUnavailable ?? 'N/A')),
  integer('Allowed Disruptions', 'Calculated number of pods that may be disrupted at this time.', (o) => o.status?.disruptionsAllowed ?? 0),
  ageColumn,
];
