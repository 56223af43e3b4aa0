import type { Kind } from '../kind';
import { columns } from './columns';
import { componentStatuses } from './components';

export const componentStatus: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.ComponentStatus', deprecated: 'v1 ComponentStatus is deprecated in v1.19+' }],
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  namespaced: false,
  verbs: ['get', 'list'],
  computed: componentStatuses,
  strategy: { generation: false },
  columns,
};
