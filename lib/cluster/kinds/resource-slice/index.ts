import type { Kind } from '../kind';
import { columns } from './columns';
import { validateResourceSlice } from './validate';

export const resourceSlice: Kind = {
  group: 'resource.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.resource.v1.ResourceSlice' }],
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  singular: 'resourceslice',
  namespaced: false,
  strategy: { returnsDeleted: true, validate: (slice) => validateResourceSlice(slice), validateUpdate: validateResourceSlice },
  columns,
  selectableFields: {
    'spec.nodeName': (object) => String(object.spec?.nodeName ?? ''),
    'spec.driver': (object) => String(object.spec?.driver ?? ''),
  },
};
