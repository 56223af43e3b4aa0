/** What the flags of kube-controller-manager come to. Plain data: it is state of the cluster. Times are milliseconds. */
export interface ControllerManagerConfiguration {
  /** Controllers that do not run, by upstream's names: `deployment-controller`. */
  readonly disabled: readonly string[];
  readonly allocateNodeCidrs: boolean;
  readonly clusterCidr?: string;
  readonly nodeCidrMaskSize?: number;
  /** False: all controllers act as kube-controller-manager itself. */
  readonly useServiceAccountCredentials: boolean;
  readonly nodeMonitorGraceMs?: number;
  readonly nodeMonitorPeriodMs?: number;
  readonly nodeStartupGraceMs?: number;
  readonly terminatedPodGcThreshold?: number;
  readonly autoscalerSyncMs?: number;
  readonly autoscalerDownscaleStabilizationMs?: number;
  readonly autoscalerTolerance?: number;
  readonly autoscalerInitializationMs?: number;
  readonly autoscalerReadinessDelayMs?: number;
  readonly signingDurationMs?: number;
  /** The files of --cluster-signing-cert-file and -key-file. */
  readonly signing?: { readonly certificatePem: string; readonly privatePem: string };
  /** Whether there is a certificate and a key to sign requests with. */
  readonly signs: boolean;
}

/** Work queues (`bindQueue`) by the controller they belong to, where the name is not the queue's own with `-controller`. */
const CONTROLLER_OF: Readonly<Record<string, string>> = {
  'bootstrap-signer': 'bootstrap-signer-controller',
  csrapproving: 'certificatesigningrequest-approving-controller',
  csrsigning: 'certificatesigningrequest-signing-controller',
  csrcleaner: 'certificatesigningrequest-cleaner-controller',
  endpoint: 'endpoints-controller',
  endpointslicemirroring: 'endpointslice-mirroring-controller',
  'job-orphan': 'job-controller',
  nodeipam: 'node-ipam-controller',
  'pv-binder-claims': 'persistentvolume-binder-controller',
  'pv-binder-volumes': 'persistentvolume-binder-controller',
  'pod-gc': 'pod-garbage-collector-controller',
  'pv-protection': 'persistentvolume-protection-controller',
  'pvc-protection': 'persistentvolumeclaim-protection-controller',
  'resource-quota': 'resourcequota-controller',
  'root-ca-cert-publisher': 'root-ca-certificate-publisher-controller',
  servicecidrs: 'service-cidr-controller',
  'serviceaccount-token-reference': 'serviceaccount-token-controller',
  tokencleaner: 'token-cleaner-controller',
  'validatingadmissionpolicy-status': 'validatingadmissionpolicy-status-controller',
  'volume-expand': 'persistentvolume-expander-controller',
  'attach-detach': 'persistentvolume-attach-detach-controller',
  'horizontal-pod-autoscaler': 'horizontal-pod-autoscaler-controller',
  replicationcontroller: 'replicationcontroller-controller',
};

/** Upstream's name of the controller that works on a queue. */
export const controllerOf = (queue: string): string => CONTROLLER_OF[queue] ?? `${queue}-controller`;
