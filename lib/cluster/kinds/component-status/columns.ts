import type { KubeObject } from '@/lib/api/object';
import { componentCondition } from './condition';
import { nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Status', 'Status of the component conditions', (o) => componentCondition(o).status),
  text('Message', 'Message of the component conditions', (o) => componentCondition(o).message),
  text('Error', 'Error of the component conditions', (o) => componentCondition(o).error),
];
