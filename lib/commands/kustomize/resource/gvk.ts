/** Group, version and kind; what is empty selects anything. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Known to be no kind of any namespace; unknown kinds are taken to have one. */
  readonly clusterScoped: boolean;
}

/**
 * Kinds without namespaces in the OpenAPI document that kustomize 5 carries, which is Kubernetes 1.21's: younger ones (DeviceClass,
 * ValidatingAdmissionPolicy) get a namespace there too.
 */
const CLUSTER_SCOPED: Readonly<Record<string, string>> = {
  'admissionregistration.k8s.io/v1 v1beta1': 'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1 v1beta1': 'CustomResourceDefinition',
  'apiregistration.k8s.io/v1 v1beta1': 'APIService',
  'authentication.k8s.io/v1 v1beta1': 'TokenReview',
  'authorization.k8s.io/v1 v1beta1': 'SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
  'certificates.k8s.io/v1 v1beta1': 'CertificateSigningRequest',
  'flowcontrol.apiserver.k8s.io/v1beta1': 'FlowSchema PriorityLevelConfiguration',
  'networking.k8s.io/v1 v1beta1': 'IngressClass',
  'node.k8s.io/v1 v1beta1': 'RuntimeClass',
  'policy/v1beta1': 'PodSecurityPolicy',
  'rbac.authorization.k8s.io/v1 v1beta1': 'ClusterRole ClusterRoleBinding',
  'scheduling.k8s.io/v1 v1beta1': 'PriorityClass',
  'storage.k8s.io/v1 v1beta1': 'CSIDriver CSINode StorageClass VolumeAttachment',
  '/v1': 'ComponentStatus Namespace Node PersistentVolume',
};

const clusterScoped = new Set(
  Object.entries(CLUSTER_SCOPED).flatMap(([versions, kinds]) => {
    const [group, rest] = versions.split('/') as [string, string];
    return rest.split(' ').flatMap((version) => kinds.split(' ').map((kind) => `${group}/${version}/${kind}`));
  }),
);

export const gvkOf = (group: string, version: string, kind: string): Gvk => ({
  group,
  version,
  kind,
  clusterScoped: clusterScoped.has(`${group}/${version}/${kind}`),
});

/** Group and version of an apiVersion; `builtin` is the group of kustomize's own plugins. */
export function parseApiVersion(text: string): { readonly group: string; readonly version: string } {
  const at = text.indexOf('/');
  if (at >= 0) return { group: text.slice(0, at), version: text.slice(at + 1) };
  return text === 'builtin' ? { group: text, version: '' } : { group: '', version: text };
}

export const apiVersionOf = ({ group, version }: Gvk): string => (group === '' ? version : `${group}/${version}`);

/** `Deployment.v1.apps`, `ConfigMap.v1.[noGrp]`. */
export const gvkText = ({ group, version, kind }: Gvk): string => `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`;

export const sameGvk = (a: Gvk, b: Gvk): boolean => a.group === b.group && a.version === b.version && a.kind === b.kind;

/** Whether a selector, whose empty parts match anything, takes it. */
export const selectsGvk = (selector: Partial<Gvk>, { group, version, kind }: Gvk): boolean =>
  (!selector.group || selector.group === group) &&
  (!selector.version || selector.version === version) &&
  (!selector.kind || selector.kind === kind);

/** What kinds of equal rank are sorted by. */
export const gvkSortText = ({ group, version, kind }: Gvk): string => `${group || '~G'}_${version || '~V'}_${kind || '~K'}`;

const FIRST =
  'Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget'.split(
    ' ',
  );
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

/** The order in which kinds had best be created: below 0 the first ones, above 0 the last. */
export function kindRanks(first: readonly string[] = FIRST, last: readonly string[] = LAST): (kind: string) => number {
  const ranks = new Map<string, number>();
  first.forEach((kind, index) => ranks.set(kind, index - first.length));
  last.forEach((kind, index) => ranks.set(kind, index + 1));
  return (kind) => ranks.get(kind) ?? 0;
}

const defaultRank = kindRanks();
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export const compareGvks = (a: Gvk, b: Gvk, rank = defaultRank): number =>
  rank(a.kind) - rank(b.kind) || byText(gvkSortText(a), gvkSortText(b));
