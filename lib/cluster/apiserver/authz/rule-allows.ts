import type { AccessAttributes, PolicyRule } from './rbac';

/** Whether one rule allows a request whatever the name; `names`: those it is limited to, when it is. */
export function ruleFits(rule: PolicyRule, attributes: AccessAttributes): boolean {
  if (!rule.verbs.includes('*') && !rule.verbs.includes(attributes.verb)) return false;
  if (!attributes.isResource) return (rule.nonResourceURLs ?? []).some((url) => urlFits(url, attributes.path));
  if (!rule.apiGroups?.includes('*') && !rule.apiGroups?.includes(attributes.group)) return false;
  const { resource, subresource } = attributes;
  const combined = subresource ? `${resource}/${subresource}` : resource;
  return (rule.resources ?? []).some((one) => one === '*' || one === combined || (subresource !== '' && one === `*/${subresource}`));
}

/** Models rbac.NonResourceURLMatches: a star at the end stands for any rest. */
export const urlFits = (url: string, path: string): boolean =>
  url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')));

/** Whether one rule allows a request. Models rbac.RuleAllows. */
export function ruleAllows(rule: PolicyRule, attributes: AccessAttributes): boolean {
  if (!ruleFits(rule, attributes)) return false;
  return !attributes.isResource || !rule.resourceNames?.length || rule.resourceNames.includes(attributes.name);
}
