import { describeResourceQuota } from './describe';
import { validateResourceQuota, validateResourceQuotaStatus, validateResourceQuotaUpdate } from './validate';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const resourceQuota: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.ResourceQuota' }],
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  namespaced: true,
  strategy: {
    returnsDeleted: true,
    ...withStatus(),
    generation: false,
    validate: validateResourceQuota,
    validateUpdate: validateResourceQuotaUpdate,
    validateStatusUpdate: validateResourceQuotaStatus,
  },
  columns,
  subresources: [statusSubresource],
  describe: describeResourceQuota,
};
