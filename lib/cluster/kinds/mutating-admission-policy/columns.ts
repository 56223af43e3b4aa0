import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer('Mutations', 'Mutations contain CEL expressions which are used to apply the mutations.', (o) => o.spec?.mutations?.length ?? 0),
  text('ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy.', (o) =>
    o.spec?.paramKind ? `${o.spec.paramKind.apiVersion}/${o.spec.paramKind.kind}` : '<unset>',
  ),
  ageColumn,
];
