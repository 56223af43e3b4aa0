import { bootstrapClusterRoleBindings } from '../rbac/bootstrap';
import { defaultBinding } from '../rbac/defaults';
import type { Kind } from '../kind';
import { columns } from './columns';

export const clusterRoleBinding: Kind = {
  group: 'rbac.authorization.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.rbac.v1.ClusterRoleBinding' }],
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  defaults: defaultBinding,
  namespaced: false,
  strategy: { generation: false },
  columns,
  bootstrap: bootstrapClusterRoleBindings,
};
