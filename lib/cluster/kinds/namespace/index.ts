import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const namespace: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Namespace' }],
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  strategy: withStatus(),
  columns,
  subresources: [statusSubresource],
};
