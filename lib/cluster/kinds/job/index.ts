import { jobWarnings } from './warnings';
import { describeJob } from './describe';
import { validateJob, validateJobUpdate } from './validate';
import { defaultJob } from './defaults';
import { jobStrategy } from './strategy';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource } from '../strategy';

export const job: Kind = {
  group: 'batch',
  versions: [{ name: 'v1', schema: 'io.k8s.api.batch.v1.Job' }],
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  categories: ['all'],
  defaults: defaultJob,
  namespaced: true,
  strategy: {
    ...jobStrategy,
    warnings: jobWarnings,
    orphansByDefault: true,
    orphanWarning:
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    validate: validateJob,
    validateUpdate: validateJobUpdate,
  },
  columns,
  subresources: [statusSubresource],
  describe: describeJob,
  unknownField: (field) => `field label ${JSON.stringify(field)} not supported for batchv1.Job`,
  selectableFields: { 'status.successful': (object) => String(object.status?.succeeded ?? 0) },
};
