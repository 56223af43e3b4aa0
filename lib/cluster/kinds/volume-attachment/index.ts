import type { Kind } from '../kind';
import { columns } from './columns';
import { validateVolumeAttachment, validateVolumeAttachmentUpdate } from './validate';
import { statusSubresource, withStatus } from '../strategy';

export const volumeAttachment: Kind = {
  group: 'storage.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.storage.v1.VolumeAttachment' }],
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  namespaced: false,
  strategy: {
    ...withStatus({ attached: false }),
    generation: false,
    returnsDeleted: true,
    validate: validateVolumeAttachment,
    validateUpdate: validateVolumeAttachmentUpdate,
    validateStatusUpdate: validateVolumeAttachmentUpdate,
  },
  columns,
  subresources: [statusSubresource],
};
