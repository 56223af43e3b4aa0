import { fill, within } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';
import { countGeneration, csiDriverWarnings, validateCsiDriver, validateCsiDriverUpdate } from './validate';

export const csiDriver: Kind = {
  group: 'storage.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.storage.v1.CSIDriver' }],
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  defaults: (object) =>
    within(object, 'spec', (spec) =>
      fill(spec, {
        attachRequired: true,
        podInfoOnMount: false,
        storageCapacity: false,
        fsGroupPolicy: 'ReadWriteOnceWithFSType',
        volumeLifecycleModes: ['Persistent'],
        requiresRepublish: false,
        seLinuxMount: false,
      }),
    ),
  namespaced: false,
  strategy: {
    generation: false,
    returnsDeleted: true,
    prepareForUpdate: countGeneration,
    validate: validateCsiDriver,
    validateUpdate: validateCsiDriverUpdate,
    warnings: csiDriverWarnings,
  },
  columns,
};
