import type { Kind } from '../kind';
import { columns } from './columns';

export const csiDriver: Kind = {
  group: 'storage.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.storage.v1.CSIDriver' }],
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  namespaced: false,
  strategy: { generation: false },
  columns,
};
