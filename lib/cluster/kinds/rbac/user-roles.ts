import type { KubeObject } from '@/lib/api/object';
import { aggregatedRole, clusterRole, rule, urlRule, type PolicyRule } from './policy-rule';

const WRITE = 'create delete deletecollection patch update';
const READ = 'get list watch';

const toAdmin: readonly PolicyRule[] = [
  rule('create', 'authorization.k8s.io', 'localsubjectaccessreviews'),
  rule('create delete deletecollection get list patch update watch', 'rbac.authorization.k8s.io', 'rolebindings roles'),
];

const toEdit: readonly PolicyRule[] = [
  rule(READ, '""', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
  rule('impersonate', '""', 'serviceaccounts'),
  rule(WRITE, '""', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
  rule('create', '""', 'pods/eviction'),
  rule(
    WRITE,
    '""',
    'configmaps events persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
  ),
  rule('create', '""', 'serviceaccounts/token'),
  rule(WRITE, 'events.k8s.io', 'events'),
  rule(
    WRITE,
    'apps',
    'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
  ),
  rule(WRITE, 'autoscaling', 'horizontalpodautoscalers'),
  rule(WRITE, 'batch', 'cronjobs jobs'),
  rule(
    WRITE,
    'extensions',
    'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
  ),
  rule(WRITE, 'policy', 'poddisruptionbudgets'),
  rule(WRITE, 'networking.k8s.io', 'ingresses networkpolicies'),
  rule('create delete deletecollection get list patch update watch', 'coordination.k8s.io', 'leases'),
  rule(WRITE, 'resource.k8s.io', 'resourceclaims resourceclaimtemplates'),
];

const toView: readonly PolicyRule[] = [
  rule(
    READ,
    '""',
    'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
  ),
  rule(
    READ,
    '""',
    'bindings events limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
  ),
  rule(READ, '""', 'namespaces'),
  rule(READ, 'discovery.k8s.io', 'endpointslices'),
  rule(READ, 'events.k8s.io', 'events'),
  rule(
    READ,
    'apps',
    'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
  ),
  rule(READ, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
  rule(READ, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
  rule(
    READ,
    'extensions',
    'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
  ),
  rule(READ, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
  rule(READ, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
  rule(READ, 'resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
];

const label = (to: string) => `rbac.authorization.k8s.io/aggregate-to-${to}`;

/** Roles for people: cluster-admin, admin, edit, view and what they are the sum of. Models bootstrappolicy.ClusterRoles. */
export function userRoles(): readonly KubeObject[] {
  return [
    clusterRole('cluster-admin', [rule('*', '*', '*'), urlRule('*', '*')]),
    aggregatedRole('admin', label('admin'), [...toEdit, ...toView, ...toAdmin]),
    aggregatedRole('edit', label('edit'), [...toEdit, ...toView], { [label('admin')]: 'true' }),
    aggregatedRole('view', label('view'), toView, { [label('edit')]: 'true' }),
    clusterRole('system:aggregate-to-admin', toAdmin, { [label('admin')]: 'true' }),
    clusterRole('system:aggregate-to-edit', toEdit, { [label('edit')]: 'true' }),
    clusterRole('system:aggregate-to-view', toView, { [label('view')]: 'true' }),
    clusterRole('system:basic-user', [
      rule('create', 'authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews'),
      rule('create', 'authentication.k8s.io', 'selfsubjectreviews'),
    ]),
    clusterRole('system:discovery', [
      urlRule('get', '/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/'),
    ]),
    clusterRole('system:public-info-viewer', [urlRule('get', '/healthz /livez /readyz /version /version/')]),
    clusterRole('system:monitoring', [urlRule('get', '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*')]),
  ];
}
