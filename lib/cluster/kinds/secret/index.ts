import type { Kind } from '../kind';
import { columns } from './columns';

export const secret: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Secret' }],
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  namespaced: true,
  strategy: { generation: false },
  columns,
};
