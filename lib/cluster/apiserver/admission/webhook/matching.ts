import { matchesLabelSelector } from '@/lib/api/label-selector';
import type { LabelSelector } from '@/lib/api/models';
import { notFoundStatus } from '@/lib/api/status';
import type { ServedKind } from '../../../kinds/kind-table';
import type { Attributes } from '../chain';
import { forbid } from '../forbidden';
import { webhookMatchResult } from '../policy/match-conditions';
import type { Rule } from '../../../kinds/admission-rule';
import type { Webhook } from './configuration';
import { NAMESPACES } from '../../../client/resources';

/** The kind that a webhook is to be asked in. */
export interface Invocation {
  readonly webhook: Webhook;
  readonly served: ServedKind;
}

/** Configurations of admission itself are never sent to webhooks. Models rules.IsExemptAdmissionConfigurationResource. */
export const isExempt = ({ call }: Attributes): boolean => call.served.resource.group === 'admissionregistration.k8s.io';

/** Whether and in which kind a webhook is asked about a request. Models generic.Webhook.ShouldCallHook. */
export function shouldCall(webhook: Webhook, attributes: Attributes): Invocation | undefined {
  if (!objectMatches(webhook.objectSelector, attributes)) return undefined;
  const served = matchingKind(webhook, attributes);
  if (!served || !namespaceMatches(webhook.namespaceSelector, attributes)) return undefined;
  if (webhook.matchConditions?.length) {
    const result = webhookMatchResult(webhook.matchConditions, attributes, served, webhook.failurePolicy === 'Ignore');
    if ('error' in result) throw forbid(attributes, result.error);
    if (!result.matches) return undefined;
  }
  return { webhook, served };
}

function matchingKind({ rules, matchPolicy }: Webhook, attributes: Attributes): ServedKind | undefined {
  const { served, server } = attributes.call;
  if (rules?.some((rule) => ruleMatches(rule, attributes, served))) return served;
  if (matchPolicy === 'Exact') return undefined;
  const others = server.kinds
    .versions(served.resource.group)
    .flatMap((version) => server.kinds.served(served.resource.group, version, served.resource.resource) ?? [])
    .filter((other) => other.apiVersion !== served.apiVersion);
  for (const rule of rules ?? []) {
    const found = others.find((other) => ruleMatches(rule, attributes, other));
    if (found) return found;
  }
  return undefined;
}

const has = (list: readonly string[] | undefined, value: string) => (list ?? []).some((one) => one === '*' || one === value);

/** Models predicates/rules.Matcher. */
export function ruleMatches(rule: Rule, attributes: Attributes, { resource, version }: ServedKind): boolean {
  const { operation, subresource } = attributes;
  if (!has(rule.operations, operation) || !has(rule.apiGroups, resource.group) || !has(rule.apiVersions, version.name)) return false;
  const resources = (rule.resources ?? []).some((text) => {
    const slash = text.indexOf('/');
    const [name, below] = slash < 0 ? [text, ''] : [text.slice(0, slash), text.slice(slash + 1)];
    return (name === '*' || name === resource.resource) && (below === '*' || below === subresource);
  });
  if (!resources) return false;
  const scoped = attributes.call.served.kind.namespaced;
  return rule.scope === undefined || rule.scope === '*' || (rule.scope === 'Namespaced') === scoped;
}

const isEmpty = (selector: LabelSelector | undefined) =>
  !selector || (Object.keys(selector.matchLabels ?? {}).length === 0 && !selector.matchExpressions?.length);

/** Models predicates/namespace.Matcher. Throws NotFound for a namespace that is not there. */
export function namespaceMatches(selector: LabelSelector | undefined, { call, object, old }: Attributes): boolean {
  if (isEmpty(selector)) return true;
  const { served, server, info } = call;
  if (served.resource.group === '' && served.resource.resource === 'namespaces') {
    return matchesLabelSelector(selector, (object ?? old)?.metadata.labels);
  }
  if (!served.kind.namespaced) return true;
  const name = object?.metadata?.namespace ?? old?.metadata.namespace ?? info.namespace;
  const namespace = server.store.get(NAMESPACES, '', name);
  if (!namespace) throw notFoundStatus(NAMESPACES, name);
  return matchesLabelSelector(selector, namespace.metadata.labels);
}

/** The selector picks the object as it is or as it was. Models predicates/object.Matcher. */
export const objectMatches = (selector: LabelSelector | undefined, { object, old }: Attributes): boolean =>
  isEmpty(selector) || [object, old].some((one) => one?.metadata !== undefined && matchesLabelSelector(selector, one.metadata.labels));
