import type { KubeObject } from '@/lib/api/object';
import { subjectsText } from './subjects';
import { ageColumn, nameColumn, text, wide } from '../columns';
import type { Column } from '../kind';

/** What `kubectl get` shows of a RoleBinding and of a ClusterRoleBinding. */
export const columns: readonly Column<KubeObject>[] = [
  nameColumn,
  text(
    'Role',
    'RoleRef can reference a Role in the current namespace or a ClusterRole in the global namespace. If the RoleRef cannot be resolved, the Authorizer must return an error. This field is immutable.',
    (o) => `${o.roleRef?.kind}/${o.roleRef?.name}`,
  ),
  ageColumn,
  wide('Users', 'Users in the roleBinding', (o) => subjectsText(o, 'User')),
  wide('Groups', 'Groups in the roleBinding', (o) => subjectsText(o, 'Group')),
  wide('ServiceAccounts', 'ServiceAccounts in the roleBinding', (o) => subjectsText(o, 'ServiceAccount')),
];
