import type { Kind } from '../kind';
import { columns } from './columns';
import { validateDeviceClass } from './validate';

export const deviceClass: Kind = {
  group: 'resource.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.resource.v1.DeviceClass' }],
  kind: 'DeviceClass',
  plural: 'deviceclasses',
  singular: 'deviceclass',
  namespaced: false,
  strategy: { returnsDeleted: true, validate: validateDeviceClass, validateUpdate: validateDeviceClass },
  columns,
};
