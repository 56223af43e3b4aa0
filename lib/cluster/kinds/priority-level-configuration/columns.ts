import type { KubeObject } from '@/lib/api/object';

import { ageColumn, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Type', '`type` indicates whether this priority level is subject to limitation on request execution.', (o) => o.spec?.type ?? ''),
  text(
    'NominalConcurrencyShares',
    '`nominalConcurrencyShares` (NCS) contributes to the computation of the NominalConcurrencyLimit (NominalCL) of this level.',
    (o) => o.spec?.limited?.nominalConcurrencyShares ?? '<none>',
  ),
  text(
    'Queues',
    '`queues` is the number of queues for this priority level.',
    (o) => o.spec?.limited?.limitResponse?.queuing?.queues ?? '<none>',
  ),
  text(
    'HandSize',
    '`handSize` is a small positive number that configures the shuffle sharding of requests into queues.',
    (o) => o.spec?.limited?.limitResponse?.queuing?.handSize ?? '<none>',
  ),
  text(
    'QueueLengthLimit',
    '`queueLengthLimit` is the maximum number of requests allowed to be waiting in a given queue of this priority level at a time.',
    (o) => o.spec?.limited?.limitResponse?.queuing?.queueLengthLimit ?? '<none>',
  ),
  ageColumn,
];
