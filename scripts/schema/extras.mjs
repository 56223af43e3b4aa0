/**
 * What client-node's models do not say, by `Definition.field` (last part of the definition's name; the core group's and
 * meta's names are unique among the definitions that have such fields).
 */

/** Lists that are maps or sets: [patch merge key, patch strategy, list type, list-map keys]. Other lists are atomic. */
const mapBy = (...keys) => ({ mergeKey: keys[0], patchStrategy: 'merge', listType: 'map', listMapKeys: keys });
const mapOnly = (...keys) => ({ listType: 'map', listMapKeys: keys });
const set = { listType: 'set' };
const retained = { ...mapBy('name'), patchStrategy: 'merge,retainKeys' };

const conditionsByType = [
  'DaemonSetStatus',
  'DeploymentStatus',
  'ReplicaSetStatus',
  'StatefulSetStatus',
  'HorizontalPodAutoscalerStatus',
  'ComponentStatus',
  'NamespaceStatus',
  'NodeStatus',
  'PersistentVolumeClaimStatus',
  'PodStatus',
  'ReplicationControllerStatus',
  'ServiceStatus',
  'FlowSchemaStatus',
  'PriorityLevelConfigurationStatus',
  'ServiceCIDRStatus',
  'PodDisruptionBudgetStatus',
  'APIServiceStatus',
];
const conditionsMapOnly = [
  'ValidatingAdmissionPolicyStatus',
  'CertificateSigningRequestStatus',
  'AllocatedDeviceStatus',
  'CustomResourceDefinitionStatus',
];

const containerLists = (name) => ({
  [`${name}.env`]: mapBy('name'),
  [`${name}.ports`]: mapBy('containerPort', 'protocol'),
  [`${name}.volumeDevices`]: mapBy('devicePath'),
  [`${name}.volumeMounts`]: mapBy('mountPath'),
});

export const fieldExtras = {
  ...Object.fromEntries(conditionsByType.map((name) => [`${name}.conditions`, mapBy('type')])),
  ...Object.fromEntries(conditionsMapOnly.map((name) => [`${name}.conditions`, mapOnly('type')])),
  ...containerLists('Container'),
  ...containerLists('EphemeralContainer'),
  'JobStatus.conditions': { mergeKey: 'type', patchStrategy: 'merge', listType: 'atomic' },
  'MutatingAdmissionPolicySpec.matchConditions': mapBy('name'),
  'MutatingWebhook.matchConditions': mapBy('name'),
  'MutatingWebhookConfiguration.webhooks': mapBy('name'),
  'ValidatingAdmissionPolicyBindingSpec.validationActions': set,
  'ValidatingAdmissionPolicySpec.matchConditions': mapBy('name'),
  'ValidatingAdmissionPolicySpec.variables': mapBy('name'),
  'ValidatingWebhook.matchConditions': mapBy('name'),
  'ValidatingWebhookConfiguration.webhooks': mapBy('name'),
  'DeploymentSpec.strategy': { patchStrategy: 'retainKeys' },
  'PodFailurePolicyOnExitCodesRequirement.values': set,
  'UncountedTerminatedPods.failed': set,
  'UncountedTerminatedPods.succeeded': set,
  'ContainerRestartRuleOnExitCodes.values': set,
  'ContainerStatus.allocatedResourcesStatus': mapBy('name'),
  'ContainerStatus.volumeMounts': mapBy('mountPath'),
  'NodeAllocatableResourceClaimStatus.containers': set,
  'NodeSpec.podCIDRs': { patchStrategy: 'merge', listType: 'set' },
  'NodeStatus.addresses': mapBy('type'),
  'PodSpec.containers': mapBy('name'),
  'PodSpec.ephemeralContainers': mapBy('name'),
  'PodSpec.hostAliases': mapBy('ip'),
  'PodSpec.imagePullSecrets': mapBy('name'),
  'PodSpec.initContainers': mapBy('name'),
  'PodSpec.resourceClaims': retained,
  'PodSpec.schedulingGates': mapBy('name'),
  'PodSpec.topologySpreadConstraints': mapBy('topologyKey', 'whenUnsatisfiable'),
  'PodSpec.volumes': retained,
  'PodStatus.hostIPs': { mergeKey: 'ip', patchStrategy: 'merge', listType: 'atomic' },
  'PodStatus.podIPs': mapBy('ip'),
  'PodStatus.resourceClaimStatuses': retained,
  'ResourceRequirements.claims': mapOnly('name'),
  'ResourceStatus.resources': mapOnly('resourceID'),
  'ServiceAccount.secrets': mapBy('name'),
  'ServiceSpec.ports': mapBy('port', 'protocol'),
  'Endpoint.addresses': set,
  'NonResourcePolicyRule.nonResourceURLs': set,
  'NonResourcePolicyRule.verbs': set,
  'ResourcePolicyRule.apiGroups': set,
  'ResourcePolicyRule.namespaces': set,
  'ResourcePolicyRule.resources': set,
  'ResourcePolicyRule.verbs': set,
  'PodDisruptionBudgetSpec.selector': { patchStrategy: 'replace' },
  'ResourceClaimStatus.devices': mapOnly('driver', 'device', 'pool', 'shareID'),
  'ResourceClaimStatus.reservedFor': mapBy('uid'),
  'CSIDriverSpec.volumeLifecycleModes': set,
  'CSINodeSpec.drivers': mapBy('name'),
  'JSONSchemaProps.x-kubernetes-validations': mapBy('rule'),
  'ObjectMeta.finalizers': { patchStrategy: 'merge', listType: 'set' },
  'ObjectMeta.ownerReferences': mapBy('uid'),
};

/** Defaults that the schema itself states, and that list-map keys need: ContainerPort.protocol and its like. */
export const fieldDefaults = { 'ContainerPort.protocol': 'TCP', 'ServicePort.protocol': 'TCP' };

/** Fields (or the values of map or list fields) that are quantities. */
export const quantityFields = new Set(
  `HPAScalingRules.tolerance MetricTarget.averageValue MetricTarget.value MetricValueStatus.averageValue MetricValueStatus.value
  ContainerStatus.allocatedResources EmptyDirVolumeSource.sizeLimit LimitRangeItem.default LimitRangeItem.defaultRequest
  LimitRangeItem.max LimitRangeItem.maxLimitRequestRatio LimitRangeItem.min NodeAllocatableResourceClaimStatus.resources
  NodeStatus.allocatable NodeStatus.capacity PersistentVolumeClaimStatus.allocatedResources PersistentVolumeClaimStatus.capacity
  PersistentVolumeSpec.capacity PodSpec.overhead PodStatus.allocatedResources ResourceFieldSelector.divisor
  ResourceQuotaSpec.hard ResourceQuotaStatus.hard ResourceQuotaStatus.used ResourceRequirements.limits
  ResourceRequirements.requests VolumeResourceRequirements.limits VolumeResourceRequirements.requests Overhead.podFixed
  CapacityRequestPolicy.default CapacityRequestPolicy.validValues CapacityRequestPolicyRange.max CapacityRequestPolicyRange.min
  CapacityRequestPolicyRange.step CapacityRequirements.requests Counter.value DeviceCapacity.value
  DeviceRequestAllocationResult.consumedCapacity NodeAllocatableResourceMapping.allocationMultiplier CSIStorageCapacity.capacity
  CSIStorageCapacity.maximumVolumeSize`.split(/\s+/),
);

/** Structs that are replaced as a whole (x-kubernetes-map-type: atomic), and map fields that are. */
export const atomicDefinitions = new Set(
  `MatchResources NamedRuleWithOperations ParamKind ParamRef Variable CrossVersionObjectReference ConfigMapKeySelector EndpointAddress
  EndpointPort FileKeySelector LocalObjectReference NodeSelector NodeSelectorTerm ObjectFieldSelector ObjectReference
  ResourceFieldSelector ScopeSelector SecretKeySelector SecretReference TopologySelectorTerm TypedLocalObjectReference
  ServiceBackendPort RoleRef Subject LabelSelector OwnerReference`.split(/\s+/),
);
/** Of those names, the definitions that are not atomic although they share one. */
export const notAtomic = new Set(['io.k8s.api.autoscaling.v2.CrossVersionObjectReference', 'io.k8s.api.flowcontrol.v1.Subject']);
export const atomicMapFields = new Set([
  'PodSpec.nodeSelector',
  'ReplicationControllerSpec.selector',
  'ServiceSpec.selector',
  'Scheduling.nodeSelector',
]);
