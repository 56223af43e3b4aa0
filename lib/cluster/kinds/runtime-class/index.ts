import type { Kind } from '../kind';
import { columns } from './columns';
import { runtimeClassWarnings, validateRuntimeClass, validateRuntimeClassUpdate } from './validate';

export const runtimeClass: Kind = {
  group: 'node.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.node.v1.RuntimeClass' }],
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  strategy: {
    generation: false,
    validate: validateRuntimeClass,
    validateUpdate: validateRuntimeClassUpdate,
    warnings: runtimeClassWarnings,
  },
  columns,
};
