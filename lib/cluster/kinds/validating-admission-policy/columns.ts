import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer(
    'Validations',
    'Validations contain CEL expressions which is used to apply the validation.',
    (o) => o.spec?.validations?.length ?? 0,
  ),
  text('ParamKind', 'ParamKind specifies the kind of resources used to parameterize this policy.', (o) =>
    o.spec?.paramKind ? `${o.spec.paramKind.apiVersion}/${o.spec.paramKind.kind}` : '<unset>',
  ),
  ageColumn,
];
