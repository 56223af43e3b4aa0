import type { KubeObject } from '@/lib/api/object';
import { addQuantities, compareQuantities, formatQuantity, newQuantity, quantityNumber, type Quantity } from '@/lib/api/quantity';
import { forbiddenStatus } from '@/lib/api/status';
import type { AdmissionPlugin, Attributes } from './chain';
import { isCreationOf, isPodCreation, withSpec } from './pod';

type Resources = Readonly<Record<string, string>>;

interface LimitItem {
  readonly type: string;
  readonly min?: Resources;
  readonly max?: Resources;
  readonly default?: Resources;
  readonly defaultRequest?: Resources;
  readonly maxLimitRequestRatio?: Resources;
}

interface Container {
  readonly name: string;
  readonly resources?: { readonly requests?: Resources; readonly limits?: Resources };
}

const RANGES = { group: '', resource: 'limitranges' };
const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Defaults and bounds of requests and limits in a namespace. Models plugin/pkg/admission/limitranger. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit(attributes) {
    const { object } = attributes;
    if (!isPodCreation(attributes)) return object;
    return itemsOf(attributes).reduce((pod, item) => (item.type === 'Container' ? withDefaults(pod, item) : pod), object);
  },
  validate(attributes) {
    const { object, call } = attributes;
    if (!object) return;
    const found: string[] = [];
    if (isPodCreation(attributes)) for (const item of itemsOf(attributes)) found.push(...checkPod(object, item));
    else if (isCreationOf(attributes, '', 'persistentvolumeclaims')) {
      const requests = object.spec?.resources?.requests as Resources | undefined;
      for (const item of itemsOf(attributes)) if (item.type === 'PersistentVolumeClaim') found.push(...check(item, requests, undefined));
    }
    if (found.length === 0) return;
    const why = found.length === 1 ? found[0]! : `[${found.join(', ')}]`;
    throw forbiddenStatus(call.served.resource, object.metadata.name, why);
  },
};

const itemsOf = ({ call, object }: Attributes): readonly LimitItem[] =>
  call.server.store
    .list(RANGES, object?.metadata.namespace ?? '')
    .flatMap((range) => (range.spec?.limits as readonly LimitItem[] | undefined) ?? []);

function withDefaults(pod: KubeObject, item: LimitItem): KubeObject {
  const limits: Resources = { ...item.max, ...item.default };
  const requests: Resources = { ...item.min, ...limits, ...item.defaultRequest };
  const notes: string[] = [];
  const fill = (list: readonly Container[], what: string) =>
    list.map((container) => {
      const own = container.resources ?? {};
      const newLimits = Object.keys(limits).filter((name) => own.limits?.[name] === undefined);
      const newRequests = Object.keys(requests).filter((name) => own.requests?.[name] === undefined);
      if (newRequests.length > 0) notes.push(`${newRequests.sort().join(', ')} request for ${what} ${container.name}`);
      if (newLimits.length > 0) notes.push(`${newLimits.sort().join(', ')} limit for ${what} ${container.name}`);
      const merged = {
        ...own,
        ...(newLimits.length > 0 || own.limits ? { limits: { ...pick(limits, newLimits), ...own.limits } } : {}),
        ...(newRequests.length > 0 || own.requests ? { requests: { ...pick(requests, newRequests), ...own.requests } } : {}),
      };
      return { ...container, resources: merged };
    });
  const containers = fill((pod.spec?.containers ?? []) as readonly Container[], 'container');
  const init = pod.spec?.initContainers as readonly Container[] | undefined;
  const next = withSpec(pod, { containers, ...(init && { initContainers: fill(init, 'init container') }) });
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return { ...next, metadata: { ...next.metadata, annotations } };
}

const pick = (from: Resources, names: readonly string[]): Resources => Object.fromEntries(names.map((name) => [name, from[name]!]));

function checkPod(pod: KubeObject, item: LimitItem): string[] {
  const containers = (pod.spec?.containers ?? []) as readonly Container[];
  const init = (pod.spec?.initContainers ?? []) as readonly Container[];
  if (item.type === 'Container')
    return [...containers, ...init].flatMap(({ resources }) => check(item, resources?.requests, resources?.limits));
  if (item.type !== 'Pod') return [];
  return check(
    item,
    sum(containers.map(({ resources }) => resources?.requests)),
    sum(containers.map(({ resources }) => resources?.limits)),
  );
}

function sum(all: readonly (Resources | undefined)[]): Resources {
  const out: Record<string, Quantity> = {};
  for (const one of all)
    for (const [name, value] of Object.entries(one ?? {})) out[name] = addQuantities(out[name] ?? newQuantity(0), value);
  return Object.fromEntries(Object.entries(out).map(([name, value]) => [name, formatQuantity(value)]));
}

function check(item: LimitItem, requests: Resources = {}, limits: Resources = {}): string[] {
  const found: string[] = [];
  const { type } = item;
  const less = (a: string, b: string) => compareQuantities(a, b) < 0;
  for (const [name, min] of Object.entries(item.min ?? {})) {
    const start = `minimum ${name} usage per ${type} is ${min}`;
    if (requests[name] === undefined) found.push(`${start}. No request is specified`);
    else if (less(requests[name], min)) found.push(`${start}, but request is ${requests[name]}`);
    else if (limits[name] !== undefined && less(limits[name], min)) found.push(`${start}, but limit is ${limits[name]}`);
  }
  for (const [name, max] of Object.entries(item.max ?? {})) {
    const start = `maximum ${name} usage per ${type} is ${max}`;
    if (type === 'PersistentVolumeClaim') {
      if (requests[name] !== undefined && less(max, requests[name])) found.push(`${start}, but request is ${requests[name]}`);
    } else if (limits[name] === undefined) found.push(`${start}. No limit is specified`);
    else if (less(max, limits[name])) found.push(`${start}, but limit is ${limits[name]}`);
    else if (requests[name] !== undefined && less(max, requests[name])) found.push(`${start}, but request is ${requests[name]}`);
  }
  for (const [name, ratio] of Object.entries(item.maxLimitRequestRatio ?? {})) {
    const start = `${name} max limit to request ratio per ${type} is ${ratio}`;
    const request = requests[name] === undefined ? 0 : quantityNumber(requests[name]);
    const limit = limits[name] === undefined ? 0 : quantityNumber(limits[name]);
    if (request === 0) found.push(`${start}, but no request is specified or request is 0`);
    else if (limit === 0) found.push(`${start}, but no limit is specified or limit is 0`);
    else if (limit / request > quantityNumber(ratio)) found.push(`${start}, but provided ratio is ${(limit / request).toFixed(6)}`);
  }
  return found;
}
