import type { KubeObject } from '@/lib/api/object';
import { claimState } from './state';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('State', 'A summary of the current state (allocated, pending, reserved, etc.).', (o) => claimState(o)),
  ageColumn,
];
