import type { KubeObject } from '@/lib/api/object';
import { containerImages, containerNames } from '../pod/template';
import { ageColumn, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Ready', 'Number of the pod with ready state', (o) => `${o.status?.readyReplicas ?? 0}/${o.spec?.replicas ?? 0}`),
  ageColumn,
  wide('Containers', 'Names of each container in the template.', (o) => containerNames(o.spec?.template?.spec)),
  wide('Images', 'Images referenced by each container in the template.', (o) => containerImages(o.spec?.template?.spec)),
];
