import { sortSpecs, type FieldSpec } from './field-spec';
import { sortReferences, type Referral, type TransformerConfig } from './transformer-config';

/** Where pods are described, by kind. */
const POD_SPECS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
  ReplicationController: 'spec/template/spec',
};
const RBAC = 'rbac.authorization.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

/** Fields of pods, in the kinds named. */
const inPods = (kinds: string, ...paths: string[]): FieldSpec[] =>
  kinds.split(' ').flatMap((kind) => paths.map((path) => ({ kind, path: `${POD_SPECS[kind]}/${path}` })));

const at = (path: string, kinds: string, group?: string): FieldSpec[] =>
  kinds.split(' ').map((kind) => ({ path, kind, ...(group !== undefined && { group }) }));

const POD_KINDS = 'Pod PodTemplate Deployment ReplicaSet DaemonSet StatefulSet Job CronJob';
const OLD_POD_KINDS = 'Pod StatefulSet Deployment ReplicationController CronJob Job DaemonSet';
/** A Pod is one of v1 where config maps and secrets are concerned. */
const inV1Pods = (...paths: string[]): FieldSpec[] =>
  inPods(POD_KINDS, ...paths).map((spec) => (spec.kind === 'Pod' ? { ...spec, version: 'v1' } : spec));

const inEnvironments = (keyRef: string, from: string) =>
  ['containers', 'initContainers'].flatMap((list) => [`${list}/env/valueFrom/${keyRef}/name`, `${list}/envFrom/${from}/name`]);

const scaled = ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
  kind,
  fieldSpecs: at('spec/scaleTargetRef/name', 'HorizontalPodAutoscaler'),
}));

const NAME_REFERENCES: readonly Referral[] = [
  ...scaled,
  {
    kind: 'ConfigMap',
    version: 'v1',
    fieldSpecs: [
      ...inV1Pods(
        'volumes/configMap/name',
        'volumes/projected/sources/configMap/name',
        ...inEnvironments('configMapKeyRef', 'configMapRef'),
      ),
      ...at('spec/configSource/configMap', 'Node'),
      ...at('rules/resourceNames', 'Role ClusterRole'),
      ...at('metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap', 'Ingress'),
    ],
  },
  {
    kind: 'Secret',
    version: 'v1',
    fieldSpecs: [
      ...inV1Pods(
        'volumes/secret/secretName',
        'volumes/projected/sources/secret/name',
        'imagePullSecrets/name',
        ...inEnvironments('secretKeyRef', 'secretRef'),
      ),
      ...at('spec/tls/secretName', 'Ingress'),
      ...[
        'ingress.kubernetes.io\\/auth-secret',
        'nginx.ingress.kubernetes.io\\/auth-secret',
        'nginx.ingress.kubernetes.io\\/auth-tls-secret',
      ].flatMap((name) => at(`metadata/annotations/${name}`, 'Ingress')),
      ...at('imagePullSecrets/name', 'ServiceAccount'),
      ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].flatMap((name) => at(`parameters/${name}`, 'StorageClass')),
      ...at('rules/resourceNames', 'Role ClusterRole'),
      {
        path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
        kind: 'Service',
        group: 'serving.knative.dev',
        version: 'v1',
      },
      ...at('spec/azureFile/secretName', 'PersistentVolume'),
    ],
  },
  {
    kind: 'Service',
    version: 'v1',
    fieldSpecs: [
      ...at('spec/serviceName', 'StatefulSet', 'apps'),
      ...[
        'spec/rules/http/paths/backend/serviceName',
        'spec/backend/serviceName',
        'spec/rules/http/paths/backend/service/name',
        'spec/defaultBackend/service/name',
      ].flatMap((path) => at(path, 'Ingress')),
      ...at('spec/service/name', 'APIService', 'apiregistration.k8s.io'),
      ...at('webhooks/clientConfig/service', 'ValidatingWebhookConfiguration MutatingWebhookConfiguration', ADMISSION),
    ],
  },
  { kind: 'Role', group: RBAC, fieldSpecs: at('roleRef/name', 'RoleBinding', RBAC) },
  { kind: 'ClusterRole', group: RBAC, fieldSpecs: at('roleRef/name', 'RoleBinding ClusterRoleBinding', RBAC) },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fieldSpecs: [...at('subjects', 'RoleBinding ClusterRoleBinding', RBAC), ...inPods(OLD_POD_KINDS, 'serviceAccountName')],
  },
  { kind: 'PersistentVolumeClaim', version: 'v1', fieldSpecs: inPods(OLD_POD_KINDS, 'volumes/persistentVolumeClaim/claimName') },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fieldSpecs: [...at('spec/volumeName', 'PersistentVolumeClaim'), ...at('rules/resourceNames', 'ClusterRole')],
  },
  {
    kind: 'StorageClass',
    version: 'v1',
    group: 'storage.k8s.io',
    fieldSpecs: [
      ...at('spec/storageClassName', 'PersistentVolume PersistentVolumeClaim'),
      ...at('spec/volumeClaimTemplates/spec/storageClassName', 'StatefulSet'),
    ],
  },
  { kind: 'PriorityClass', version: 'v1', group: 'scheduling.k8s.io', fieldSpecs: inPods(OLD_POD_KINDS, 'priorityClassName') },
  // The group is upstream's slip: nothing is ever of it, so an Ingress keeps the name of its class.
  { kind: 'IngressClass', version: 'v1', group: 'networking.k8s.io/v1', fieldSpecs: at('spec/ingressClassName', 'Ingress') },
  {
    kind: 'ValidatingAdmissionPolicy',
    group: ADMISSION,
    fieldSpecs: at('spec/policyName', 'ValidatingAdmissionPolicyBinding', ADMISSION),
  },
];

const made = (path: string, kind?: string, group?: string, version?: string): FieldSpec => ({
  path,
  create: true,
  ...(kind !== undefined && { kind }),
  ...(group !== undefined && { group }),
  ...(version !== undefined && { version }),
});

const TEMPLATE_LABELS: readonly FieldSpec[] = [
  made('metadata/labels'),
  made('spec/template/metadata/labels', 'ReplicationController', undefined, 'v1'),
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => made('spec/template/metadata/labels', kind)),
  made('spec/template/metadata/labels', 'StatefulSet', 'apps'),
  made('spec/volumeClaimTemplates[]/metadata/labels', 'StatefulSet', 'apps'),
  made('spec/template/metadata/labels', 'Job', 'batch'),
  made('spec/jobTemplate/metadata/labels', 'CronJob', 'batch'),
  made('spec/jobTemplate/spec/template/metadata/labels', 'CronJob', 'batch'),
];

const SPREAD = [
  ...['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
    `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm`,
    `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution`,
  ]),
  'topologySpreadConstraints',
];

const SELECTOR_LABELS: readonly FieldSpec[] = [
  ...['Service', 'ReplicationController'].map((kind) => made('spec/selector', kind, undefined, 'v1')),
  ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) => made('spec/selector/matchLabels', kind)),
  made('spec/selector/matchLabels', 'StatefulSet', 'apps'),
  ...SPREAD.flatMap((path) => at(`spec/template/spec/${path}/labelSelector/matchLabels`, 'Deployment StatefulSet', 'apps')),
  ...at('spec/selector/matchLabels', 'Job', 'batch'),
  ...at('spec/jobTemplate/spec/selector/matchLabels', 'CronJob', 'batch'),
  ...at('spec/selector/matchLabels', 'PodDisruptionBudget', 'policy'),
  ...['podSelector', 'ingress/from/podSelector', 'egress/to/podSelector'].flatMap((path) =>
    at(`spec/${path}/matchLabels`, 'NetworkPolicy', 'networking.k8s.io'),
  ),
];

const COMMON_ANNOTATIONS: readonly FieldSpec[] = [
  made('metadata/annotations'),
  made('spec/template/metadata/annotations', 'ReplicationController', undefined, 'v1'),
  ...['Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet'].map((kind) => made('spec/template/metadata/annotations', kind)),
  made('spec/template/metadata/annotations', 'Job', 'batch'),
  made('spec/jobTemplate/metadata/annotations', 'CronJob', 'batch'),
  made('spec/jobTemplate/spec/template/metadata/annotations', 'CronJob', 'batch'),
];

const VAR_KINDS = 'CronJob DaemonSet Deployment Job Pod ReplicaSet StatefulSet';
const VAR_REFERENCES: readonly FieldSpec[] = [
  ...inPods(
    VAR_KINDS,
    ...['containers', 'initContainers'].flatMap((list) =>
      ['args', 'command', 'env/value', 'volumeMounts/mountPath'].map((field) => `${list}/${field}`),
    ),
  ),
  ...inPods('DaemonSet Deployment Job Pod ReplicaSet', 'volumes/nfs/server'),
  ...at('spec/jobTemplate/spec/template/volumes/nfs/server', 'CronJob'),
  ...at('spec/volumeClaimTemplates/spec/nfs/server', 'StatefulSet'),
  ...at('spec/nfs/server', 'PersistentVolume'),
  ...at('spec/template/metadata/annotations', 'Deployment'),
  ...['spec/rules/host', 'spec/tls/hosts', 'spec/tls/secretName'].flatMap((path) => at(path, 'Ingress')),
  ...['spec/ports/port', 'spec/ports/targetPort'].flatMap((path) => at(path, 'Service')),
  { path: 'metadata/labels' },
  { path: 'metadata/annotations' },
];

const IMAGES = ['spec/', 'spec/template/spec/'].flatMap((prefix) =>
  ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map((path) => made(prefix + path)),
);

let known: TransformerConfig | undefined;

/** What kustomize knows of Kubernetes' own kinds (Models api/internal/konfig/builtinpluginconsts). */
export function defaultConfig(): TransformerConfig {
  known ??= {
    namePrefix: [{ path: 'metadata/name' }],
    nameSuffix: [{ path: 'metadata/name' }],
    namespace: sortSpecs([
      made('metadata/name', 'Namespace'),
      made('spec/service/namespace', 'APIService', 'apiregistration.k8s.io'),
      ...at('spec/conversion/webhook/clientConfig/service/namespace', 'CustomResourceDefinition', 'apiextensions.k8s.io'),
    ]),
    commonLabels: sortSpecs([...SELECTOR_LABELS, ...TEMPLATE_LABELS]),
    templateLabels: sortSpecs(TEMPLATE_LABELS),
    commonAnnotations: sortSpecs(COMMON_ANNOTATIONS),
    nameReference: sortReferences(NAME_REFERENCES),
    varReference: sortSpecs(VAR_REFERENCES),
    images: sortSpecs(IMAGES),
    replicas: sortSpecs(['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) => made('spec/replicas', kind))),
  };
  return known;
}
