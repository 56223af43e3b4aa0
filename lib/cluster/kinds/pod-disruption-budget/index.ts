import { describePodDisruptionBudget } from './describe';
import { validatePodDisruptionBudget, validatePodDisruptionBudgetStatus } from './validate';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource, withStatus } from '../strategy';

export const podDisruptionBudget: Kind = {
  group: 'policy',
  versions: [{ name: 'v1', schema: 'io.k8s.api.policy.v1.PodDisruptionBudget' }],
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  namespaced: true,
  strategy: {
    ...withStatus({ currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }),
    validate: validatePodDisruptionBudget,
    validateUpdate: validatePodDisruptionBudget,
    validateStatusUpdate: validatePodDisruptionBudgetStatus,
  },
  columns,
  subresources: [statusSubresource],
  describe: describePodDisruptionBudget,
};
