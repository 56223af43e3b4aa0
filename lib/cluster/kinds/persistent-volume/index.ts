import { validatePersistentVolume, validatePersistentVolumeUpdate } from './validate';
import { describePersistentVolume } from './describe';
import { fill, within } from '../fill';
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
  defaults: (object) =>
    within(object, 'spec', (spec) =>
      within(fill(spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' }), 'hostPath', (source) =>
        fill(source, { type: '' }),
      ),
    ),
  namespaced: false,
  strategy: { ...persistentVolumeStrategy, validate: validatePersistentVolume, validateUpdate: validatePersistentVolumeUpdate },
  columns,
  subresources: [statusSubresource],
  describe: describePersistentVolume,
};
