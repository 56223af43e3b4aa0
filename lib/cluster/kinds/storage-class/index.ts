import { storageClassWarnings, validateStorageClass, validateStorageClassUpdate } from './validate';
import { describeStorageClass } from './describe';
import { fill } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';

export const storageClass: Kind = {
  group: 'storage.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.storage.v1.StorageClass' }],
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  defaults: (object) => fill(object, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' }),
  namespaced: false,
  strategy: {
    generation: false,
    returnsDeleted: true,
    validate: validateStorageClass,
    validateUpdate: validateStorageClassUpdate,
    warnings: storageClassWarnings,
  },
  columns,
  describe: describeStorageClass,
};
