import { matchesLabels, type LabelOperator } from '@/lib/api/label-selector';
import type { KubeObject } from '@/lib/api/object';
import { qosClass } from '../kinds/pod/qos';

/** Models corev1.ScopedResourceSelectorRequirement. */
export interface ScopeSelector {
  readonly scopeName: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

/** The scopes of a quota as selectors. Models getScopeSelectorsFromQuota. */
export function scopeSelectors(quota: KubeObject): readonly ScopeSelector[] {
  const scopes = (quota.spec?.scopes ?? []) as readonly string[];
  return [
    ...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...((quota.spec?.scopeSelector?.matchExpressions ?? []) as readonly ScopeSelector[]),
  ];
}

const OPERATORS: Readonly<Record<string, LabelOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };

const selects = ({ operator, values }: ScopeSelector, name: string | undefined): boolean =>
  matchesLabels([{ key: 'class', operator: OPERATORS[operator] ?? 'exists', values: values ?? [] }], name ? { class: name } : {});

/** Whether a pod has an end to its life. */
export const isTerminating = (pod: KubeObject): boolean => ((pod.spec?.activeDeadlineSeconds as number | undefined) ?? -1) >= 0;

interface Term {
  readonly namespaces?: readonly string[];
  readonly namespaceSelector?: object;
}

/** Models usesCrossNamespacePodAffinity. */
function looksAcrossNamespaces(pod: KubeObject): boolean {
  return ['podAffinity', 'podAntiAffinity'].some((kind) => {
    const affinity = pod.spec?.affinity?.[kind] as
      | {
          readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly Term[];
          readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly { readonly podAffinityTerm?: Term }[];
        }
      | undefined;
    const terms = [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
    ];
    return terms.some((term) => (term?.namespaces?.length ?? 0) > 0 || term?.namespaceSelector !== undefined);
  });
}

/** Models podMatchesScopeFunc. */
export function podMatchesScope(selector: ScopeSelector, pod: KubeObject): boolean {
  switch (selector.scopeName) {
    case 'Terminating':
      return isTerminating(pod);
    case 'NotTerminating':
      return !isTerminating(pod);
    case 'BestEffort':
      return qosClass(pod.spec) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(pod.spec) !== 'BestEffort';
    case 'PriorityClass':
      return selects(selector, pod.spec?.priorityClassName as string | undefined);
    case 'CrossNamespacePodAffinity':
      return looksAcrossNamespaces(pod);
    default:
      return false;
  }
}

/** Models pvcMatchesScopeFunc: a claim counts for every class it has, gets or asks for. */
export function claimMatchesScope(selector: ScopeSelector, claim: KubeObject): boolean {
  if (selector.scopeName !== 'VolumeAttributesClass') return false;
  const names = [
    claim.spec?.volumeAttributesClassName,
    claim.status?.currentVolumeAttributesClassName,
    claim.status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ].filter((name): name is string => typeof name === 'string' && name !== '');
  if (selector.operator === 'NotIn' || selector.operator === 'DoesNotExist' || names.length === 0) {
    return [...names, ...(names.length === 0 ? [undefined] : [])].every((name) => selects(selector, name));
  }
  return names.some((name) => selects(selector, name));
}
