import type { ControllerManagerConfiguration } from '@/lib/cluster/controllers/configuration';
import { component, type ComponentSource } from './component';
import { CONTROLLER_MANAGER_FLAGS } from './flag-names';
import { durationMs, klog, parseBool } from './klog';

const NO_FILE = 'no such file or directory';

/** Controllers of kube-controller-manager, by the names that `--controllers` takes. Models app.ControllersDisabledByDefault and the aliases. */
const CONTROLLERS: readonly string[] =
  'bootstrap-signer-controller certificatesigningrequest-approving-controller certificatesigningrequest-cleaner-controller certificatesigningrequest-signing-controller cloud-node-lifecycle-controller clusterrole-aggregation-controller cronjob-controller daemonset-controller deployment-controller device-taint-eviction-controller disruption-controller endpoints-controller endpointslice-controller endpointslice-mirroring-controller ephemeral-volume-controller garbage-collector-controller horizontal-pod-autoscaler-controller job-controller kube-apiserver-serving-clustertrustbundle-publisher-controller legacy-serviceaccount-token-cleaner-controller namespace-controller node-ipam-controller node-lifecycle-controller node-route-controller persistentvolume-attach-detach-controller persistentvolume-binder-controller persistentvolume-expander-controller persistentvolume-protection-controller persistentvolumeclaim-protection-controller pod-garbage-collector-controller podgroup-protection-controller replicaset-controller replicationcontroller-controller resourceclaim-controller resourcequota-controller root-ca-certificate-publisher-controller selinux-warning-controller service-cidr-controller service-lb-controller serviceaccount-controller serviceaccount-token-controller statefulset-controller storage-version-migrator-controller storageversion-garbage-collector-controller taint-eviction-controller token-cleaner-controller ttl-after-finished-controller ttl-controller validatingadmissionpolicy-status-controller volumeattributesclass-protection-controller'.split(
    ' ',
  );

/** The older names, which are still taken. Models controller-manager/app.ControllerNames. */
const ALIASES: Readonly<Record<string, string>> = {
  'serviceaccount-token': 'serviceaccount-token-controller',
  endpoint: 'endpoints-controller',
  endpointslice: 'endpointslice-controller',
  endpointslicemirroring: 'endpointslice-mirroring-controller',
  replicationcontroller: 'replicationcontroller-controller',
  podgc: 'pod-garbage-collector-controller',
  resourcequota: 'resourcequota-controller',
  namespace: 'namespace-controller',
  serviceaccount: 'serviceaccount-controller',
  garbagecollector: 'garbage-collector-controller',
  daemonset: 'daemonset-controller',
  job: 'job-controller',
  deployment: 'deployment-controller',
  replicaset: 'replicaset-controller',
  horizontalpodautoscaling: 'horizontal-pod-autoscaler-controller',
  disruption: 'disruption-controller',
  statefulset: 'statefulset-controller',
  cronjob: 'cronjob-controller',
  csrsigning: 'certificatesigningrequest-signing-controller',
  csrapproving: 'certificatesigningrequest-approving-controller',
  csrcleaner: 'certificatesigningrequest-cleaner-controller',
  ttl: 'ttl-controller',
  bootstrapsigner: 'bootstrap-signer-controller',
  tokencleaner: 'token-cleaner-controller',
  nodeipam: 'node-ipam-controller',
  nodelifecycle: 'node-lifecycle-controller',
  'persistentvolume-binder': 'persistentvolume-binder-controller',
  attachdetach: 'persistentvolume-attach-detach-controller',
  'persistentvolume-expander': 'persistentvolume-expander-controller',
  'clusterrole-aggregation': 'clusterrole-aggregation-controller',
  'pvc-protection': 'persistentvolumeclaim-protection-controller',
  'pv-protection': 'persistentvolume-protection-controller',
  'ttl-after-finished': 'ttl-after-finished-controller',
  'root-ca-cert-publisher': 'root-ca-certificate-publisher-controller',
  'ephemeral-volume': 'ephemeral-volume-controller',
  service: 'service-lb-controller',
};

const OFF_BY_DEFAULT = ['bootstrap-signer-controller', 'token-cleaner-controller', 'selinux-warning-controller'];

/** kube-controller-manager: its flags, its files, its lease. The controllers are the cluster's. Models cmd/kube-controller-manager/app. */
export const kubeControllerManager = component({
  name: 'kube-controller-manager',
  port: 10257,
  flags: CONTROLLER_MANAGER_FLAGS,
  boolFlags: ['allocate-node-cidrs', 'use-service-account-credentials', 'profiling', 'configure-cloud-routes', 'enable-garbage-collector'],
  durationFlags: [
    'node-monitor-grace-period',
    'node-monitor-period',
    'node-startup-grace-period',
    'cluster-signing-duration',
    'horizontal-pod-autoscaler-sync-period',
    'horizontal-pod-autoscaler-downscale-stabilization',
    'horizontal-pod-autoscaler-cpu-initialization-period',
    'horizontal-pod-autoscaler-initial-readiness-delay',
    'namespace-sync-period',
    'resource-quota-sync-period',
  ],
  configure,
  announce: () => {},
  working(sys, argv) {
    void argv;
    klog(sys, 'I', 'controllermanager.go:806', '"Started controller" controller="serviceaccount-token-controller"');
    klog(sys, 'I', 'shared_informer.go:349', '"Waiting for caches to sync" controller="tokens"');
    klog(sys, 'I', 'shared_informer.go:356', '"Caches are synced" controller="tokens"');
  },
  lost: (sys) => klog(sys, 'E', 'controllermanager.go:356', '"leaderelection lost"'),
});

function configure(source: ComponentSource): { configuration: ControllerManagerConfiguration } | { error: string } {
  const { flag, read } = source;
  const complaints: string[] = [];
  const words = (flag('controllers') ?? '*').split(',').filter(Boolean);
  const named = (word: string) => ALIASES[word] ?? word;
  for (const word of words) {
    const bare = word.replace(/^-/, '');
    if (word !== '*' && !CONTROLLERS.includes(named(bare))) complaints.push(`"${bare}" is not in the list of known controllers`);
  }
  for (const name of ['cluster-cidr', 'service-cluster-ip-range']) {
    const value = flag(name);
    if (value === undefined || value === '') continue;
    const bad = value.split(',').find((part) => !isCidr(part));
    if (bad !== undefined && (name !== 'cluster-cidr' || parseBool(flag('allocate-node-cidrs') ?? 'false'))) {
      return { error: name === 'cluster-cidr' ? `error processing CIDRs: invalid CIDR address: ${bad}` : `invalid CIDR address: ${bad}` };
    }
  }
  if (complaints.length > 0) return { error: complaints.length === 1 ? complaints[0]! : `[${complaints.join(', ')}]` };
  const rootCa = flag('root-ca-file');
  if (rootCa && read(rootCa) === undefined) return { error: `error reading root-ca-file at ${rootCa}: open ${rootCa}: ${NO_FILE}` };
  const key = flag('service-account-private-key-file');
  if (key) {
    const text = read(key);
    if (text === undefined) return { error: `error reading key for service account token controller: open ${key}: ${NO_FILE}` };
    if (!text.includes('PRIVATE KEY')) {
      return { error: `error reading key for service account token controller: data does not contain a valid RSA or ECDSA private key` };
    }
  }
  const signing: { certificate?: string; key?: string } = {};
  for (const [name, field] of [
    ['cluster-signing-cert-file', 'certificate'],
    ['cluster-signing-key-file', 'key'],
  ] as const) {
    const path = flag(name);
    if (!path) continue;
    const text = read(path);
    if (text === undefined) {
      const what = field === 'key' ? 'key' : 'cert';
      return {
        error: `failed to start kubernetes.io/kube-apiserver-client-kubelet certificate controller: error reading CA ${what} file "${path}": open ${path}: ${NO_FILE}`,
      };
    }
    signing[field] = text;
  }
  const on = (name: string) => {
    const mentions = words.map((word) => [word.startsWith('-'), named(word.replace(/^-/, ''))] as const);
    const own = mentions.find(([, which]) => which === name);
    if (own) return !own[0];
    return words.includes('*') && !OFF_BY_DEFAULT.includes(name);
  };
  const ms = (name: string) => {
    const value = flag(name);
    return value === undefined ? undefined : durationMs(value);
  };
  const number = (name: string) => {
    const value = flag(name);
    return value === undefined || !/^[\d.]+$/.test(value) ? undefined : Number(value);
  };
  const monitorGrace = ms('node-monitor-grace-period');
  const monitorPeriod = ms('node-monitor-period');
  const startupGrace = ms('node-startup-grace-period');
  const gc = number('terminated-pod-gc-threshold');
  const hpaSync = ms('horizontal-pod-autoscaler-sync-period');
  const hpaDown = ms('horizontal-pod-autoscaler-downscale-stabilization');
  const hpaTolerance = number('horizontal-pod-autoscaler-tolerance');
  const signingDuration = ms('cluster-signing-duration');
  const mask = number('node-cidr-mask-size-ipv4') ?? number('node-cidr-mask-size');
  const initialization = ms('horizontal-pod-autoscaler-cpu-initialization-period');
  const readiness = ms('horizontal-pod-autoscaler-initial-readiness-delay');
  return {
    configuration: {
      disabled: CONTROLLERS.filter((name) => !on(name)),
      allocateNodeCidrs: parseBool(flag('allocate-node-cidrs') ?? 'false') ?? false,
      ...(flag('cluster-cidr') && { clusterCidr: flag('cluster-cidr')! }),
      useServiceAccountCredentials: parseBool(flag('use-service-account-credentials') ?? 'false') ?? false,
      ...(monitorGrace !== undefined && { nodeMonitorGraceMs: monitorGrace }),
      ...(monitorPeriod !== undefined && { nodeMonitorPeriodMs: monitorPeriod }),
      ...(startupGrace !== undefined && { nodeStartupGraceMs: startupGrace }),
      ...(gc !== undefined && { terminatedPodGcThreshold: gc }),
      ...(hpaSync !== undefined && { autoscalerSyncMs: hpaSync }),
      ...(hpaDown !== undefined && { autoscalerDownscaleStabilizationMs: hpaDown }),
      ...(hpaTolerance !== undefined && { autoscalerTolerance: hpaTolerance }),
      ...(signingDuration !== undefined && { signingDurationMs: signingDuration }),
      ...(mask !== undefined && { nodeCidrMaskSize: mask }),
      ...(initialization !== undefined && { autoscalerInitializationMs: initialization }),
      ...(readiness !== undefined && { autoscalerReadinessDelayMs: readiness }),
      ...(signing.certificate !== undefined &&
        signing.key !== undefined && { signing: { certificatePem: signing.certificate, privatePem: signing.key } }),
      signs: signing.certificate !== undefined && signing.key !== undefined,
    },
  };
}

function isCidr(text: string): boolean {
  const [ip = '', bits = ''] = text.split('/');
  if (ip.includes(':')) return /^[0-9a-fA-F:]+$/.test(ip) && /^\d+$/.test(bits) && Number(bits) <= 128;
  const parts = ip.split('.');
  return (
    parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255) && /^\d+$/.test(bits) && Number(bits) <= 32
  );
}
