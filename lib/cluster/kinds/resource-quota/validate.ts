import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { deepEqual } from '@/lib/api/freeze';
import type { KubeObject } from '@/lib/api/object';
import { isStandardQuotaResource, validateQuotaResourceName, validateResourceQuantity } from '../resource-name';

type Quantities = Readonly<Record<string, string>>;
interface Requirement {
  readonly scopeName?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}
interface Spec {
  readonly hard?: Quantities;
  readonly scopes?: readonly string[];
  readonly scopeSelector?: { readonly matchExpressions?: readonly Requirement[] };
}

const SCOPES = [
  'Terminating',
  'NotTerminating',
  'BestEffort',
  'NotBestEffort',
  'PriorityClass',
  'CrossNamespacePodAffinity',
  'VolumeAttributesClass',
];
const EXISTS_ONLY = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const PAIRS = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;
const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];

/** Models helper.IsResourceQuotaScopeValidForResource. */
function scopeSuits(scope: string, resource: string): boolean {
  switch (scope) {
    case 'BestEffort':
      return resource === 'pods';
    case 'VolumeAttributesClass':
      return resource === 'persistentvolumeclaims' || resource === 'requests.storage';
    case 'Terminating':
    case 'NotTerminating':
    case 'NotBestEffort':
    case 'PriorityClass':
    case 'CrossNamespacePodAffinity':
      return resource === 'pods' || COMPUTE.includes(resource);
    default:
      return true;
  }
}

function quantities(values: Quantities | undefined, field: string): FieldError[] {
  return Object.keys(values ?? {})
    .sort()
    .flatMap((name) => {
      const at = `${field}[${name}]`;
      return [...validateQuotaResourceName(name, at), ...validateResourceQuantity(name, values![name]!, at)];
    });
}

/** How many of the limited resources a scope does not suit. */
const unsuited = (scope: string, hard: Quantities | undefined) =>
  Object.keys(hard ?? {}).filter((name) => isStandardQuotaResource(name) && !scopeSuits(scope, name)).length;

const conflicts = (scopes: readonly string[], shown: unknown): FieldError[] =>
  PAIRS.filter((pair) => pair.every((scope) => scopes.includes(scope))).map(() => invalid('spec.scopes', shown, 'conflicting scopes'));

/** Models core validation.ValidateResourceQuotaSpec. */
export function validateResourceQuota(quota: KubeObject): FieldError[] {
  const { hard, scopes = [], scopeSelector } = (quota.spec ?? {}) as Spec;
  const found = quantities(hard, 'spec.hard');
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) found.push(invalid('spec.scopes', scopes, 'unsupported scope'));
    for (let i = unsuited(scope, hard); i > 0; i--) found.push(invalid('spec.scopes', scopes, 'unsupported scope applied to resource'));
  }
  found.push(...conflicts(scopes, scopes));
  if (scopeSelector) found.push(...validateScopeSelector(scopeSelector.matchExpressions ?? [], { hard, scopes }));
  return found;
}

/** Models validateScopedResourceSelectorRequirement. */
function validateScopeSelector(requirements: readonly Requirement[], { hard, scopes }: Spec): FieldError[] {
  const at = 'spec.scopeSelector.matchExpressions';
  const found: FieldError[] = [];
  for (const { scopeName = '', operator = '', values = [] } of requirements) {
    if (!SCOPES.includes(scopeName)) found.push(invalid(`${at}.scopeName`, scopeName, 'unsupported scope'));
    const shown = { MatchExpressions: requirements.map(goRequirement) };
    for (let i = unsuited(scopeName, hard); i > 0; i--) found.push(invalid(at, shown, 'unsupported scope applied to resource'));
    if (EXISTS_ONLY.includes(scopeName) && operator !== 'Exists') {
      found.push(
        invalid(
          `${at}.operator`,
          operator,
          "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
        ),
      );
    }
    if (operator === 'In' || operator === 'NotIn') {
      if (values.length === 0)
        found.push(required(`${at}.values`, "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"));
    } else if (operator === 'Exists' || operator === 'DoesNotExist') {
      if (values.length > 0)
        found.push(invalid(`${at}.values`, values, "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"));
    } else found.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  const names = requirements.map(({ scopeName = '' }) => scopeName);
  return [...found, ...conflicts(names, (scopes ?? []).length > 0 ? scopes : null)];
}

const goRequirement = ({ scopeName = '', operator = '', values }: Requirement) => ({
  ScopeName: scopeName,
  Operator: operator,
  Values: values ?? null,
});

/** Models ValidateResourceQuotaUpdate: scopes do not change. */
export function validateResourceQuotaUpdate(quota: KubeObject, old: KubeObject): FieldError[] {
  const scopesOf = (object: KubeObject) => [...new Set<string>((object.spec?.scopes ?? []) as string[])].sort();
  const found = validateResourceQuota(quota);
  if (!deepEqual(scopesOf(quota), scopesOf(old))) found.push(invalid('spec.scopes', quota.spec?.scopes ?? null, 'field is immutable'));
  return found;
}

/** Models ValidateResourceQuotaStatusUpdate. */
export const validateResourceQuotaStatus = (quota: KubeObject): FieldError[] => [
  ...quantities(quota.status?.hard as Quantities | undefined, 'status.hard'),
  ...quantities(quota.status?.used as Quantities | undefined, 'status.used'),
];
