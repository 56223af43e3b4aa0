import { invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import { isDns1123Subdomain } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { validateSelector } from '../validation';
import type { PolicyRule } from './policy-rule';

/** Models rbac validation.ValidatePolicyRule. */
function validateRule(rule: PolicyRule, namespaced: boolean, field: string): FieldError[] {
  const found: FieldError[] = [];
  const has = (list: readonly string[] | undefined) => (list?.length ?? 0) > 0;
  if (!has(rule.verbs)) found.push(required(`${field}.verbs`, 'verbs must contain at least one value'));
  if (has(rule.nonResourceURLs)) {
    if (namespaced)
      found.push(invalid(`${field}.nonResourceURLs`, rule.nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (has(rule.apiGroups) || has(rule.resources) || has(rule.resourceNames)) {
      found.push(
        invalid(`${field}.nonResourceURLs`, rule.nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'),
      );
    }
    return found;
  }
  if (!has(rule.apiGroups)) found.push(required(`${field}.apiGroups`, 'resource rules must supply at least one api group'));
  if (!has(rule.resources)) found.push(required(`${field}.resources`, 'resource rules must supply at least one resource'));
  return found;
}

export const validateRole =
  (namespaced: boolean) =>
  (role: KubeObject): FieldError[] =>
    ((role.rules ?? []) as readonly PolicyRule[]).flatMap((rule, i) => validateRule(rule, namespaced, `rules[${i}]`));

/** Models rbac validation.ValidateClusterRole. */
export function validateClusterRole(role: KubeObject): FieldError[] {
  const found = validateRole(false)(role);
  if (role.aggregationRule === undefined) return found;
  const selectors: readonly object[] = role.aggregationRule.clusterRoleSelectors ?? [];
  const at = 'aggregationRule.clusterRoleSelectors';
  if (selectors.length === 0) return [...found, required(at, 'at least one clusterRoleSelector required if aggregationRule is non-nil')];
  return [...found, ...selectors.flatMap((selector, i) => validateSelector(selector, `${at}[${i}]`))];
}

interface Subject {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly apiGroup?: string;
}

const GROUP = 'rbac.authorization.k8s.io';

/** Models rbac validation.ValidateRoleBindingSubject. */
function validateSubject(subject: Subject, namespaced: boolean, field: string): FieldError[] {
  const found: FieldError[] = [];
  if (!subject.name) found.push(required(`${field}.name`));
  switch (subject.kind) {
    case 'ServiceAccount':
      if (subject.name) for (const text of isDns1123Subdomain(subject.name)) found.push(invalid(`${field}.name`, subject.name, text));
      if (subject.apiGroup) found.push(notSupported(`${field}.apiGroup`, subject.apiGroup, ['']));
      if (!subject.namespace && !namespaced) found.push(required(`${field}.namespace`));
      break;
    case 'User':
    case 'Group':
      if (subject.apiGroup !== GROUP) found.push(notSupported(`${field}.apiGroup`, subject.apiGroup ?? '', [GROUP]));
      break;
    default:
      found.push(notSupported(`${field}.kind`, subject.kind ?? '', ['ServiceAccount', 'User', 'Group']));
  }
  return found;
}

export const validateBinding =
  (namespaced: boolean) =>
  (binding: KubeObject): FieldError[] => {
    const { apiGroup, kind, name } = (binding.roleRef ?? {}) as { apiGroup?: string; kind?: string; name?: string };
    const found: FieldError[] = [];
    if (apiGroup !== GROUP) found.push(notSupported('roleRef.apiGroup', apiGroup ?? '', [GROUP]));
    const kinds = namespaced ? ['Role', 'ClusterRole'] : ['ClusterRole'];
    if (!kinds.includes(kind ?? '')) found.push(notSupported('roleRef.kind', kind ?? '', kinds));
    if (!name) found.push(required('roleRef.name'));
    ((binding.subjects ?? []) as readonly Subject[]).forEach((subject, i) =>
      found.push(...validateSubject(subject, namespaced, `subjects[${i}]`)),
    );
    return found;
  };

interface RoleRef {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

/** The Go struct as upstream prints it. */
const goRoleRef = (ref: RoleRef = {}) => ({ APIGroup: ref.apiGroup ?? '', Kind: ref.kind ?? '', Name: ref.name ?? '' });

export const validateBindingUpdate =
  (namespaced: boolean) =>
  (binding: KubeObject, old: KubeObject): FieldError[] => [
    ...validateBinding(namespaced)(binding),
    ...(deepEqual(binding.roleRef, old.roleRef)
      ? []
      : [invalid('roleRef', goRoleRef(binding.roleRef as RoleRef | undefined), 'cannot change roleRef')]),
  ];
