/**
 * Which definition (group and version) a model class of client-node belongs to. Classes that stand in no list are of the core
 * group. Only served, stable versions: alpha and beta APIs are off by default in v1.36.
 */
export const definitionGroups = {
  'io.k8s.api.admissionregistration.v1':
    'ApplyConfiguration AuditAnnotation ExpressionWarning JSONPatch MatchCondition MatchResources MutatingAdmissionPolicy ' +
    'MutatingAdmissionPolicyBinding MutatingAdmissionPolicyBindingList MutatingAdmissionPolicyBindingSpec ' +
    'MutatingAdmissionPolicyList MutatingAdmissionPolicySpec MutatingWebhook MutatingWebhookConfiguration ' +
    'MutatingWebhookConfigurationList Mutation NamedRuleWithOperations ParamKind ParamRef RuleWithOperations ServiceReference ' +
    'TypeChecking ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingAdmissionPolicyBindingList ' +
    'ValidatingAdmissionPolicyBindingSpec ValidatingAdmissionPolicyList ValidatingAdmissionPolicySpec ' +
    'ValidatingAdmissionPolicyStatus ValidatingWebhook ValidatingWebhookConfiguration ValidatingWebhookConfigurationList ' +
    'Validation Variable WebhookClientConfig',
  'io.k8s.api.apps.v1':
    'ControllerRevision ControllerRevisionList DaemonSet DaemonSetCondition DaemonSetList DaemonSetSpec DaemonSetStatus ' +
    'DaemonSetUpdateStrategy Deployment DeploymentCondition DeploymentList DeploymentSpec DeploymentStatus DeploymentStrategy ' +
    'ReplicaSet ReplicaSetCondition ReplicaSetList ReplicaSetSpec ReplicaSetStatus RollingUpdateDaemonSet RollingUpdateDeployment ' +
    'RollingUpdateStatefulSetStrategy StatefulSet StatefulSetCondition StatefulSetList StatefulSetOrdinals ' +
    'StatefulSetPersistentVolumeClaimRetentionPolicy StatefulSetSpec StatefulSetStatus StatefulSetUpdateStrategy',
  'io.k8s.api.authentication.v1':
    'BoundObjectReference SelfSubjectReview SelfSubjectReviewStatus TokenRequest TokenRequestSpec TokenRequestStatus TokenReview ' +
    'TokenReviewSpec TokenReviewStatus UserInfo',
  'io.k8s.api.authorization.v1':
    'FieldSelectorAttributes LabelSelectorAttributes LocalSubjectAccessReview NonResourceAttributes NonResourceRule ' +
    'ResourceAttributes ResourceRule SelfSubjectAccessReview SelfSubjectAccessReviewSpec SelfSubjectRulesReview ' +
    'SelfSubjectRulesReviewSpec SubjectAccessReview SubjectAccessReviewSpec SubjectAccessReviewStatus SubjectRulesReviewStatus',
  'io.k8s.api.autoscaling.v1':
    'CrossVersionObjectReference HorizontalPodAutoscaler HorizontalPodAutoscalerList HorizontalPodAutoscalerSpec ' +
    'HorizontalPodAutoscalerStatus Scale ScaleSpec ScaleStatus',
  'io.k8s.api.autoscaling.v2':
    'ContainerResourceMetricSource ContainerResourceMetricStatus CrossVersionObjectReference ExternalMetricSource ' +
    'ExternalMetricStatus HPAScalingPolicy HPAScalingRules HorizontalPodAutoscaler HorizontalPodAutoscalerBehavior ' +
    'HorizontalPodAutoscalerCondition HorizontalPodAutoscalerList HorizontalPodAutoscalerSpec HorizontalPodAutoscalerStatus ' +
    'MetricIdentifier MetricSpec MetricStatus MetricTarget MetricValueStatus ObjectMetricSource ObjectMetricStatus ' +
    'PodsMetricSource PodsMetricStatus ResourceMetricSource ResourceMetricStatus',
  'io.k8s.api.batch.v1':
    'CronJob CronJobList CronJobSpec CronJobStatus Job JobCondition JobList JobSpec JobStatus JobTemplateSpec PodFailurePolicy ' +
    'PodFailurePolicyOnExitCodesRequirement PodFailurePolicyOnPodConditionsPattern PodFailurePolicyRule SuccessPolicy ' +
    'SuccessPolicyRule UncountedTerminatedPods',
  'io.k8s.api.certificates.v1':
    'CertificateSigningRequest CertificateSigningRequestCondition CertificateSigningRequestList CertificateSigningRequestSpec ' +
    'CertificateSigningRequestStatus',
  'io.k8s.api.coordination.v1': 'Lease LeaseList LeaseSpec',
  'io.k8s.api.discovery.v1': 'Endpoint EndpointConditions EndpointHints EndpointPort EndpointSlice EndpointSliceList ForNode ForZone',
  'io.k8s.api.events.v1': 'Event EventList EventSeries',
  'io.k8s.api.flowcontrol.v1':
    'ExemptPriorityLevelConfiguration FlowDistinguisherMethod FlowSchema FlowSchemaCondition FlowSchemaList FlowSchemaSpec ' +
    'FlowSchemaStatus GroupSubject LimitResponse LimitedPriorityLevelConfiguration NonResourcePolicyRule PolicyRulesWithSubjects ' +
    'PriorityLevelConfiguration PriorityLevelConfigurationCondition PriorityLevelConfigurationList ' +
    'PriorityLevelConfigurationReference PriorityLevelConfigurationSpec PriorityLevelConfigurationStatus QueuingConfiguration ' +
    'ResourcePolicyRule ServiceAccountSubject Subject UserSubject',
  'io.k8s.api.networking.v1':
    'HTTPIngressPath HTTPIngressRuleValue IPAddress IPAddressList IPAddressSpec IPBlock Ingress IngressBackend IngressClass ' +
    'IngressClassList IngressClassParametersReference IngressClassSpec IngressList IngressLoadBalancerIngress ' +
    'IngressLoadBalancerStatus IngressPortStatus IngressRule IngressServiceBackend IngressSpec IngressStatus IngressTLS ' +
    'NetworkPolicy NetworkPolicyEgressRule NetworkPolicyIngressRule NetworkPolicyList NetworkPolicyPeer NetworkPolicyPort ' +
    'NetworkPolicySpec ParentReference ServiceBackendPort ServiceCIDR ServiceCIDRList ServiceCIDRSpec ServiceCIDRStatus',
  'io.k8s.api.node.v1': 'Overhead RuntimeClass RuntimeClassList Scheduling',
  'io.k8s.api.policy.v1': 'Eviction PodDisruptionBudget PodDisruptionBudgetList PodDisruptionBudgetSpec PodDisruptionBudgetStatus',
  'io.k8s.api.rbac.v1':
    'AggregationRule ClusterRole ClusterRoleBinding ClusterRoleBindingList ClusterRoleList PolicyRule Role RoleBinding ' +
    'RoleBindingList RoleList RoleRef Subject',
  'io.k8s.api.resource.v1':
    'AllocatedDeviceStatus AllocationResult CELDeviceSelector CapacityRequestPolicy CapacityRequestPolicyRange ' +
    'CapacityRequirements Counter CounterSet Device DeviceAllocationConfiguration DeviceAllocationResult DeviceAttribute ' +
    'DeviceCapacity DeviceClaim DeviceClaimConfiguration DeviceClass DeviceClassConfiguration DeviceClassList DeviceClassSpec ' +
    'DeviceConstraint DeviceCounterConsumption DeviceRequest DeviceRequestAllocationResult DeviceSelector DeviceSubRequest ' +
    'DeviceTaint DeviceToleration ExactDeviceRequest NetworkDeviceData NodeAllocatableResourceMapping OpaqueDeviceConfiguration ' +
    'ResourceClaim ResourceClaimConsumerReference ResourceClaimList ResourceClaimSpec ResourceClaimStatus ResourceClaimTemplate ' +
    'ResourceClaimTemplateList ResourceClaimTemplateSpec ResourcePool ResourceSlice ResourceSliceList ResourceSliceSpec',
  'io.k8s.api.scheduling.v1': 'PriorityClass PriorityClassList',
  'io.k8s.api.storage.v1':
    'CSIDriver CSIDriverList CSIDriverSpec CSINode CSINodeDriver CSINodeList CSINodeSpec CSIStorageCapacity CSIStorageCapacityList ' +
    'StorageClass StorageClassList TokenRequest VolumeAttachment VolumeAttachmentList VolumeAttachmentSource VolumeAttachmentSpec ' +
    'VolumeAttachmentStatus VolumeAttributesClass VolumeAttributesClassList VolumeError VolumeNodeResources',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1':
    'CustomResourceColumnDefinition CustomResourceConversion CustomResourceDefinition CustomResourceDefinitionCondition ' +
    'CustomResourceDefinitionList CustomResourceDefinitionNames CustomResourceDefinitionSpec CustomResourceDefinitionStatus ' +
    'CustomResourceDefinitionVersion CustomResourceSubresourceScale CustomResourceSubresources CustomResourceValidation ' +
    'ExternalDocumentation JSONSchemaProps SelectableField ServiceReference ValidationRule WebhookClientConfig WebhookConversion',
  'io.k8s.apimachinery.pkg.apis.meta.v1':
    'APIGroup APIGroupList APIResource APIResourceList APIVersions Condition DeleteOptions FieldSelectorRequirement GroupResource ' +
    'GroupVersionForDiscovery LabelSelector LabelSelectorRequirement ListMeta ManagedFieldsEntry ObjectMeta OwnerReference ' +
    'Preconditions ServerAddressByClientCIDR ShardInfo Status StatusCause StatusDetails WatchEvent',
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1':
    'APIService APIServiceCondition APIServiceList APIServiceSpec APIServiceStatus ServiceReference',
};

/** Classes whose name carries the group, because two groups have one of that name. */
export const classPrefixes = {
  Core: 'io.k8s.api.core',
  Events: 'io.k8s.api.events',
  Discovery: 'io.k8s.api.discovery',
  Flowcontrol: 'io.k8s.api.flowcontrol',
  Rbac: 'io.k8s.api.rbac',
  Resource: 'io.k8s.api.resource',
  Storage: 'io.k8s.api.storage',
  Authentication: 'io.k8s.api.authentication',
  Admissionregistration: 'io.k8s.api.admissionregistration',
  Apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions',
  Apiregistration: 'io.k8s.kube-aggregator.pkg.apis.apiregistration',
};
