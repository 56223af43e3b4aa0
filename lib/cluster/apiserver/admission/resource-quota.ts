import type { GroupResource, KubeObject } from '@/lib/api/object';
import { compareQuantities, formatQuantity, subtractQuantities } from '@/lib/api/quantity';
import { forbiddenStatus } from '@/lib/api/status';
import { evaluatorOf, maskUsage, quotaMatches, ZERO, type Evaluator } from '../../quota/evaluator';
import { addUsage, usageOfTexts, type ResourceTexts, type Usage } from '../../quota/pod-resources';
import { missingResources } from '../../quota/pods';
import { isTerminating } from '../../quota/scope';
import type { AdmissionPlugin, Attributes } from './chain';
import { RESOURCE_QUOTAS } from '../../client/resources';

const UPDATED = new Set(['services', 'persistentvolumeclaims', 'resourceclaims']);

/** What would go beyond a quota is refused; what fits is charged. Models apiserver/pkg/admission/plugin/resourcequota. */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(attributes) {
    const { object, call } = attributes;
    if (!object || !call.served.kind.namespaced) return;
    const { store } = call.server;
    const quotas = store.list(RESOURCE_QUOTAS, object.metadata.namespace ?? call.info.namespace);
    if (quotas.length === 0 || !isCharged(attributes, call.served.resource)) return;
    const charges = chargesOf(attributes, object, quotas);
    if (call.dryRun) return;
    for (const { quota, used } of charges) {
      const texts = Object.fromEntries(Object.entries(used).map(([name, value]) => [name, formatQuantity(value)]));
      store.update(RESOURCE_QUOTAS, quota, { ...quota, status: { ...quota.status, used: texts } });
    }
  },
};

const isPods = ({ group, resource }: GroupResource) => group === '' && resource === 'pods';

/** Whether a request may change what is used. Models the evaluators' Handles. */
function isCharged({ operation, subresource, object, old }: Attributes, resource: GroupResource): boolean {
  if (resource.resource === 'events' && (resource.group === '' || resource.group === 'events.k8s.io')) return false;
  if (isPods(resource)) {
    if (subresource === 'resize') return operation === 'UPDATE';
    return subresource === '' && (operation === 'CREATE' || (operation === 'UPDATE' && isTerminating(old!) !== isTerminating(object!)));
  }
  if (operation === 'UPDATE') return UPDATED.has(resource.resource) && (resource.group === '' || resource.resource === 'resourceclaims');
  return operation === 'CREATE' && subresource === '';
}

interface Charge {
  readonly quota: KubeObject;
  readonly used: Usage;
}

/** The quotas whose use changes, with what will be used. Throws what upstream refuses. Models CheckRequest. */
function chargesOf(attributes: Attributes, object: KubeObject, quotas: readonly KubeObject[]): readonly Charge[] {
  const { call, old, operation } = attributes;
  const { resource } = call.served;
  const evaluator = evaluatorOf(resource);
  const matching = quotas.filter((quota) => quotaMatches(evaluator, quota, object));
  for (const quota of matching) checkKnown(attributes, evaluator, quota);
  if (matching.length === 0) return [];
  const now = call.server.sim.now();
  const usage = evaluator.usage(object, now);
  const negative = Object.keys(usage).filter((name) => usage[name]!.nano < 0n);
  if (negative.length > 0) refuse(attributes, `quota usage is negative for resource(s): ${negative.sort().join(',')}`);
  const grown = operation === 'UPDATE' && old ? growth(usage, evaluator.usage(old, now)) : usage;
  return matching.flatMap((quota) => {
    // What a quota did not take in before is charged to it whole.
    const delta = grown === usage || quotaMatches(evaluator, quota, old!) ? grown : usage;
    const hard = usageOfTexts(quota.status?.hard as ResourceTexts);
    const requested = maskUsage(Object.fromEntries(Object.entries(delta).filter(([, value]) => value.nano !== 0n)), Object.keys(hard));
    const names = Object.keys(requested);
    if (names.length === 0) return [];
    const before = usageOfTexts(quota.status?.used as ResourceTexts);
    const used = addUsage(before, requested);
    const over = names.filter((name) => compareQuantities(used[name]!, hard[name]!) > 0);
    if (over.length > 0 && attributes.subresource !== 'status') {
      const text = (values: Usage) => usageText(maskUsage(values, over));
      refuse(
        attributes,
        `exceeded quota: ${quota.metadata.name}, requested: ${text(requested)}, used: ${text(before)}, limited: ${text(hard)}`,
      );
    }
    return [{ quota, used }];
  });
}

/** `cpu=1,pods=3`. Models prettyPrint. */
const usageText = (usage: Usage): string =>
  Object.keys(usage)
    .sort()
    .map((name) => `${name}=${formatQuantity(usage[name]!)}`)
    .join(',');

/** Refuses a pod that leaves out what a quota limits, and anything while the quota controller has not counted yet. */
function checkKnown(attributes: Attributes, evaluator: Evaluator, quota: KubeObject): void {
  const { object, call } = attributes;
  const names = evaluator.matchingResources(Object.keys((quota.status?.hard ?? {}) as object));
  const { name } = quota.metadata;
  const missing = isPods(call.served.resource) ? missingResources(names, object!) : undefined;
  if (missing) refuse(attributes, `failed quota: ${name}: ${missing}`);
  const used = (quota.status?.used ?? {}) as ResourceTexts;
  if (names.some((one) => used[one] === undefined)) {
    refuse(attributes, `status unknown for quota: ${name}, resources: ${[...names].sort().join(',')}`);
  }
}

/** Models SubtractWithNonNegativeResult: giving back is the quota controller's business. */
const growth = (next: Usage, old: Usage): Usage =>
  Object.fromEntries(
    Object.entries(next).map(([name, value]) => {
      const difference = old[name] ? subtractQuantities(value, old[name]) : value;
      return [name, difference.nano < 0n ? ZERO : difference];
    }),
  );

function refuse({ call, object }: Attributes, why: string): never {
  throw forbiddenStatus(call.served.resource, object?.metadata.name ?? '', why);
}
