import type { Kind } from '../kind';
import { columns } from './columns';

export const componentStatus: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.ComponentStatus', deprecated: 'v1 ComponentStatus is deprecated in v1.19+' }],
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  namespaced: false,
  verbs: ['get', 'list'],
  strategy: { generation: false },
  columns,
};
