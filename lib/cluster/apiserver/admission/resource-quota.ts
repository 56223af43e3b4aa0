import type { KubeObject } from '@/lib/api/object';
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  newQuantity,
  parseQuantity,
  subtractQuantities,
  type Quantity,
} from '@/lib/api/quantity';
import { forbiddenStatus } from '@/lib/api/status';
import type { AdmissionPlugin, Attributes } from './chain';
import { missingResources, quotaMatches, usageOf, type Usage } from './quota-usage';

const QUOTAS = { group: '', resource: 'resourcequotas' };
const ZERO = newQuantity(0);

/** What would go beyond a quota is refused; what fits is counted. Models apiserver's resourcequota admission. */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(attributes) {
    const { object, operation, subresource, call } = attributes;
    if (!object || subresource !== '' || (operation !== 'CREATE' && operation !== 'UPDATE') || !call.served.kind.namespaced) return;
    const quotas = call.server.store.list(QUOTAS, object.metadata.namespace ?? '');
    if (quotas.length === 0) return;
    const matching = quotas.filter((quota) => quotaMatches(quota, call.served.resource, object));
    const delta = difference(usageOf(call.served.resource, object), attributes.old ? usageOf(call.served.resource, attributes.old) : {});
    const isPod = call.served.resource.resource === 'pods' && call.served.resource.group === '';
    const spent: { quota: KubeObject; used: Usage }[] = [];
    for (const quota of matching) {
      const hard = (quota.status?.hard ?? quota.spec?.hard ?? {}) as Readonly<Record<string, string>>;
      if (isPod && operation === 'CREATE') {
        const missing = missingResources(hard, object);
        if (missing.length > 0) refuse(attributes, `failed quota: ${quota.metadata.name}: must specify ${missing.join('; ')}`);
      }
      const names = Object.keys(hard).filter((name) => delta[name] !== undefined && delta[name].nano > 0n);
      if (names.length === 0) continue;
      const used = usedOf(attributes, quota, names);
      const over = names.filter((name) => compareQuantities(addQuantities(used[name]!, delta[name]!), hard[name]!) > 0).sort();
      if (over.length > 0) {
        const show = (values: Readonly<Record<string, Quantity>>) =>
          over.map((name) => `${name}=${formatQuantity(values[name]!)}`).join(',');
        const limited = over.map((name) => `${name}=${formatQuantity(parseQuantity(hard[name]!))}`).join(',');
        refuse(attributes, `exceeded quota: ${quota.metadata.name}, requested: ${show(delta)}, used: ${show(used)}, limited: ${limited}`);
      }
      spent.push({ quota, used: Object.fromEntries(names.map((name) => [name, addQuantities(used[name]!, delta[name]!)])) });
    }
    if (!call.dryRun) for (const { quota, used } of spent) count(attributes, quota, used);
  },
};

function refuse({ call, object }: Attributes, why: string): never {
  throw forbiddenStatus(call.served.resource, object?.metadata.name ?? '', why);
}

function difference(next: Usage, old: Usage): Usage {
  return Object.fromEntries(Object.entries(next).map(([name, value]) => [name, subtractQuantities(value, old[name] ?? ZERO)]));
}

/** What the quota's status says is used; what it does not say yet is counted. */
function usedOf({ call, object }: Attributes, quota: KubeObject, names: readonly string[]): Usage {
  const status = (quota.status?.used ?? {}) as Readonly<Record<string, string>>;
  const out: Record<string, Quantity> = {};
  let counted: Record<string, Quantity> | undefined;
  for (const name of names) {
    if (status[name] !== undefined) {
      out[name] = parseQuantity(status[name]);
      continue;
    }
    if (!counted) {
      counted = {};
      for (const one of call.server.store.list(call.served.resource, object!.metadata.namespace ?? '')) {
        if (!quotaMatches(quota, call.served.resource, one)) continue;
        for (const [key, value] of Object.entries(usageOf(call.served.resource, one)))
          counted[key] = addQuantities(counted[key] ?? ZERO, value);
      }
    }
    out[name] = counted[name] ?? ZERO;
  }
  return out;
}

function count({ call }: Attributes, quota: KubeObject, used: Usage): void {
  const texts = Object.fromEntries(Object.entries(used).map(([name, value]) => [name, formatQuantity(value)]));
  const status = quota.status as { hard?: object; used?: object } | undefined;
  const next = { ...quota, status: { hard: status?.hard ?? quota.spec?.hard, used: { ...status?.used, ...texts } } };
  call.server.store.update(QUOTAS, quota, next);
}
