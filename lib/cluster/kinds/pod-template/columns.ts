import type { KubeObject } from '@/lib/api/object';
import { containerImages, containerNames } from '../pod/template';
import { formatLabels, nameColumn, text } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Containers', 'Names of each container in the template.', (o) => containerNames(o.template?.spec)),
  text('Images', 'Images referenced by each container in the template.', (o) => containerImages(o.template?.spec)),
  text('Pod Labels', 'The labels for the pod template.', (o) => formatLabels(o.template?.metadata?.labels)),
];
