import type { KubeObject } from '@/lib/api/object';
import { containerImages, containerNames } from '../pod/template';
import { ageOf } from '@/lib/api/duration';
import { ageColumn, formatSelector, integer, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Schedule', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.', (o) => o.spec?.schedule ?? ''),
  text('Timezone', 'The time zone name for the given schedule.', (o) => o.spec?.timeZone ?? '<none>'),
  {
    ...text('Suspend', 'This flag tells the controller to suspend subsequent executions.', (o) => (o.spec?.suspend ? 'True' : 'False')),
    type: 'boolean',
  },
  integer('Active', 'A list of pointers to currently running jobs.', (o) => o.status?.active?.length ?? 0),
  text('Last Schedule', 'Information when was the last time the job was successfully scheduled.', (o, now) =>
    o.status?.lastScheduleTime ? ageOf(o.status.lastScheduleTime, now) : '<none>',
  ),
  ageColumn,
  wide('Containers', 'Names of each container in the template.', (o) => containerNames(o.spec?.jobTemplate?.spec?.template?.spec)),
  wide('Images', 'Images referenced by each container in the template.', (o) => containerImages(o.spec?.jobTemplate?.spec?.template?.spec)),
  wide('Selector', 'Label selector for pods.', (o) => formatSelector(o.spec?.jobTemplate?.spec?.selector)),
];
