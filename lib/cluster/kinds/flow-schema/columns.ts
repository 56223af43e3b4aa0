import type { KubeObject } from '@/lib/api/object';

import { ageColumn, integer, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'PriorityLevel',
    '`priorityLevelConfiguration` should reference a PriorityLevelConfiguration in the cluster.',
    (o) => o.spec?.priorityLevelConfiguration?.name ?? '',
  ),
  integer(
    'MatchingPrecedence',
    '`matchingPrecedence` is used to choose among the FlowSchemas that match a given request.',
    (o) => o.spec?.matchingPrecedence ?? 0,
  ),
  text(
    'DistinguisherMethod',
    '`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema.',
    (o) => o.spec?.distinguisherMethod?.type ?? '<none>',
  ),
  ageColumn,
  text(
    'MissingPL',
    'references a broken or non-existent PriorityLevelConfiguration',
    (o) => (o.status?.conditions ?? []).find((x: { type: string }) => x.type === 'Dangling')?.status ?? '?',
  ),
];
