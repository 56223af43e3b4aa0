import { describeNode } from './describe';
import { nodeStrategy } from './strategy';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource } from '../strategy';

export const node: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Node' }],
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  strategy: nodeStrategy,
  columns,
  subresources: [statusSubresource],
  describe: describeNode,
};
