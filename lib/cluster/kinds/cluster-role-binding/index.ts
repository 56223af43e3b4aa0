import { describeBinding } from '../rbac/describe';
import { isPathSegmentName } from '@/lib/api/names';
import { validateBinding, validateBindingUpdate } from '../rbac/validate';
import { bootstrapClusterRoleBindings } from '../rbac/bootstrap';
import { defaultBinding } from '../rbac/defaults';
import type { Kind } from '../kind';
import { columns } from '../rbac/binding-columns';

export const clusterRoleBinding: Kind = {
  group: 'rbac.authorization.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.rbac.v1.ClusterRoleBinding' }],
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  defaults: defaultBinding,
  namespaced: false,
  strategy: {
    generation: false,
    validateName: isPathSegmentName,
    validate: validateBinding(false),
    validateUpdate: validateBindingUpdate(false),
  },
  columns,
  bootstrap: bootstrapClusterRoleBindings,
  describe: describeBinding,
};
