import { describeRole } from '../rbac/describe';
import { isPathSegmentName } from '@/lib/api/names';
import { validateClusterRole } from '../rbac/validate';
import { bootstrapClusterRoles } from '../rbac/bootstrap';
import { defaultRole } from '../rbac/defaults';
import type { Kind } from '../kind';
import { plainColumns } from '../columns';

export const clusterRole: Kind = {
  group: 'rbac.authorization.k8s.io',
  versions: [{ name: 'v1', schema: 'io.k8s.api.rbac.v1.ClusterRole' }],
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  defaults: defaultRole,
  namespaced: false,
  strategy: { generation: false, validateName: isPathSegmentName, validate: validateClusterRole, validateUpdate: validateClusterRole },
  columns: plainColumns,
  bootstrap: bootstrapClusterRoles,
  describe: describeRole,
};
