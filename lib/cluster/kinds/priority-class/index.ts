import { validatePriorityClass, validatePriorityClassUpdate } from './validate';
import { describePriorityClass } from './describe';
import { systemPriorityClasses } from './bootstrap';
import { fill } from '../fill';
import type { Kind } from '../kind';
import { columns } from './columns';

export const priorityClass: Kind = {
  group: 'scheduling.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.scheduling.v1.PriorityClass' }],
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  defaults: (object) => fill(object, { preemptionPolicy: 'PreemptLowerPriority' }),
  namespaced: false,
  strategy: { validate: validatePriorityClass, validateUpdate: validatePriorityClassUpdate },
  columns,
  bootstrap: systemPriorityClasses,
  describe: describePriorityClass,
};
