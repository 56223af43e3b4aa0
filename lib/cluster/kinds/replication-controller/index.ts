import { workloadWarnings } from '../pod/warnings';
import { describeReplicaSet } from '../replica-set/describe';
import { replicaStatus, validateReplicationController } from '../workload-validation';
import { defaultReplicationController } from './defaults';
import type { Kind } from '../kind';
import { columns } from './columns';
import { scaleSubresource } from '../scale';
import { statusSubresource, withStatus } from '../strategy';

export const replicationController: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.ReplicationController' }],
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  defaults: defaultReplicationController,
  namespaced: true,
  strategy: {
    ...withStatus({ replicas: 0 }),
    orphansByDefault: true,
    warnings: workloadWarnings,
    validate: validateReplicationController,
    validateUpdate: validateReplicationController,
    validateStatusUpdate: replicaStatus(['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'], [], 'readyReplicas'),
  },
  columns,
  subresources: [statusSubresource, scaleSubresource()],
  describe: describeReplicaSet,
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
};
