import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [nameColumn, ageColumn];
