import { describeEndpoints } from './describe';
import { fill, withinEach } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';

export const endpoints: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Endpoints' }],
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  defaults: (object) => withinEach(object, 'subsets', (subset) => withinEach(subset, 'ports', (port) => fill(port, { protocol: 'TCP' }))),
  namespaced: true,
  strategy: { generation: false, createOnUpdate: true },
  columns,
  describe: describeEndpoints,
};
