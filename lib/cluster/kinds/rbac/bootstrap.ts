import type { KubeObject } from '@/lib/api/object';
import { componentRoles } from './component-roles';
import { controllerBindings, controllerRoles } from './controller-roles';
import { clusterRoleBinding, eventsRule, role, roleBinding, rule } from './policy-rule';
import { userRoles } from './user-roles';

/** Cluster roles that every API server makes sure of when it starts. Models plugin/pkg/auth/authorizer/rbac/bootstrappolicy. */
export const bootstrapClusterRoles = (): readonly KubeObject[] => [...userRoles(), ...componentRoles(), ...controllerRoles()];

export const bootstrapClusterRoleBindings = (): readonly KubeObject[] => [
  clusterRoleBinding('cluster-admin', 'Group:system:masters'),
  clusterRoleBinding('system:monitoring', 'Group:system:monitoring'),
  clusterRoleBinding('system:discovery', 'Group:system:authenticated'),
  clusterRoleBinding('system:basic-user', 'Group:system:authenticated'),
  clusterRoleBinding('system:public-info-viewer', 'Group:system:authenticated', 'Group:system:unauthenticated'),
  clusterRoleBinding('system:node-proxier', 'User:system:kube-proxy'),
  clusterRoleBinding('system:kube-controller-manager', 'User:system:kube-controller-manager'),
  clusterRoleBinding('system:kube-dns', 'ServiceAccount:kube-system/kube-dns'),
  clusterRoleBinding('system:kube-scheduler', 'User:system:kube-scheduler'),
  clusterRoleBinding('system:volume-scheduler', 'User:system:kube-scheduler'),
  clusterRoleBinding('system:service-account-issuer-discovery', 'Group:system:serviceaccounts'),
  clusterRoleBinding('system:node'),
  ...controllerBindings(),
];

const locking = (component: string) =>
  role('kube-system', `system::leader-locking-${component}`, [
    rule('watch', '""', 'configmaps'),
    rule('get update', '""', 'configmaps', component),
  ]);

export const bootstrapRoles = (): readonly KubeObject[] => [
  role('kube-system', 'extension-apiserver-authentication-reader', [
    rule('get list watch', '""', 'configmaps', 'extension-apiserver-authentication'),
  ]),
  role('kube-system', 'system:controller:bootstrap-signer', [rule('get list watch', '""', 'secrets')]),
  role('kube-system', 'system:controller:cloud-provider', [rule('create get list watch', '""', 'configmaps')]),
  role('kube-system', 'system:controller:token-cleaner', [rule('delete get list watch', '""', 'secrets'), eventsRule()]),
  locking('kube-controller-manager'),
  locking('kube-scheduler'),
  role('kube-public', 'system:controller:bootstrap-signer', [
    rule('get list watch', '""', 'configmaps'),
    rule('update', '""', 'configmaps', 'cluster-info'),
    eventsRule(),
  ]),
];

const toAccount = (namespace: string, name: string) =>
  roleBinding(namespace, `system:controller:${name}`, `system:controller:${name}`, `ServiceAccount:kube-system/${name}`);

const locker = (component: string) =>
  roleBinding(
    'kube-system',
    `system::leader-locking-${component}`,
    `system::leader-locking-${component}`,
    `User:system:${component}`,
    `ServiceAccount:kube-system/${component}`,
  );

export const bootstrapRoleBindings = (): readonly KubeObject[] => [
  roleBinding(
    'kube-system',
    'system::extension-apiserver-authentication-reader',
    'extension-apiserver-authentication-reader',
    'User:system:kube-controller-manager',
    'User:system:kube-scheduler',
  ),
  toAccount('kube-system', 'bootstrap-signer'),
  toAccount('kube-system', 'cloud-provider'),
  toAccount('kube-system', 'token-cleaner'),
  locker('kube-controller-manager'),
  locker('kube-scheduler'),
  toAccount('kube-public', 'bootstrap-signer'),
];
