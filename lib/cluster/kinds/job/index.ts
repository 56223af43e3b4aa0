import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const job: Kind = {
  group: 'batch',
  versions: [{ name: 'v1', schema: 'io.k8s.api.batch.v1.Job' }],
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  categories: ['all'],
  namespaced: true,
  strategy: withStatus(),
  columns,
  subresources: [statusSubresource],
};
