import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('CIDRs', 'CIDRs defines the IP blocks in CIDR notation from which to assign service cluster IPs.', (o) =>
    (o.spec?.cidrs ?? []).join(','),
  ),
  ageColumn,
];
