import type { Kind } from '../kind';
import { columns } from './columns';

export const runtimeClass: Kind = {
  group: 'node.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.node.v1.RuntimeClass' }],
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  strategy: { generation: false },
  columns,
};
