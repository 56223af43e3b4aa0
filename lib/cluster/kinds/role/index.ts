import { describeRole } from '../rbac/describe';
import { isPathSegmentName } from '@/lib/api/names';
import { validateRole } from '../rbac/validate';
import { bootstrapRoles } from '../rbac/bootstrap';
import { defaultRole } from '../rbac/defaults';
import type { Kind } from '../kind';
import { plainColumns } from '../columns';

export const role: Kind = {
  group: 'rbac.authorization.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.rbac.v1.Role' }],
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  defaults: defaultRole,
  namespaced: true,
  strategy: { generation: false, validateName: isPathSegmentName, validate: validateRole(true), validateUpdate: validateRole(true) },
  columns: plainColumns,
  bootstrap: bootstrapRoles,
  describe: describeRole,
};
