import { workloadWarnings } from '../pod/warnings';
import { describeDeployment } from './describe';
import { replicaStatus, validateDeployment, withFixedSelector } from '../workload-validation';
import { defaultDeployment } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { scaleSubresource } from '../scale';
import { statusSubresource, withStatus } from '../strategy';

export const deployment: Kind = {
  group: 'apps',
  versions: [{ name: 'v1', schema: 'io.k8s.api.apps.v1.Deployment' }],
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  defaults: defaultDeployment,
  namespaced: true,
  strategy: {
    ...withStatus(),
    warnings: workloadWarnings,
    validate: validateDeployment,
    validateUpdate: withFixedSelector(validateDeployment),
    validateStatusUpdate: replicaStatus(
      ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
      ['unavailableReplicas'],
      'readyReplicas',
    ),
  },
  columns,
  subresources: [statusSubresource, scaleSubresource()],
  describe: describeDeployment,
};
