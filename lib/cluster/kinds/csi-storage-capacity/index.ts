import type { Kind } from '../kind';
import { plainColumns } from '../columns';
import { csiStorageCapacityWarnings, validateCsiStorageCapacity, validateCsiStorageCapacityUpdate } from './validate';

export const csiStorageCapacity: Kind = {
  group: 'storage.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.storage.v1.CSIStorageCapacity' }],
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  namespaced: true,
  strategy: {
    generation: false,
    validate: validateCsiStorageCapacity,
    validateUpdate: validateCsiStorageCapacityUpdate,
    warnings: csiStorageCapacityWarnings,
  },
  columns: plainColumns,
};
