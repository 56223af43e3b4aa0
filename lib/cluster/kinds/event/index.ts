import type { Kind } from '../kind';
import { columns } from './columns';

export const event: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Event' }],
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  namespaced: true,
  strategy: { generation: false, createOnUpdate: true },
  columns,
};
