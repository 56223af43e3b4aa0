import { defaultPriorityLevel } from './defaults';
import { bootstrapPriorityLevels } from './bootstrap';
import type { Kind } from '../kind';
import { columns } from './columns';
import { validateConditionTypes } from '../flow-schema/validate';
import { validatePriorityLevel } from './validate';
import { statusSubresource, withStatus } from '../strategy';

export const priorityLevelConfiguration: Kind = {
  group: 'flowcontrol.apiserver.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration' }],
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  defaults: defaultPriorityLevel,
  namespaced: false,
  strategy: {
    ...withStatus(),
    validate: validatePriorityLevel,
    validateUpdate: validatePriorityLevel,
    validateStatusUpdate: validateConditionTypes,
  },
  columns,
  subresources: [statusSubresource],
  bootstrap: bootstrapPriorityLevels,
};
