import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const persistentVolume: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.PersistentVolume' }],
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  namespaced: false,
  strategy: withStatus(),
  columns,
  subresources: [statusSubresource],
};
