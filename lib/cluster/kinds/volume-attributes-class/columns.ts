import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('DriverName', 'Name of the CSI driver This field is immutable.', (o) => o.driverName ?? ''),
  ageColumn,
];
