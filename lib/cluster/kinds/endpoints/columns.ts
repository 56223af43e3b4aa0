import type { KubeObject } from '@/lib/api/object';
import { formatEndpoints } from './format';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Endpoints', 'The set of all endpoints is the union of all subsets.', (o) => formatEndpoints(o, 3)),
  ageColumn,
];
