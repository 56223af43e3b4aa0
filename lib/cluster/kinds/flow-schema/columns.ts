import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'PriorityLevel',
    '`priorityLevelConfiguration` should reference a PriorityLevelConfiguration in the cluster. If the reference cannot be resolved, the FlowSchema will be ignored and marked as invalid in its status. Required.',
    (o) => o.spec?.priorityLevelConfiguration?.name ?? '',
  ),
  text(
    'MatchingPrecedence',
    '`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen FlowSchema is among those with the numerically lowest (which we take to be logically highest) MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the precedence is not specified, it will be set to 1000 as default.',
    (o) => o.spec?.matchingPrecedence ?? 0,
  ),
  text(
    'DistinguisherMethod',
    '`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. `nil` specifies that the distinguisher is disabled and thus will always be the empty string.',
    (o) => o.spec?.distinguisherMethod?.type ?? '<none>',
  ),
  ageColumn,
  text(
    'MissingPL',
    'references a broken or non-existent PriorityLevelConfiguration',
    (o) => (o.status?.conditions ?? []).find((x: { type: string }) => x.type === 'Dangling')?.status ?? '?',
  ),
];
