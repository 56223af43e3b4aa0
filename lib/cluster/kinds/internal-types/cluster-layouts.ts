import type { Layouts } from './layout';

/** Volumes of the cluster, devices and other kinds, as their types.go of v1.36 have them. */
export const clusterLayouts: Layouts = {
  SecretReference: 'Name Namespace',
  PersistentVolumeSource: `GCEPersistentDisk=gcePersistentDisk:*GCEPersistentDisk AWSElasticBlockStore=awsElasticBlockStore:*AWSElasticBlockStore
    HostPath:*HostPath Glusterfs:*GlusterfsPersistent NFS:*NFS RBD:*RBDPersistent Quobyte:*Quobyte ISCSI:*ISCSIPersistent
    FlexVolume:*FlexPersistent Cinder:*CinderPersistent CephFS=cephfs:*CephFSPersistent FC:*FC Flocker:*Flocker
    AzureFile:*AzureFilePersistent VsphereVolume:*VsphereVolume AzureDisk:*AzureDisk PhotonPersistentDisk:*PhotonPersistentDisk
    PortworxVolume:*PortworxVolume ScaleIO=scaleIO:*ScaleIOPersistent Local:*Local StorageOS=storageos:*StorageOSPersistent CSI:*CSIPersistent`,
  GlusterfsPersistent: 'EndpointsName=endpoints Path ReadOnly:bool EndpointsNamespace:*',
  RBDPersistent: `CephMonitors=monitors:[] RBDImage=image FSType RBDPool=pool RadosUser=user Keyring SecretRef:*SecretReference
    ReadOnly:bool`,
  ISCSIPersistent: `TargetPortal IQN Lun:int ISCSIInterface FSType ReadOnly:bool Portals:[] DiscoveryCHAPAuth=chapAuthDiscovery:bool
    SessionCHAPAuth=chapAuthSession:bool SecretRef:*SecretReference InitiatorName:*`,
  FlexPersistent: 'Driver FSType SecretRef:*SecretReference ReadOnly:bool Options:{}',
  CinderPersistent: 'VolumeID FSType ReadOnly:bool SecretRef:*SecretReference',
  CephFSPersistent: 'Monitors:[] Path User SecretFile SecretRef:*SecretReference ReadOnly:bool',
  AzureFilePersistent: 'SecretName ShareName ReadOnly:bool SecretNamespace:*',
  ScaleIOPersistent: `Gateway System SecretRef:*SecretReference SSLEnabled:bool ProtectionDomain StoragePool StorageMode VolumeName FSType
    ReadOnly:bool`,
  Local: 'Path FSType:*',
  StorageOSPersistent: 'VolumeName VolumeNamespace FSType ReadOnly:bool SecretRef:*SecretReference',
  CSIPersistent: `Driver VolumeHandle ReadOnly:bool FSType VolumeAttributes:{} ControllerPublishSecretRef:*SecretReference
    NodeStageSecretRef:*SecretReference NodePublishSecretRef:*SecretReference ControllerExpandSecretRef:*SecretReference
    NodeExpandSecretRef:*SecretReference`,
  VolumeNodeAffinity: 'Required:*NodeSelector',
  PersistentVolumeSpec: `Capacity:{} :PersistentVolumeSource AccessModes:[] ClaimRef:*ObjectReference PersistentVolumeReclaimPolicy
    StorageClassName MountOptions:[] VolumeMode:* NodeAffinity:*VolumeNodeAffinity VolumeAttributesClassName:*`,
  ObjectReference: 'Kind Namespace Name UID APIVersion ResourceVersion FieldPath',

  VolumeAttachmentSpec: 'Attacher Source:VolumeAttachmentSource NodeName',
  VolumeAttachmentSource: 'PersistentVolumeName:* InlineVolumeSpec:*PersistentVolumeSpec',
  CSINodeDriver: 'Name NodeID TopologyKeys:[] Allocatable:*VolumeNodeResources',
  VolumeNodeResources: 'Count:*',
  Taint: 'Key Value Effect TimeAdded:*',
  ParentReference: 'Group Resource Namespace Name',

  ResourceClaimSpec: 'Devices:DeviceClaim',
  ResourceClaimTemplateSpec: 'Spec:ResourceClaimSpec',
  DeviceClaim: 'Requests:[]DeviceRequest Constraints:[]DeviceConstraint Config:[]DeviceClaimConfiguration',
  DeviceRequest: 'Name Exactly:*ExactDeviceRequest FirstAvailable:[]DeviceSubRequest',
  ExactDeviceRequest: `DeviceClassName Selectors:[]DeviceSelector AllocationMode Count:int AdminAccess:* Tolerations:[]DeviceToleration
    Capacity:*CapacityRequirements`,
  DeviceSubRequest: `Name DeviceClassName Selectors:[]DeviceSelector AllocationMode Count:int Tolerations:[]DeviceToleration
    Capacity:*CapacityRequirements`,
  CapacityRequirements: 'Requests:{}',
  DeviceSelector: 'CEL:*CELDeviceSelector',
  CELDeviceSelector: 'Expression',
  DeviceToleration: 'Key Operator Value Effect TolerationSeconds:*',
  DeviceConstraint: 'Requests:[] MatchAttribute:* DistinctAttribute:*',
  DeviceClaimConfiguration: 'Requests:[] Opaque:*OpaqueDeviceConfiguration',
  OpaqueDeviceConfiguration: 'Driver Parameters:raw',
  DeviceAttribute: 'IntValue=int:* BoolValue=bool:* StringValue=string:* VersionValue=version:*',
  AllocationResult: 'Devices:DeviceAllocationResult NodeSelector:*NodeSelector AllocationTimestamp:*',
  DeviceAllocationResult: 'Results:[]DeviceRequestAllocationResult Config:[]DeviceAllocationConfiguration',
  DeviceRequestAllocationResult: `Request Driver Pool Device AdminAccess:* Tolerations:[]DeviceToleration BindingConditions:[]
    BindingFailureConditions:[] ShareID:* ConsumedCapacity:{}`,
  DeviceAllocationConfiguration: 'Source Requests:[] Opaque:*OpaqueDeviceConfiguration',

  FlowSchemaSpec: `PriorityLevelConfiguration:PriorityLevelReference MatchingPrecedence:int DistinguisherMethod:*FlowDistinguisherMethod
    Rules:[]PolicyRulesWithSubjects`,
  PriorityLevelReference: 'Name',
  FlowDistinguisherMethod: 'Type',
  PolicyRulesWithSubjects: 'Subjects:[]FlowSubject ResourceRules:[]ResourcePolicyRule NonResourceRules:[]NonResourcePolicyRule',
  FlowSubject: 'Kind User:*Name Group:*Name ServiceAccount:*ServiceAccountSubject',
  ServiceAccountSubject: 'Namespace Name',
  ResourcePolicyRule: 'Verbs:[] APIGroups:[] Resources:[] ClusterScope:bool Namespaces:[]',
  NonResourcePolicyRule: 'Verbs:[] NonResourceURLs:[]',
  PriorityLevelConfigurationSpec: 'Type Limited:*LimitedPriorityLevel Exempt:*ExemptPriorityLevel',
  LimitedPriorityLevel: 'NominalConcurrencyShares:int LimitResponse:LimitResponse LendablePercent:* BorrowingLimitPercent:*',
  ExemptPriorityLevel: 'NominalConcurrencyShares:* LendablePercent:*',
  LimitResponse: 'Type Queuing:*QueuingConfiguration',
  QueuingConfiguration: 'Queues:int HandSize:int QueueLengthLimit:int',
};
