import { matchesLabels, type LabelOperator } from '@/lib/api/label-selector';
import type { GroupResource, KubeObject } from '@/lib/api/object';
import { addQuantities, newQuantity, parseQuantity, type Quantity } from '@/lib/api/quantity';

export type Usage = Readonly<Record<string, Quantity>>;

type Resources = Readonly<Record<string, string>>;

interface Container {
  readonly name: string;
  readonly resources?: { readonly requests?: Resources; readonly limits?: Resources };
}

/** Core resources that quotas name without `count/`. */
const PLAIN = new Set(['configmaps', 'secrets', 'replicationcontrollers', 'resourcequotas', 'services', 'persistentvolumeclaims', 'pods']);
const ONE = newQuantity(1);

/** What an object uses, by the names that quotas give. Models pkg/quota/v1/evaluator. */
export function usageOf({ group, resource }: GroupResource, object: KubeObject): Usage {
  const out: Record<string, Quantity> = { [`count/${resource}${group && `.${group}`}`]: ONE };
  if (group !== '') return out;
  const ended = object.status?.phase === 'Failed' || object.status?.phase === 'Succeeded';
  if (resource === 'pods' && ended) return out;
  if (PLAIN.has(resource)) out[resource] = ONE;
  if (resource === 'pods') Object.assign(out, podUsage(object));
  if (resource === 'services') Object.assign(out, serviceUsage(object));
  if (resource === 'persistentvolumeclaims') Object.assign(out, claimUsage(object));
  return out;
}

function podUsage(pod: KubeObject): Usage {
  const out: Record<string, Quantity> = {};
  const { requests, limits } = podResources(pod);
  for (const [name, value] of Object.entries(requests)) {
    out[`requests.${name}`] = value;
    if (['cpu', 'memory', 'ephemeral-storage'].includes(name)) out[name] = value;
  }
  for (const [name, value] of Object.entries(limits)) out[`limits.${name}`] = value;
  return out;
}

/** Sum of the containers, or the greatest of the init containers where that is more. */
function podResources(pod: KubeObject): { requests: Usage; limits: Usage } {
  const sides = ['requests', 'limits'] as const;
  const [requests, limits] = sides.map((side) => {
    const out: Record<string, Quantity> = {};
    for (const { resources } of (pod.spec?.containers ?? []) as readonly Container[]) {
      for (const [name, value] of Object.entries(resources?.[side] ?? {})) out[name] = addQuantities(out[name] ?? newQuantity(0), value);
    }
    for (const { resources } of (pod.spec?.initContainers ?? []) as readonly Container[]) {
      for (const [name, value] of Object.entries(resources?.[side] ?? {})) {
        const quantity = parseQuantity(value);
        if (!out[name] || out[name].nano < quantity.nano) out[name] = quantity;
      }
    }
    return out;
  });
  return { requests: requests!, limits: limits! };
}

function serviceUsage(service: KubeObject): Usage {
  const type = service.spec?.type as string | undefined;
  const ports = (service.spec?.ports as readonly { readonly nodePort?: number }[] | undefined)?.length ?? 0;
  if (type === 'NodePort') return { 'services.nodeports': newQuantity(ports) };
  if (type !== 'LoadBalancer') return {};
  const allocates = service.spec?.allocateLoadBalancerNodePorts !== false;
  return { 'services.loadbalancers': ONE, ...(allocates && { 'services.nodeports': newQuantity(ports) }) };
}

function claimUsage(claim: KubeObject): Usage {
  const storage = claim.spec?.resources?.requests?.storage as string | undefined;
  const name = claim.spec?.storageClassName as string | undefined;
  const prefix = `${name}.storageclass.storage.k8s.io/`;
  return {
    ...(storage && { 'requests.storage': parseQuantity(storage) }),
    ...(name && { [`${prefix}persistentvolumeclaims`]: ONE }),
    ...(name && storage && { [`${prefix}requests.storage`]: parseQuantity(storage) }),
  };
}

/** Whether a quota's scopes take in an object. Quotas with scopes are about pods (or claims) only. */
export function quotaMatches(quota: KubeObject, resource: GroupResource, object: KubeObject): boolean {
  interface Expression {
    readonly scopeName: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }
  const scopes = (quota.spec?.scopes ?? []) as readonly string[];
  const expressions: readonly Expression[] = [
    ...scopes.map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...((quota.spec?.scopeSelector?.matchExpressions ?? []) as readonly Expression[]),
  ];
  if (expressions.length === 0) return true;
  if (resource.group !== '' || resource.resource !== 'pods') return false;
  return expressions.every(({ scopeName, operator, values }) => {
    const deadline = object.spec?.activeDeadlineSeconds !== undefined;
    switch (scopeName) {
      case 'BestEffort':
        return isBestEffort(object);
      case 'NotBestEffort':
        return !isBestEffort(object);
      case 'Terminating':
        return deadline;
      case 'NotTerminating':
        return !deadline;
      case 'PriorityClass': {
        const name = object.spec?.priorityClassName as string | undefined;
        const operators: Readonly<Record<string, LabelOperator>> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' };
        const requirement = { key: 'class', operator: operators[operator] ?? ('exists' as const), values: values ?? [] };
        return matchesLabels([requirement], name ? { class: name } : {});
      }
      default:
        return false;
    }
  });
}

function isBestEffort(pod: KubeObject): boolean {
  const all = [...((pod.spec?.containers ?? []) as Container[]), ...((pod.spec?.initContainers ?? []) as Container[])];
  return all.every(({ resources }) => !Object.keys(resources?.requests ?? {}).length && !Object.keys(resources?.limits ?? {}).length);
}

const COMPUTE = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** Resources that a quota bounds and containers leave out: `limits.memory for: c`. Models podEvaluator.Constraints. */
export function missingResources(hard: Resources, pod: KubeObject): string[] {
  const containers = [...((pod.spec?.containers ?? []) as Container[]), ...((pod.spec?.initContainers ?? []) as Container[])];
  const found: string[] = [];
  for (const name of COMPUTE.filter((one) => one in hard).sort()) {
    const [side, resource] = name.startsWith('limits.')
      ? (['limits', name.slice(7)] as const)
      : (['requests', name.replace('requests.', '')] as const);
    const without = containers.filter(({ resources }) => resources?.[side]?.[resource] === undefined).map((one) => one.name);
    if (without.length > 0) found.push(`${name} for: ${without.sort().join(',')}`);
  }
  return found;
}
