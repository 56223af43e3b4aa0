import { fill, within } from '../fill';
import { bootstrapFlowSchemas } from './bootstrap';
import type { Kind } from '../kind';
import { columns } from './columns';
import { validateConditionTypes, validateFlowSchema } from './validate';
import { statusSubresource, withStatus } from '../strategy';

export const flowSchema: Kind = {
  group: 'flowcontrol.apiserver.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.flowcontrol.v1.FlowSchema' }],
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  defaults: (object) => within(object, 'spec', (spec) => fill(spec, { matchingPrecedence: 1000 })),
  namespaced: false,
  strategy: {
    ...withStatus(),
    validate: validateFlowSchema,
    validateUpdate: validateFlowSchema,
    validateStatusUpdate: validateConditionTypes,
  },
  columns,
  subresources: [statusSubresource],
  bootstrap: bootstrapFlowSchemas,
};
