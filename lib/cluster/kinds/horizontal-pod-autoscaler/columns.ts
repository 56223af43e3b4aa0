import type { KubeObject } from '@/lib/api/object';
import { targetsText } from './targets';
import { ageColumn, integer, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'Reference',
    'scaleTargetRef points to the target resource to scale.',
    (o) => `${o.spec?.scaleTargetRef?.kind}/${o.spec?.scaleTargetRef?.name}`,
  ),
  text('Targets', 'metrics contains the specifications for which to use to calculate the desired replica count.', (o) => targetsText(o)),
  text('MinPods', 'minReplicas is the lower limit for the number of replicas to which the autoscaler can scale down.', (o) =>
    o.spec?.minReplicas === undefined ? '<unset>' : String(o.spec.minReplicas),
  ),
  integer(
    'MaxPods',
    'maxReplicas is the upper limit for the number of replicas to which the autoscaler can scale up.',
    (o) => o.spec?.maxReplicas ?? 0,
  ),
  integer(
    'Replicas',
    'currentReplicas is current number of replicas of pods managed by this autoscaler.',
    (o) => o.status?.currentReplicas ?? 0,
  ),
  ageColumn,
];
