import type { GroupResource, KubeObject } from '@/lib/api/object';
import { deepEqual } from '@/lib/api/freeze';
import { canonicalQuantity, compareQuantities, formatQuantity } from '@/lib/api/quantity';
import { resourceText } from '@/lib/api/status';
import type { Change } from '../client/client';
import { evaluatorOf, maskUsage, trackedResources, usageOfAll } from '../quota/evaluator';
import { usageOfTexts, type ResourceTexts, type Usage } from '../quota/pod-resources';
import { isCharged } from '../quota/pods';
import { isTerminating } from '../quota/scope';
import { bindQueue, ignoreNotFound, keyOf, splitKey, type ControllerContext } from './context';
import { RESOURCE_QUOTAS } from '../client/resources';

/** Everything is counted anew this often, whatever happens (--resource-quota-sync-period). */
const RESYNC_MS = 300_000;

/**
 * Keeps `status.hard` and `status.used` of quotas. The API server charges what is created; this gives back what goes. Only
 * resources that some quota limits are watched. Models pkg/controller/resourcequota.
 */
export function resourceQuotaController(context: ControllerContext): void {
  const { client, informers, sim } = context;
  const quotas = informers.informer(RESOURCE_QUOTAS);
  const watched = new Set<string>();
  const enqueue = bindQueue(context, 'resource-quota', (key) => {
    const quota = client.get(RESOURCE_QUOTAS, ...splitKey(key));
    if (!quota) return;
    sync(quota);
    sim.after('controller/resource-quota', key, RESYNC_MS, { background: true });
  });
  quotas.onChange(({ type, object, old }) => {
    if (type === 'DELETED') sim.cancel('controller/resource-quota', keyOf(object));
    else if (!old || !deepEqual(old.spec?.hard, object.spec?.hard)) enqueue(keyOf(object));
  });
  for (const quota of quotas.list()) watch(quota);

  /** Looks out for objects that no longer use what a quota limits. */
  function watch(quota: KubeObject): void {
    for (const resource of trackedResources(Object.keys((quota.spec?.hard ?? {}) as object))) {
      const text = resourceText(resource);
      if (watched.has(text)) continue;
      watched.add(text);
      informers.informer(resource).onChange((change) => replenish(resource, change));
    }
  }

  function replenish(resource: GroupResource, change: Change): void {
    if (!givesBack(resource, change, sim.now())) return;
    const evaluator = evaluatorOf(resource);
    for (const quota of quotas.list(change.object.metadata.namespace ?? '')) {
      if (evaluator.matchingResources(Object.keys((quota.status?.hard ?? {}) as object)).length > 0) enqueue(keyOf(quota));
    }
  }

  function sync(quota: KubeObject): void {
    watch(quota);
    const hard = usageOfTexts(quota.spec?.hard as ResourceTexts | undefined);
    const names = Object.keys(hard);
    const before = usageOfTexts(quota.status?.used as ResourceTexts | undefined);
    let used: Usage = maskUsage(before, names);
    for (const resource of trackedResources(names)) {
      const evaluator = evaluatorOf(resource);
      const objects = informers.informer(resource).list(quota.metadata.namespace);
      used = { ...used, ...usageOfAll(evaluator, quota, evaluator.matchingResources(names), objects, sim.now()) };
    }
    const known = quota.status?.hard !== undefined && quota.status?.used !== undefined;
    if (known && sameTexts(quota.spec?.hard as ResourceTexts, quota.status?.hard as ResourceTexts) && sameUsage(used, before)) return;
    const texts = (usage: Usage) => Object.fromEntries(Object.entries(usage).map(([name, value]) => [name, formatQuantity(value)]));
    ignoreNotFound(() => void client.update(RESOURCE_QUOTAS, { ...quota, status: { hard: texts(hard), used: texts(used) } }, 'status'));
  }
}

/** Whether a change lets go of something. Models QuotaMonitor's event handlers. */
function givesBack({ group, resource }: GroupResource, { type, object, old }: Change, now: number): boolean {
  if (type === 'DELETED') return true;
  if (type !== 'MODIFIED' || !old || group !== '') return false;
  if (resource === 'pods') {
    return (isCharged(old, now) && !isCharged(object, now)) || isTerminating(old) !== isTerminating(object) || old.spec !== object.spec;
  }
  if (resource === 'services') return old.spec?.type !== object.spec?.type || old.spec?.ports !== object.spec?.ports;
  return resource === 'persistentvolumeclaims' && old.status !== object.status;
}

const sameUsage = (a: Usage, b: Usage): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => b[name] && compareQuantities(value, b[name]) === 0);

const sameTexts = (a: ResourceTexts = {}, b: ResourceTexts = {}): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => b[name] !== undefined && canonicalQuantity(value) === canonicalQuantity(b[name]));
