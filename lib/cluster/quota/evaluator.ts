import { resourceText } from '@/lib/api/status';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { newQuantity, type Quantity } from '@/lib/api/quantity';
import { claimMatchesScope, podMatchesScope, scopeSelectors, type ScopeSelector } from './scope';
import { claimResources, claimUsage } from './claims';
import { podMatchingResources, podUsage } from './pods';
import { addUsage, type Usage } from './pod-resources';
import { deviceResources, deviceUsage } from './resource-claims';
import { serviceUsage } from './services';

/** What quotas know of a resource. Models apiserver/pkg/quota/v1.Evaluator. */
export interface Evaluator {
  /** Those names of a quota's limits that objects of this resource count for. */
  matchingResources(names: readonly string[]): readonly string[];
  /** What an object uses. `now`: virtual milliseconds. */
  usage(object: KubeObject, now: number): Usage;
  matchesScope(selector: ScopeSelector, object: KubeObject): boolean;
}

const ONE: Quantity = newQuantity(1);
export const ZERO: Quantity = newQuantity(0);

/** `count/deployments.apps`. Models ObjectCountQuotaResourceNameFor. */
const countName = (resource: GroupResource): string => `count/${resourceText(resource)}`;

/** Core resources that quotas may name without `count/`. */
const PLAIN = new Set(['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas']);
const noScope = () => false;
const among =
  (known: readonly string[]) =>
  (names: readonly string[]): readonly string[] =>
    names.filter((name) => known.includes(name));

const OWN: Readonly<Record<string, Evaluator>> = {
  pods: { matchingResources: podMatchingResources, usage: podUsage, matchesScope: podMatchesScope },
  services: {
    matchingResources: among(['count/services', 'services', 'services.nodeports', 'services.loadbalancers']),
    usage: serviceUsage,
    matchesScope: noScope,
  },
  persistentvolumeclaims: { matchingResources: claimResources, usage: claimUsage, matchesScope: claimMatchesScope },
  'resourceclaims.resource.k8s.io': { matchingResources: deviceResources, usage: deviceUsage, matchesScope: noScope },
};

/** The evaluator of a resource: its own, or one that counts objects. */
export function evaluatorOf(resource: GroupResource): Evaluator {
  const text = resourceText(resource);
  if (Object.hasOwn(OWN, text)) return OWN[text]!;
  const names = [countName(resource), ...(resource.group === '' && PLAIN.has(resource.resource) ? [resource.resource] : [])];
  return { matchingResources: among(names), usage: () => Object.fromEntries(names.map((name) => [name, ONE])), matchesScope: noScope };
}

/** Whether a quota is about an object: it limits what the object uses, and its scopes take the object in. Models generic.Matches. */
export const quotaMatches = (evaluator: Evaluator, quota: KubeObject, object: KubeObject): boolean =>
  evaluator.matchingResources(Object.keys((quota.status?.hard ?? {}) as object)).length > 0 &&
  scopeSelectors(quota).every((selector) => evaluator.matchesScope(selector, object));

/** The names, with what objects of one resource use of them, each zero at first. Models CalculateUsageStats. */
export function usageOfAll(
  evaluator: Evaluator,
  quota: KubeObject,
  names: readonly string[],
  objects: readonly KubeObject[],
  now: number,
): Usage {
  const selectors = scopeSelectors(quota);
  let used: Usage = Object.fromEntries(names.map((name) => [name, ZERO]));
  for (const object of objects) {
    if (!selectors.every((selector) => evaluator.matchesScope(selector, object))) continue;
    used = addUsage(used, maskUsage(evaluator.usage(object, now), names));
  }
  return used;
}

/** What is there of the names. Models quota.Mask. */
export const maskUsage = (usage: Usage, names: readonly string[]): Usage =>
  Object.fromEntries(Object.entries(usage).filter(([name]) => names.includes(name)));

/**
 * The resources whose objects count for a quota's limits, as far as the names tell: `count/…` names one, the plain names and
 * the computed ones belong to pods, services, claims and device claims.
 */
export function trackedResources(names: readonly string[]): readonly GroupResource[] {
  const found = new Map<string, GroupResource>();
  for (const name of names) {
    const counted = name.startsWith('count/') ? name.slice('count/'.length) : PLAIN.has(name) ? name : undefined;
    if (counted === undefined) continue;
    const dot = counted.indexOf('.');
    found.set(counted, dot < 0 ? { group: '', resource: counted } : { group: counted.slice(dot + 1), resource: counted.slice(0, dot) });
  }
  for (const [text, evaluator] of Object.entries(OWN)) {
    if (evaluator.matchingResources(names).length === 0) continue;
    const [resource = '', ...group] = text.split('.');
    found.set(text, { group: group.join('.'), resource });
  }
  return [...found.values()];
}
