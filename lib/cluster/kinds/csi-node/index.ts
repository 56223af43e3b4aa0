import { fill, within } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';
import { describeCsiNode } from './describe';
import { validateCsiNode, validateCsiNodeUpdate } from './validate';

export const csiNode: Kind = {
  group: 'storage.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.storage.v1.CSINode' }],
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  defaults: (object) => within(fill(object, { spec: {} }), 'spec', (spec) => fill(spec, { drivers: null })),
  namespaced: false,
  strategy: { generation: false, returnsDeleted: true, validate: validateCsiNode, validateUpdate: validateCsiNodeUpdate },
  columns,
  describe: describeCsiNode,
};
