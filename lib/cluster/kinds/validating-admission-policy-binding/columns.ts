import type { KubeObject } from '@/lib/api/object';
import { paramRefText } from '../admission-policy';
import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('PolicyName', 'PolicyName references a policy name which the binding binds to.', (o) => o.spec?.policyName ?? ''),
  text('ParamRef', 'paramRef specifies the parameter resource used to configure the admission control policy.', (o) => paramRefText(o)),
  ageColumn,
];
