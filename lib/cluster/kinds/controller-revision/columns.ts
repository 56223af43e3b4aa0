import type { KubeObject } from '@/lib/api/object';
import { controllerText } from '../owner';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Controller', 'Controller of the object', (o) => controllerText(o)),
  text('Revision', 'Revision indicates the revision of the state represented by Data.', (o) => o.revision ?? 0),
  ageColumn,
];
