import { describeEndpointSlice } from './describe';
import { endpointSliceWarnings, validateEndpointSlice, validateEndpointSliceUpdate } from './validate';
import { fill, withinEach } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';

export const endpointSlice: Kind = {
  group: 'discovery.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.discovery.v1.EndpointSlice' }],
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  defaults: (object) =>
    withinEach(
      withinEach(fill(object, { endpoints: null, ports: null }), 'endpoints', (endpoint) => fill(endpoint, { conditions: {} })),
      'ports',
      (port) => fill(port, { name: '', protocol: 'TCP' }),
    ),
  namespaced: true,
  strategy: { validate: validateEndpointSlice, validateUpdate: validateEndpointSliceUpdate, warnings: endpointSliceWarnings },
  columns,
  describe: describeEndpointSlice,
};
