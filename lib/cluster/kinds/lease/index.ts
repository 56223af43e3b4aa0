import type { Kind } from '../kind';
import { columns } from './columns';
import { dropCoordination, validateLease } from './validate';

export const lease: Kind = {
  group: 'coordination.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.coordination.v1.Lease' }],
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  strategy: {
    generation: false,
    createOnUpdate: true,
    prepareForCreate: (lease) => dropCoordination(lease),
    prepareForUpdate: dropCoordination,
    validate: validateLease,
    validateUpdate: validateLease,
  },
  columns,
};
