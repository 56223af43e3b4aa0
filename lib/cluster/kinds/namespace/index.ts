import { describeNamespace } from './describe';
import { namespaceStrategy } from './strategy';
import type { Kind } from '../kind';
import { columns } from './columns';
import { statusSubresource } from '../strategy';

export const namespace: Kind = {
  group: '',
  versions: [{ name: 'v1', schema: 'io.k8s.api.core.v1.Namespace' }],
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  defaults: (object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, ...(object.metadata.name ? { 'kubernetes.io/metadata.name': object.metadata.name } : {}) },
    },
  }),
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  strategy: namespaceStrategy,
  columns,
  bootstrap: () =>
    ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
  describe: describeNamespace,
  selectableFields: { 'status.phase': (object) => String(object.status?.phase ?? '') },
  subresources: [{ name: 'finalize', verbs: ['update'] }, statusSubresource],
};
