import type { Layouts } from './layout';

/** Pods and what they are made of, as pkg/apis/core/types.go of v1.36 has them. */
export const podLayouts: Layouts = {
  PodSpec: `Volumes:[]Volume InitContainers:[]Container Containers:[]Container EphemeralContainers:[]EphemeralContainer RestartPolicy
    TerminationGracePeriodSeconds:* ActiveDeadlineSeconds:* DNSPolicy NodeSelector:{} ServiceAccountName AutomountServiceAccountToken:*
    NodeName SecurityContext:*PodSecurityContext ImagePullSecrets:[]Name Hostname Subdomain SetHostnameAsFQDN:* Affinity:*Affinity
    SchedulerName Tolerations:[]Toleration HostAliases:[]HostAlias PriorityClassName Priority:* PreemptionPolicy:* DNSConfig:*PodDNSConfig
    ReadinessGates:[]PodReadinessGate RuntimeClassName:* Overhead:{} EnableServiceLinks:* TopologySpreadConstraints:[]TopologySpreadConstraint
    OS:*Name SchedulingGates:[]Name ResourceClaims:[]PodResourceClaim Resources:*ResourceRequirements HostnameOverride:*
    SchedulingGroup:*PodSchedulingGroup`,
  Name: 'Name',
  PodSchedulingGroup: 'PodGroupName:*',
  PodReadinessGate: 'ConditionType',
  PodResourceClaim: 'Name ResourceClaimName:* ResourceClaimTemplateName:*',
  HostAlias: 'IP Hostnames:[]',
  PodDNSConfig: 'Nameservers:[] Searches:[] Options:[]PodDNSConfigOption',
  PodDNSConfigOption: 'Name Value:*',
  Toleration: 'Key Operator Value Effect TolerationSeconds:*',
  TopologySpreadConstraint: `MaxSkew:int TopologyKey WhenUnsatisfiable LabelSelector:raw MinDomains:* NodeAffinityPolicy:* NodeTaintsPolicy:*
    MatchLabelKeys:[]`,
  PodSecurityContext: `HostNetwork:bool HostPID:bool HostIPC:bool ShareProcessNamespace:* HostUsers:* SELinuxOptions:*SELinuxOptions
    WindowsOptions:*WindowsOptions RunAsUser:* RunAsGroup:* RunAsNonRoot:* SupplementalGroups:[] SupplementalGroupsPolicy:* FSGroup:*
    FSGroupChangePolicy:* Sysctls:[]Sysctl SeccompProfile:*Profile AppArmorProfile:*Profile SELinuxChangePolicy:*`,
  Sysctl: 'Name Value',
  SELinuxOptions: 'User Role Type Level',
  WindowsOptions: 'GMSACredentialSpecName:* GMSACredentialSpec:* RunAsUserName:* HostProcess:*',
  Profile: 'Type LocalhostProfile:*',

  Affinity: 'NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAffinity',
  NodeAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm',
  NodeSelector: 'NodeSelectorTerms:[]NodeSelectorTerm',
  NodeSelectorTerm: 'MatchExpressions:[]NodeSelectorRequirement MatchFields:[]NodeSelectorRequirement',
  NodeSelectorRequirement: 'Key Operator Values:[]',
  PreferredSchedulingTerm: 'Weight:int Preference:NodeSelectorTerm',
  PodAffinity:
    'RequiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm',
  WeightedPodAffinityTerm: 'Weight:int PodAffinityTerm:PodAffinityTerm',
  PodAffinityTerm: 'LabelSelector:raw Namespaces:[] TopologyKey NamespaceSelector:raw MatchLabelKeys:[] MismatchLabelKeys:[]',

  Container: `Name Image Command:[] Args:[] WorkingDir Ports:[]ContainerPort EnvFrom:[]EnvFromSource Env:[]EnvVar
    Resources:ResourceRequirements ResizePolicy:[]ContainerResizePolicy RestartPolicy:* RestartPolicyRules:[]ContainerRestartRule
    VolumeMounts:[]VolumeMount VolumeDevices:[]VolumeDevice LivenessProbe:*Probe ReadinessProbe:*Probe StartupProbe:*Probe
    Lifecycle:*Lifecycle TerminationMessagePath TerminationMessagePolicy ImagePullPolicy SecurityContext:*SecurityContext Stdin:bool
    StdinOnce:bool TTY:bool`,
  EphemeralContainer: ':Container TargetContainerName',
  ContainerPort: 'Name HostPort:int ContainerPort:int Protocol HostIP',
  EnvFromSource: 'Prefix ConfigMapRef:*OptionalRef SecretRef:*OptionalRef',
  OptionalRef: 'Name Optional:*',
  EnvVar: 'Name Value ValueFrom:*EnvVarSource',
  EnvVarSource: `FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector ConfigMapKeyRef:*KeySelector SecretKeyRef:*KeySelector
    FileKeyRef:*FileKeySelector`,
  ObjectFieldSelector: 'APIVersion FieldPath',
  ResourceFieldSelector: 'ContainerName Resource Divisor:qty',
  KeySelector: 'Name Key Optional:*',
  FileKeySelector: 'VolumeName Path Key Optional:*',
  ResourceRequirements: 'Limits:{} Requests:{} Claims:[]ResourceClaim',
  ResourceClaim: 'Name Request',
  ContainerResizePolicy: 'ResourceName RestartPolicy',
  ContainerRestartRule: 'Action ExitCodes:*ContainerRestartRuleOnExitCodes',
  ContainerRestartRuleOnExitCodes: 'Operator Values:[]',
  VolumeMount: 'Name ReadOnly:bool RecursiveReadOnly:* MountPath SubPath MountPropagation:* SubPathExpr',
  VolumeDevice: 'Name DevicePath',
  Probe: `Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction GRPC:*GRPCAction InitialDelaySeconds:int TimeoutSeconds:int
    PeriodSeconds:int SuccessThreshold:int FailureThreshold:int TerminationGracePeriodSeconds:*`,
  ExecAction: 'Command:[]',
  HTTPGetAction: 'Path Port:port Host Scheme HTTPHeaders:[]HTTPHeader',
  HTTPHeader: 'Name Value',
  TCPSocketAction: 'Port:port Host',
  GRPCAction: 'Port:int Service:*',
  Lifecycle: 'PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*',
  LifecycleHandler: 'Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction Sleep:*SleepAction',
  SleepAction: 'Seconds:int',
  SecurityContext: `Capabilities:*Capabilities Privileged:* SELinuxOptions:*SELinuxOptions WindowsOptions:*WindowsOptions RunAsUser:*
    RunAsGroup:* RunAsNonRoot:* ReadOnlyRootFilesystem:* AllowPrivilegeEscalation:* ProcMount:* SeccompProfile:*Profile
    AppArmorProfile:*Profile`,
  Capabilities: 'Add:[] Drop:[]',
};
