import type { KubeObject } from '@/lib/api/object';
import { containerImages, containerNames } from '../pod/template';
import { ageColumn, formatLabels, integer, nameColumn, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  integer('Desired', 'Replicas is the number of desired replicas.', (o) => o.spec?.replicas ?? 0),
  integer('Current', 'Replicas is the most recently observed number of replicas.', (o) => o.status?.replicas ?? 0),
  integer('Ready', 'The number of ready replicas for this replication controller.', (o) => o.status?.readyReplicas ?? 0),
  ageColumn,
  wide('Containers', 'Names of each container in the template.', (o) => containerNames(o.spec?.template?.spec)),
  wide('Images', 'Images referenced by each container in the template.', (o) => containerImages(o.spec?.template?.spec)),
  wide('Selector', 'Label selector for pods.', (o) => formatLabels(o.spec?.selector)),
];
