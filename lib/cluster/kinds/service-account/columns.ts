import type { KubeObject } from '@/lib/api/object';
import { ageColumn, nameColumn } from '../columns';
import type { Column } from '../kind';

/** Since v1.36 without the number of secrets. */
export const columns: readonly Column<KubeObject>[] = [nameColumn, ageColumn];
