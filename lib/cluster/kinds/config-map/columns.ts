import type { KubeObject } from '@/lib/api/object';

import { ageColumn, text, nameColumn } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'Data',
    "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
    (o) => Object.keys(o.data ?? {}).length + Object.keys(o.binaryData ?? {}).length,
  ),
  ageColumn,
];
