import type { GroupResource } from '@/lib/api/object';

const core = (resource: string): GroupResource => ({ group: '', resource });
const apps = (resource: string): GroupResource => ({ group: 'apps', resource });

/** Collections that components of the cluster read and write. */
export const PODS = core('pods');
export const NODES = core('nodes');
export const SERVICES = core('services');
export const ENDPOINTS = core('endpoints');
export const NAMESPACES = core('namespaces');
export const CONFIG_MAPS = core('configmaps');
export const SECRETS = core('secrets');
export const SERVICE_ACCOUNTS = core('serviceaccounts');
export const REPLICATION_CONTROLLERS = core('replicationcontrollers');
export const EVENTS = core('events');
export const RESOURCE_QUOTAS = core('resourcequotas');
export const PERSISTENT_VOLUMES = core('persistentvolumes');
export const PERSISTENT_VOLUME_CLAIMS = core('persistentvolumeclaims');
export const DEPLOYMENTS = apps('deployments');
export const REPLICA_SETS = apps('replicasets');
export const DAEMON_SETS = apps('daemonsets');
export const STATEFUL_SETS = apps('statefulsets');
export const CONTROLLER_REVISIONS = apps('controllerrevisions');
export const JOBS: GroupResource = { group: 'batch', resource: 'jobs' };
export const CRON_JOBS: GroupResource = { group: 'batch', resource: 'cronjobs' };
export const ENDPOINT_SLICES: GroupResource = { group: 'discovery.k8s.io', resource: 'endpointslices' };
export const LEASES: GroupResource = { group: 'coordination.k8s.io', resource: 'leases' };
export const STORAGE_CLASSES: GroupResource = { group: 'storage.k8s.io', resource: 'storageclasses' };
export const CSI_NODES: GroupResource = { group: 'storage.k8s.io', resource: 'csinodes' };
export const CLUSTER_ROLES: GroupResource = { group: 'rbac.authorization.k8s.io', resource: 'clusterroles' };
export const CERTIFICATE_SIGNING_REQUESTS: GroupResource = { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' };
export const SUBJECT_ACCESS_REVIEWS: GroupResource = { group: 'authorization.k8s.io', resource: 'subjectaccessreviews' };
export const POD_DISRUPTION_BUDGETS: GroupResource = { group: 'policy', resource: 'poddisruptionbudgets' };
export const HORIZONTAL_POD_AUTOSCALERS: GroupResource = { group: 'autoscaling', resource: 'horizontalpodautoscalers' };
export const IP_ADDRESSES: GroupResource = { group: 'networking.k8s.io', resource: 'ipaddresses' };
export const SERVICE_CIDRS: GroupResource = { group: 'networking.k8s.io', resource: 'servicecidrs' };
export const API_SERVICES: GroupResource = { group: 'apiregistration.k8s.io', resource: 'apiservices' };
export const CUSTOM_RESOURCE_DEFINITIONS: GroupResource = { group: 'apiextensions.k8s.io', resource: 'customresourcedefinitions' };
