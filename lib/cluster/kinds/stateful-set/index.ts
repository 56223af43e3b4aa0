import { statefulSetWarnings } from './warnings';
import { nameIsDnsLabel } from '@/lib/api/names';
import { describeStatefulSet } from './describe';
import { replicaStatus } from '../workload-validation';
import { validateStatefulSet, validateStatefulSetUpdate } from './validate';
import { defaultStatefulSet } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { scaleSubresource } from '../scale';
import { statusSubresource, withStatus } from '../strategy';

export const statefulSet: Kind = {
  group: 'apps',
  versions: [{ name: 'v1', schema: 'io.k8s.api.apps.v1.StatefulSet' }],
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  defaults: defaultStatefulSet,
  namespaced: true,
  strategy: {
    ...withStatus({ availableReplicas: 0, replicas: 0 }),
    warnings: statefulSetWarnings,
    validate: validateStatefulSet,
    validateUpdate: validateStatefulSetUpdate,
    validateStatusUpdate: replicaStatus(
      ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
      [],
      'status.readyReplicas',
    ),
    validateName: nameIsDnsLabel,
  },
  columns,
  subresources: [statusSubresource, scaleSubresource()],
  describe: describeStatefulSet,
};
