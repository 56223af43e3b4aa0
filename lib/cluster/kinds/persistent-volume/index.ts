import { validatePersistentVolume, validatePersistentVolumeUpdate } from './validate';
import { persistentVolumeWarnings } from './warnings';
import { describePersistentVolume } from './describe';
import { defaultPersistentVolume } from './defaults';
import { persistentVolumeStrategy } from './strategy';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource } from '../strategy';

export const persistentVolume: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.PersistentVolume' }],
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  defaults: defaultPersistentVolume,
  namespaced: false,
  strategy: {
    returnsDeleted: true,
    ...persistentVolumeStrategy,
    validate: validatePersistentVolume,
    validateUpdate: validatePersistentVolumeUpdate,
    warnings: persistentVolumeWarnings,
  },
  columns,
  subresources: [statusSubresource],
  describe: describePersistentVolume,
};
