import { describeBinding } from '../rbac/describe';
import { isPathSegmentName } from '@/lib/api/names';
import { validateBinding, validateBindingUpdate } from '../rbac/validate';
import { bootstrapRoleBindings } from '../rbac/bootstrap';
import { defaultBinding } from '../rbac/defaults';
import type { Kind } from '../kind';
import { columns } from '../rbac/binding-columns';

export const roleBinding: Kind = {
  group: 'rbac.authorization.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.rbac.v1.RoleBinding' }],
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  defaults: defaultBinding,
  namespaced: true,
  strategy: {
    generation: false,
    validateName: isPathSegmentName,
    validate: validateBinding(true),
    validateUpdate: validateBindingUpdate(true),
  },
  columns,
  bootstrap: bootstrapRoleBindings,
  describe: describeBinding,
};
