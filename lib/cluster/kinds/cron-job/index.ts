import { cronJobWarnings } from './warnings';
import { describeCronJob } from './describe';
import { validateCronJob, validateCronJobUpdate } from './validate';
import { defaultCronJob } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const cronJob: Kind = {
  group: 'batch',
  versions: [{ name: 'v1', schema: 'io.k8s.api.batch.v1.CronJob' }],
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  defaults: defaultCronJob,
  namespaced: true,
  strategy: { ...withStatus(), warnings: cronJobWarnings, validate: validateCronJob, validateUpdate: validateCronJobUpdate },
  columns,
  subresources: [statusSubresource],
  describe: describeCronJob,
};
