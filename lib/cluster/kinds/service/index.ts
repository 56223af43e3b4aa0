import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const service: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Service' }],
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  strategy: withStatus(),
  columns,
  subresources: [statusSubresource],
};
