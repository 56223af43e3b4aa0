import type { KubeObject } from '@/lib/api/object';
import { containerImages, containerNames } from '../pod/template';
import { ageOf } from '@/lib/api/duration';
import { ageColumn, formatSelector, integer, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text('Schedule', 'The schedule in Cron format, see https://en.wikipedia.org/wiki/Cron.', (o) => o.spec?.schedule ?? ''),
  text(
    'Timezone',
    'The time zone name for the given schedule, see https://en.wikipedia.org/wiki/List_of_tz_database_time_zones. If not specified, this will default to the time zone of the kube-controller-manager process. The set of valid time zone names and the time zone offset is loaded from the system-wide time zone database by the API server during CronJob validation and the controller manager during execution. If no system-wide time zone database can be found a bundled version of the database is used instead. If the time zone name becomes invalid during the lifetime of a CronJob or due to a change in host configuration, the controller will stop creating new new Jobs and will create a system event with the reason UnknownTimeZone. More information can be found in https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones',
    (o) => o.spec?.timeZone ?? '<none>',
  ),
  {
    ...text(
      'Suspend',
      'This flag tells the controller to suspend subsequent executions, it does not apply to already started executions.  Defaults to false.',
      (o) => (o.spec?.suspend ? 'True' : 'False'),
    ),
    type: 'boolean',
  },
  integer('Active', 'A list of pointers to currently running jobs.', (o) => o.status?.active?.length ?? 0),
  text('Last Schedule', 'Information when was the last time the job was successfully scheduled.', (o, now) =>
    o.status?.lastScheduleTime ? ageOf(o.status.lastScheduleTime, now) : '<none>',
  ),
  ageColumn,
  wide('Containers', 'Names of each container in the template.', (o) => containerNames(o.spec?.jobTemplate?.spec?.template?.spec)),
  wide('Images', 'Images referenced by each container in the template.', (o) => containerImages(o.spec?.jobTemplate?.spec?.template?.spec)),
  wide(
    'Selector',
    'A label query over pods that should match the pod count. Normally, the system sets this field for you. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors',
    (o) => formatSelector(o.spec?.jobTemplate?.spec?.selector),
  ),
];
