import type { Kind } from '../kind';
import { columns } from './columns';

export const podTemplate: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.PodTemplate' }],
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  namespaced: true,
  strategy: { generation: false },
  columns,
};
