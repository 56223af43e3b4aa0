import { normalizeObject } from '@/lib/api/schema';
import type { KubeObject } from '@/lib/api/object';
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

const all: readonly Kind[] = [
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

/** A kind whose objects are read as Go's structs before their defaults are filled in: nulls, empty lists and the like are gone. */
function normalized(kind: Kind): Kind {
  const schemaOf = (object: KubeObject) => {
    const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
    return (kind.versions.find((known) => known.name === version) ?? kind.versions[0]!).schema;
  };
  return {
    ...kind,
    defaults(object, context) {
      const read = normalizeObject(object, schemaOf(object));
      return kind.defaults ? kind.defaults(read, context) : read;
    },
  };
}

/** Every kind the cluster serves from the start, in the order of discovery within a group; custom resources come on top. */
export const kinds: readonly Kind[] = all.map(normalized);
