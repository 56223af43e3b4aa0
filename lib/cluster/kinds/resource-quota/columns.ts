import type { KubeObject } from '@/lib/api/object';
import { usageText } from './usage';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Request', 'Request represents a minimum amount of cpu/memory that a container may consume.', (o) => usageText(o, 'requests')),
  text('Limit', 'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.', (o) =>
    usageText(o, 'limits'),
  ),
  ageColumn,
];
