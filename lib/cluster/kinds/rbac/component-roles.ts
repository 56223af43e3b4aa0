import type { KubeObject } from '@/lib/api/object';
import { NODE_RULES } from './node-rules';
import { clusterRole, eventsRule, rule, urlRule } from './policy-rule';

const READ = 'get list watch';
const LW = 'list watch';
const CSR = 'certificates.k8s.io';

const approver = (name: string, signer: string) =>
  clusterRole(`system:certificates.k8s.io:${name}-approver`, [rule('approve', CSR, 'signers', signer)]);

/** Roles of the control plane's components, nodes and add-ons. Models bootstrappolicy.ClusterRoles. */
export function componentRoles(): readonly KubeObject[] {
  return [
    clusterRole('system:heapster', [rule(READ, '""', 'events namespaces nodes pods'), rule(READ, 'extensions', 'deployments')]),
    clusterRole('system:node', NODE_RULES),
    clusterRole('system:node-problem-detector', [rule('get', '""', 'nodes'), rule('patch', '""', 'nodes/status'), eventsRule()]),
    clusterRole('system:kubelet-api-admin', [
      rule(READ, '""', 'nodes'),
      rule('proxy', '""', 'nodes'),
      rule('*', '""', 'nodes/log nodes/metrics nodes/proxy nodes/stats'),
      rule('*', '""', 'nodes/configz nodes/healthz nodes/pods'),
    ]),
    clusterRole('system:node-bootstrapper', [rule('create get list watch', CSR, 'certificatesigningrequests')]),
    clusterRole('system:auth-delegator', [
      rule('create', 'authentication.k8s.io', 'tokenreviews'),
      rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
    ]),
    clusterRole('system:kube-aggregator', [rule(READ, '""', 'endpoints services')]),
    clusterRole('system:kube-controller-manager', [
      eventsRule(),
      rule('create', 'coordination.k8s.io', 'leases'),
      rule('get update', 'coordination.k8s.io', 'leases', 'kube-controller-manager'),
      rule('create', '""', 'secrets serviceaccounts'),
      rule('delete', '""', 'secrets'),
      rule('get', '""', 'configmaps namespaces secrets serviceaccounts'),
      rule('update', '""', 'secrets serviceaccounts'),
      rule('create', 'authentication.k8s.io', 'tokenreviews'),
      rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
      rule(LW, '*', '*'),
      rule('create', '""', 'serviceaccounts/token'),
    ]),
    clusterRole('system:kube-dns', [rule(LW, '""', 'endpoints services')]),
    clusterRole('system:persistent-volume-provisioner', [
      rule('create delete get list watch', '""', 'persistentvolumes'),
      rule('get list update watch', '""', 'persistentvolumeclaims'),
      rule(READ, 'storage.k8s.io', 'storageclasses'),
      rule('watch', '""', 'events'),
      eventsRule(),
    ]),
    clusterRole('system:certificates.k8s.io:certificatesigningrequests:nodeclient', [
      rule('create', CSR, 'certificatesigningrequests/nodeclient'),
    ]),
    clusterRole('system:certificates.k8s.io:certificatesigningrequests:selfnodeclient', [
      rule('create', CSR, 'certificatesigningrequests/selfnodeclient'),
    ]),
    clusterRole('system:volume-scheduler', [
      rule('get list patch update watch', '""', 'persistentvolumes'),
      rule(READ, 'storage.k8s.io', 'storageclasses'),
      rule('get list patch update watch', '""', 'persistentvolumeclaims'),
    ]),
    approver('legacy-unknown', 'kubernetes.io/legacy-unknown'),
    approver('kubelet-serving', 'kubernetes.io/kubelet-serving'),
    approver('kube-apiserver-client', 'kubernetes.io/kube-apiserver-client'),
    approver('kube-apiserver-client-kubelet', 'kubernetes.io/kube-apiserver-client-kubelet'),
    clusterRole('system:service-account-issuer-discovery', [
      urlRule('get', '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/'),
    ]),
    clusterRole('system:node-proxier', [
      rule(LW, '""', 'endpoints services'),
      rule(READ, '""', 'nodes'),
      eventsRule(),
      rule(LW, 'networking.k8s.io', 'servicecidrs'),
      rule(LW, 'discovery.k8s.io', 'endpointslices'),
    ]),
    clusterRole('system:kube-scheduler', [
      eventsRule(),
      rule('create', 'coordination.k8s.io', 'leases'),
      rule('get list update watch', 'coordination.k8s.io', 'leases', 'kube-scheduler'),
      rule(READ, '""', 'nodes'),
      rule('delete get list watch', '""', 'pods'),
      rule('create', '""', 'bindings pods/binding'),
      rule('patch update', '""', 'pods/status'),
      rule(READ, '""', 'replicationcontrollers services'),
      rule(READ, 'apps extensions', 'replicasets'),
      rule(READ, 'apps', 'statefulsets'),
      rule(READ, 'policy', 'poddisruptionbudgets'),
      rule(READ, '""', 'persistentvolumeclaims persistentvolumes'),
      rule('create', 'authentication.k8s.io', 'tokenreviews'),
      rule('create', 'authorization.k8s.io', 'subjectaccessreviews'),
      rule(READ, 'storage.k8s.io', 'csinodes'),
      rule(READ, 'storage.k8s.io', 'volumeattachments'),
      rule(READ, '""', 'namespaces'),
      rule(READ, 'storage.k8s.io', 'csidrivers'),
      rule(READ, 'storage.k8s.io', 'csistoragecapacities'),
      rule(READ, 'resource.k8s.io', 'deviceclasses'),
      rule('get list patch update watch', 'resource.k8s.io', 'resourceclaims'),
      rule('get list patch update watch', 'resource.k8s.io', 'resourceclaims/status'),
      rule('patch update', 'resource.k8s.io', 'resourceclaims/binding'),
      rule('get list patch update watch', '""', 'pods/finalizers'),
      rule(READ, 'resource.k8s.io', 'resourceslices'),
      rule(READ, 'resource.k8s.io', 'devicetaintrules'),
    ]),
  ];
}
