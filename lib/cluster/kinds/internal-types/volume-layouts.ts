import type { Layouts } from './layout';

/** Volumes of pods, and claims. */
export const volumeLayouts: Layouts = {
  Volume: `Name HostPath:*HostPath EmptyDir:*EmptyDir GCEPersistentDisk:*GCEPersistentDisk AWSElasticBlockStore:*AWSElasticBlockStore
    GitRepo:*GitRepo Secret:*SecretVolume NFS:*NFS ISCSI:*ISCSI Glusterfs:*Glusterfs PersistentVolumeClaim:*ClaimVolume RBD:*RBD
    Quobyte:*Quobyte FlexVolume:*FlexVolume Cinder:*Cinder CephFS=cephfs:*CephFS Flocker:*Flocker DownwardAPI:*DownwardAPI FC:*FC
    AzureFile:*AzureFile ConfigMap:*ConfigMapVolume VsphereVolume:*VsphereVolume AzureDisk:*AzureDisk PhotonPersistentDisk:*PhotonPersistentDisk
    Projected:*Projected PortworxVolume:*PortworxVolume ScaleIO:*ScaleIO StorageOS=storageos:*StorageOS CSI:*CSI Ephemeral:*Ephemeral
    Image:*ImageVolume`,
  HostPath: 'Path Type:*',
  EmptyDir: 'Medium SizeLimit:*',
  GCEPersistentDisk: 'PDName FSType Partition:int ReadOnly:bool',
  AWSElasticBlockStore: 'VolumeID FSType Partition:int ReadOnly:bool',
  GitRepo: 'Repository Revision Directory',
  SecretVolume: 'SecretName Items:[]KeyToPath DefaultMode:* Optional:*',
  KeyToPath: 'Key Path Mode:*',
  NFS: 'Server Path ReadOnly:bool',
  ISCSI: `TargetPortal IQN Lun:int ISCSIInterface FSType ReadOnly:bool Portals:[] DiscoveryCHAPAuth=chapAuthDiscovery:bool
    SessionCHAPAuth=chapAuthSession:bool SecretRef:*Name InitiatorName:*`,
  Glusterfs: 'EndpointsName=endpoints Path ReadOnly:bool',
  ClaimVolume: 'ClaimName ReadOnly:bool',
  RBD: `CephMonitors=monitors:[] RBDImage=image FSType RBDPool=pool RadosUser=user Keyring SecretRef:*Name ReadOnly:bool`,
  Quobyte: 'Registry Volume ReadOnly:bool User Group Tenant',
  FlexVolume: 'Driver FSType SecretRef:*Name ReadOnly:bool Options:{}',
  Cinder: 'VolumeID FSType ReadOnly:bool SecretRef:*Name',
  CephFS: 'Monitors:[] Path User SecretFile SecretRef:*Name ReadOnly:bool',
  Flocker: 'DatasetName DatasetUUID',
  DownwardAPI: 'Items:[]DownwardAPIFile DefaultMode:*',
  DownwardAPIFile: 'Path FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:*',
  FC: 'TargetWWNs:[] Lun:* FSType ReadOnly:bool WWIDs=wwids:[]',
  AzureFile: 'SecretName ShareName ReadOnly:bool',
  ConfigMapVolume: 'Name Items:[]KeyToPath DefaultMode:* Optional:*',
  VsphereVolume: 'VolumePath FSType StoragePolicyName StoragePolicyID',
  AzureDisk: 'DiskName DataDiskURI=diskURI CachingMode:* FSType:* ReadOnly:* Kind:*',
  PhotonPersistentDisk: 'PdID FSType',
  Projected: 'Sources:[]VolumeProjection DefaultMode:*',
  VolumeProjection: `Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*SecretProjection
    ServiceAccountToken:*ServiceAccountToken ClusterTrustBundle:*ClusterTrustBundle PodCertificate:*PodCertificate`,
  SecretProjection: 'Name Items:[]KeyToPath Optional:*',
  DownwardAPIProjection: 'Items:[]DownwardAPIFile',
  ServiceAccountToken: 'Audience ExpirationSeconds:int Path',
  ClusterTrustBundle: 'Name:* SignerName:* LabelSelector:raw Optional:* Path',
  PodCertificate: 'SignerName KeyType MaxExpirationSeconds:* CredentialBundlePath KeyPath CertificateChainPath UserAnnotations:{}',
  PortworxVolume: 'VolumeID FSType ReadOnly:bool',
  ScaleIO: `Gateway System SecretRef:*Name SSLEnabled:bool ProtectionDomain StoragePool StorageMode VolumeName FSType ReadOnly:bool`,
  StorageOS: 'VolumeName VolumeNamespace FSType ReadOnly:bool SecretRef:*Name',
  CSI: 'Driver ReadOnly:* FSType:* VolumeAttributes:{} NodePublishSecretRef:*Name',
  Ephemeral: 'VolumeClaimTemplate:*ClaimTemplate',
  ClaimTemplate: 'Spec:ClaimSpec',
  ImageVolume: 'Reference PullPolicy',
  ClaimSpec: `AccessModes:[] Selector:raw Resources:VolumeResourceRequirements VolumeName StorageClassName:* VolumeMode:*
    DataSource:*TypedLocalObjectReference DataSourceRef:*TypedObjectReference VolumeAttributesClassName:*`,
  VolumeResourceRequirements: 'Limits:{} Requests:{}',
  TypedLocalObjectReference: 'APIGroup:* Kind Name',
  TypedObjectReference: 'APIGroup:* Kind Name Namespace:*',
};
