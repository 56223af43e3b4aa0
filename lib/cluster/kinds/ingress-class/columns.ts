import type { KubeObject } from '@/lib/api/object';
import { parametersText } from './format';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Controller', 'Controller that is responsible for handling this class', (o) => o.spec?.controller ?? ''),
  text('Parameters', 'A reference to a resource with additional parameters', (o) => parametersText(o)),
  ageColumn,
];
