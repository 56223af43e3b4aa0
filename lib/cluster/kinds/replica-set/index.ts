import { workloadWarnings } from '../pod/warnings';
import { describeReplicaSet } from './describe';
import { replicaStatus, validateReplicaSet, withFixedSelector } from '../workload-validation';
import { defaultReplicaSet } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { scaleSubresource } from '../scale';
import { statusSubresource, withStatus } from '../strategy';

export const replicaSet: Kind = {
  group: 'apps',
  versions: [{ name: 'v1', schema: 'io.k8s.api.apps.v1.ReplicaSet' }],
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  defaults: defaultReplicaSet,
  namespaced: true,
  strategy: {
    ...withStatus({ replicas: 0 }),
    warnings: workloadWarnings,
    validate: validateReplicaSet,
    validateUpdate: withFixedSelector(validateReplicaSet),
    validateStatusUpdate: replicaStatus(['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], [], 'readyReplicas'),
  },
  columns,
  subresources: [statusSubresource, scaleSubresource()],
  describe: describeReplicaSet,
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
};
