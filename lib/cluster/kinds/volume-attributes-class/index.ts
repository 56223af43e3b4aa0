import type { Kind } from '../kind';
import { columns } from './columns';
import { describeVolumeAttributesClass } from './describe';
import { validateVolumeAttributesClass, validateVolumeAttributesClassUpdate } from './validate';

export const volumeAttributesClass: Kind = {
  group: 'storage.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.storage.v1.VolumeAttributesClass' }],
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  namespaced: false,
  strategy: {
    generation: false,
    returnsDeleted: true,
    validate: validateVolumeAttributesClass,
    validateUpdate: validateVolumeAttributesClassUpdate,
  },
  columns,
  describe: describeVolumeAttributesClass,
};
