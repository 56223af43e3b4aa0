import type { FieldSchema } from './schema';

/**
 * Numbers and booleans that Go holds by value with `omitempty`, so that zero and absent are one. (Pointers keep their zero:
 * `replicas: 0`.) By field name; every number of a `…Status` is one of them, too, unless it is listed in `POINTERS`.
 */
const ZERO_IS_ABSENT = new Set(
  `hostPort nodePort minReadySeconds initialDelaySeconds periodSeconds successThreshold failureThreshold generation
  observedGeneration hostNetwork hostPID hostIPC stdin stdinOnce tty readOnly paused unschedulable publishNotReadyAddresses
  globalDefault healthCheckNodePort preferredWeight iscsiInterface lun partition count deprecatedCount readOnlyRoot discoverable
  deprecated denied`.split(/\s+/),
);
const POINTERS = new Set(
  `AWSElasticBlockStoreVolumeSource.readOnly StatefulSetStatus.collisionCount StatefulSetStatus.availableReplicas PodDisruptionBudgetStatus.currentHealthy
  PodDisruptionBudgetStatus.desiredHealthy PodDisruptionBudgetStatus.disruptionsAllowed PodDisruptionBudgetStatus.expectedPods DeploymentStatus.collisionCount
  DaemonSetStatus.collisionCount JobStatus.ready JobStatus.terminating DeploymentStatus.terminatingReplicas
  ReplicaSetStatus.terminatingReplicas HorizontalPodAutoscalerStatus.observedGeneration
  HorizontalPodAutoscalerStatus.currentCPUUtilizationPercentage RollingUpdateStatefulSetStrategy.partition
  CSIVolumeSource.readOnly AzureDiskVolumeSource.readOnly FCVolumeSource.lun ContainerStatus.started MetricValueStatus.averageUtilization
  HostPathVolumeSource.type PersistentVolumeClaimSpec.storageClassName
  PersistentVolumeClaimSpec.volumeAttributesClassName PersistentVolumeSpec.volumeAttributesClassName IngressSpec.ingressClassName
  PodSpec.runtimeClassName EndpointPort.name EndpointPort.appProtocol CronJobSpec.timeZone
  TypedLocalObjectReference.apiGroup TypedObjectReference.apiGroup IngressClassParametersReference.apiGroup LeaseSpec.holderIdentity
  LeaseSpec.leaseDurationSeconds`.split(/\s+/),
);

/** Timeouts are plain numbers in probes and pointers elsewhere. */
const PLAIN = new Set(['Probe.timeoutSeconds', 'ServicePort.nodePort', 'ServiceBackendPort.number']);

/** Lists and maps that are written even when empty (no `omitempty`). */
const WRITTEN_WHEN_EMPTY = new Set(['EmptyDirVolumeSource']);

/** Times that Go holds by value: without one they are written as null. */
const TIMES: Readonly<Record<string, string>> = { PodCondition: 'lastProbeTime' };

/** The time of a definition (by the last part of its name) that is written as null when there is none. */
export const timeWithoutOmit = (struct: string): string | undefined => (Object.hasOwn(TIMES, struct) ? TIMES[struct] : undefined);

/** Whether Go's `omitempty` leaves a value of a field out. */
export function isAbsent(value: unknown, field: FieldSchema, name: string, struct: string): boolean {
  if (field.required) return false;
  if (Array.isArray(value)) return value.length === 0 && field.type !== 'any' && !WRITTEN_WHEN_EMPTY.has(struct);
  if (field.type === 'map') return Object.keys(value as object).length === 0;
  if ((value !== '' && value !== 0 && value !== false) || POINTERS.has(`${struct}.${name}`)) return false;
  if (value === '') return field.type === 'string' && !field.quantity;
  if (field.intOrString) return false;
  return ZERO_IS_ABSENT.has(name) || PLAIN.has(`${struct}.${name}`) || (struct.endsWith('Status') && field.type === 'integer');
}
