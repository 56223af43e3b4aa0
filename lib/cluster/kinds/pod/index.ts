import type { Column, Kind } from '../kind';
import { podColumns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const pod: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Pod' }],
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  strategy: withStatus(),
  columns: podColumns as unknown as readonly Column[],
  subresources: [statusSubresource],
};
