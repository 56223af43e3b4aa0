import type { KubeObject } from '@/lib/api/object';
import { parentText } from './parent';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'ParentRef',
    'ParentRef references the resource that an IPAddress is attached to. An IPAddress must reference a parent object.',
    (o) => parentText(o),
  ),
  { ...ageColumn, undeclared: true },
];
