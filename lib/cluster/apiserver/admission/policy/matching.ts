import type { LabelSelector } from '@/lib/api/models';
import type { ServedKind } from '../../../kinds/kind-table';
import type { Attributes } from '../chain';
import { namespaceMatches, objectMatches, ruleMatches } from '../webhook/matching';
import type { Rule } from '../../../kinds/admission-rule';

/** Models admissionregistration/v1.NamedRuleWithOperations. */
export interface NamedRule extends Rule {
  readonly resourceNames?: readonly string[];
}

/** Models admissionregistration/v1.MatchResources. */
export interface MatchResources {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly resourceRules?: readonly NamedRule[];
  readonly excludeResourceRules?: readonly NamedRule[];
  readonly matchPolicy?: 'Exact' | 'Equivalent';
}

const POLICIES = new Set([
  'validatingadmissionpolicies',
  'validatingadmissionpolicybindings',
  'mutatingadmissionpolicies',
  'mutatingadmissionpolicybindings',
]);
const VIRTUAL = new Set([
  'authentication.k8s.io/selfsubjectreviews',
  'authentication.k8s.io/tokenreviews',
  'authorization.k8s.io/localsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectaccessreviews',
  'authorization.k8s.io/selfsubjectrulesreviews',
  'authorization.k8s.io/subjectaccessreviews',
]);

/** Policies say nothing about themselves, nor about reviews. Models generic.isPolicyResource and exclusion.Excluded. */
export function isExcluded({ call }: Attributes): boolean {
  const { group, resource } = call.served.resource;
  return (group === 'admissionregistration.k8s.io' && POLICIES.has(resource)) || VIRTUAL.has(`${group}/${resource}`);
}

/** The kind in which a request is seen under constraints, or undefined when they do not match. Models matching.Matcher.Matches. */
export function matchedKind(resources: MatchResources, attributes: Attributes): ServedKind | undefined {
  if (!namespaceMatches(resources.namespaceSelector, attributes)) return undefined;
  if (!objectMatches(resources.objectSelector, attributes)) return undefined;
  if (ruleKind(resources.excludeResourceRules ?? [], resources, attributes)) return undefined;
  if (!resources.resourceRules?.length) return attributes.call.served;
  return ruleKind(resources.resourceRules, resources, attributes);
}

function ruleKind(rules: readonly NamedRule[], { matchPolicy }: MatchResources, attributes: Attributes): ServedKind | undefined {
  const { served, server } = attributes.call;
  if (rules.some((rule) => matches(rule, attributes, served))) return served;
  if (matchPolicy !== 'Equivalent') return undefined;
  const { group, resource } = served.resource;
  const others = server.kinds.versions(group).flatMap((version) => server.kinds.served(group, version, resource) ?? []);
  for (const rule of rules) {
    const found = others.find((other) => other.apiVersion !== served.apiVersion && matches(rule, attributes, other));
    if (found) return found;
  }
  return undefined;
}

function matches(rule: NamedRule, attributes: Attributes, served: ServedKind): boolean {
  if (!ruleMatches(rule, attributes, served)) return false;
  if (!rule.resourceNames?.length) return true;
  const { object, old, call } = attributes;
  const name = call.info.name || (object?.metadata?.name ?? old?.metadata.name ?? '');
  return rule.resourceNames.includes(name);
}
