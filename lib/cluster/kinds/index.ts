import type { Kind } from './kind';
import { apiService } from './api-service';
import { certificateSigningRequest } from './certificate-signing-request';
import { clusterRole } from './cluster-role';
import { clusterRoleBinding } from './cluster-role-binding';
import { componentStatus } from './component-status';
import { configMap } from './config-map';
import { controllerRevision } from './controller-revision';
import { cronJob } from './cron-job';
import { csiDriver } from './csi-driver';
import { csiNode } from './csi-node';
import { csiStorageCapacity } from './csi-storage-capacity';
import { customResourceDefinition } from './custom-resource-definition';
import { daemonSet } from './daemon-set';
import { deployment } from './deployment';
import { deviceClass } from './device-class';
import { endpointSlice } from './endpoint-slice';
import { endpoints } from './endpoints';
import { event } from './event';
import { eventV1 } from './event-v1';
import { flowSchema } from './flow-schema';
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler';
import { ingress } from './ingress';
import { ingressClass } from './ingress-class';
import { ipAddress } from './ip-address';
import { job } from './job';
import { lease } from './lease';
import { limitRange } from './limit-range';
import { mutatingAdmissionPolicy } from './mutating-admission-policy';
import { mutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding';
import { mutatingWebhookConfiguration } from './mutating-webhook-configuration';
import { namespace } from './namespace';
import { networkPolicy } from './network-policy';
import { node } from './node';
import { persistentVolume } from './persistent-volume';
import { persistentVolumeClaim } from './persistent-volume-claim';
import { pod } from './pod';
import { podDisruptionBudget } from './pod-disruption-budget';
import { podTemplate } from './pod-template';
import { priorityClass } from './priority-class';
import { priorityLevelConfiguration } from './priority-level-configuration';
import { replicaSet } from './replica-set';
import { replicationController } from './replication-controller';
import { resourceClaim } from './resource-claim';
import { resourceClaimTemplate } from './resource-claim-template';
import { resourceQuota } from './resource-quota';
import { resourceSlice } from './resource-slice';
import { role } from './role';
import { roleBinding } from './role-binding';
import { runtimeClass } from './runtime-class';
import { secret } from './secret';
import { service } from './service';
import { serviceAccount } from './service-account';
import { serviceCIDR } from './service-cidr';
import { statefulSet } from './stateful-set';
import { storageClass } from './storage-class';
import { validatingAdmissionPolicy } from './validating-admission-policy';
import { validatingAdmissionPolicyBinding } from './validating-admission-policy-binding';
import { validatingWebhookConfiguration } from './validating-webhook-configuration';
import { volumeAttachment } from './volume-attachment';
import { volumeAttributesClass } from './volume-attributes-class';

/** Every kind the cluster serves from the start; custom resources come on top. In the order of discovery within a group. */
export const kinds: readonly Kind[] = [
  namespace,
  node,
  pod,
  service,
  endpoints,
  configMap,
  secret,
  serviceAccount,
  event,
  replicationController,
  persistentVolume,
  persistentVolumeClaim,
  resourceQuota,
  limitRange,
  podTemplate,
  componentStatus,
  replicaSet,
  deployment,
  daemonSet,
  statefulSet,
  controllerRevision,
  job,
  cronJob,
  horizontalPodAutoscaler,
  endpointSlice,
  eventV1,
  role,
  clusterRole,
  roleBinding,
  clusterRoleBinding,
  lease,
  priorityClass,
  podDisruptionBudget,
  ingress,
  ingressClass,
  networkPolicy,
  ipAddress,
  serviceCIDR,
  certificateSigningRequest,
  runtimeClass,
  storageClass,
  csiNode,
  csiDriver,
  csiStorageCapacity,
  volumeAttachment,
  volumeAttributesClass,
  validatingWebhookConfiguration,
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  mutatingAdmissionPolicy,
  mutatingAdmissionPolicyBinding,
  flowSchema,
  priorityLevelConfiguration,
  deviceClass,
  resourceClaim,
  resourceClaimTemplate,
  resourceSlice,
  apiService,
  customResourceDefinition,
];
