import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Node', 'NodeName identifies the node which provides the resources in this pool.', (o) => o.spec?.nodeName ?? '<none>'),
  text('Driver', 'Driver identifies the DRA driver providing the capacity information.', (o) => o.spec?.driver ?? ''),
  text('Pool', 'Pool describes the pool that this ResourceSlice belongs to.', (o) => o.spec?.pool?.name ?? ''),
  ageColumn,
];
