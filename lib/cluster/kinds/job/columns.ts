import type { KubeObject } from '@/lib/api/object';
import { containerImages, containerNames } from '../pod/template';
import { jobCompletions, jobDuration, jobStatus } from './progress';
import { ageColumn, formatSelector, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Status', 'Status of the job.', (o) => jobStatus(o)),
  text('Completions', 'The desired number of successfully finished pods the job should be run with.', (o) => jobCompletions(o)),
  text('Duration', 'Time required to complete the job.', (o, now) => jobDuration(o, now)),
  ageColumn,
  wide('Containers', 'Names of each container in the template.', (o) => containerNames(o.spec?.template?.spec)),
  wide('Images', 'Images referenced by each container in the template.', (o) => containerImages(o.spec?.template?.spec)),
  wide('Selector', 'Label selector for pods.', (o) => formatSelector(o.spec?.selector)),
];
