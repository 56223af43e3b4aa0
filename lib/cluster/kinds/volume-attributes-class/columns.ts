import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('DriverName', 'driverName is the name of the CSI driver.', (o) => o.driverName ?? ''),
  ageColumn,
];
