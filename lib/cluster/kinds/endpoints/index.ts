import { describeEndpoints } from './describe';
import { validateEndpoints } from './validate';
import { fill, withinEach } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';

export const endpoints: Kind = {
  group: '',
  versions: [
    {
      name: 'v1',
      schema: 'io.k8s.api.core.v1.Endpoints',
      deprecated: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
    },
  ],
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  defaults: (object) => withinEach(object, 'subsets', (subset) => withinEach(subset, 'ports', (port) => fill(port, { protocol: 'TCP' }))),
  namespaced: true,
  strategy: {
    generation: false,
    createOnUpdate: true,
    validate: (object) => validateEndpoints(object),
    validateUpdate: validateEndpoints,
  },
  columns,
  describe: describeEndpoints,
};
