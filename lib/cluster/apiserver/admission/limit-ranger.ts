import type { KubeObject } from '@/lib/api/object';
import { compareQuantities, formatQuantity, parseQuantity, quantityNumber } from '@/lib/api/quantity';
import { podResources, usageOfTexts, type ResourceContainer, type ResourceTexts, type Usage } from '../../quota/pod-resources';
import type { AdmissionPlugin, Attributes } from './chain';
import { forbid } from './forbidden';
import { isPodCreation, withSpec } from './pod';

interface LimitItem {
  readonly type: string;
  readonly min?: ResourceTexts;
  readonly max?: ResourceTexts;
  readonly default?: ResourceTexts;
  readonly defaultRequest?: ResourceTexts;
  readonly maxLimitRequestRatio?: ResourceTexts;
}

const RANGES = { group: '', resource: 'limitranges' };
const ANNOTATION = 'kubernetes.io/limit-ranger';

/** Defaults and bounds of requests and limits in a namespace. Models plugin/pkg/admission/limitranger. */
export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit(attributes) {
    const { object } = attributes;
    if (!isPodCreation(attributes)) return object;
    return rangesOf(attributes).reduce((pod, items) => withDefaults(pod, items), object);
  },
  validate(attributes) {
    const { object, call, operation, subresource } = attributes;
    if (!object || call.served.resource.group !== '' || (operation !== 'CREATE' && operation !== 'UPDATE')) return;
    const { resource } = call.served.resource;
    const isPod = resource === 'pods' && (subresource === 'resize' || (subresource === '' && operation === 'CREATE'));
    if (!isPod && (resource !== 'persistentvolumeclaims' || subresource !== '')) return;
    // As upstream: each LimitRange by itself, so that only the first that is broken is told.
    for (const items of rangesOf(attributes)) {
      const found = [...new Set(isPod ? checkPod(object, items) : checkClaim(object, items))];
      if (found.length > 0) throw forbid(attributes, found.length === 1 ? found[0]! : `[${found.join(', ')}]`);
    }
  },
};

const rangesOf = ({ call, object }: Attributes): readonly (readonly LimitItem[])[] =>
  call.server.store
    .list(RANGES, object?.metadata.namespace ?? call.info.namespace)
    .map((range) => (range.spec?.limits as readonly LimitItem[] | undefined) ?? []);

/** Fills what containers leave out. Models mergePodResourceRequirements. */
function withDefaults(pod: KubeObject, items: readonly LimitItem[]): KubeObject {
  const ofContainers = items.filter(({ type }) => type === 'Container');
  const limits: ResourceTexts = Object.assign({}, ...ofContainers.map((item) => item.default));
  const requests: ResourceTexts = Object.assign({}, ...ofContainers.map((item) => item.defaultRequest));
  const notes: string[] = [];
  const fill = (list: readonly ResourceContainer[], what: string) =>
    list.map((container) => {
      const own = container.resources ?? {};
      const missing = (defaults: ResourceTexts, given: ResourceTexts | undefined) =>
        Object.keys(defaults)
          .filter((name) => given?.[name] === undefined)
          .sort();
      const newLimits = missing(limits, own.limits);
      const newRequests = missing(requests, own.requests);
      if (newRequests.length > 0) notes.push(`${newRequests.join(', ')} request for ${what} ${container.name}`);
      if (newLimits.length > 0) notes.push(`${newLimits.join(', ')} limit for ${what} ${container.name}`);
      if (newLimits.length === 0 && newRequests.length === 0) return container;
      const resources = {
        ...own,
        ...(newLimits.length > 0 && { limits: { ...pick(limits, newLimits), ...own.limits } }),
        ...(newRequests.length > 0 && { requests: { ...pick(requests, newRequests), ...own.requests } }),
      };
      return { ...container, resources };
    });
  const containers = fill((pod.spec?.containers ?? []) as readonly ResourceContainer[], 'container');
  const init = pod.spec?.initContainers as readonly ResourceContainer[] | undefined;
  const next = withSpec(pod, { containers, ...(init && { initContainers: fill(init, 'init container') }) });
  if (notes.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` };
  return { ...next, metadata: { ...next.metadata, annotations } };
}

const pick = (from: ResourceTexts, names: readonly string[]): ResourceTexts => Object.fromEntries(names.map((name) => [name, from[name]!]));

/** Models PodValidateLimitFunc. */
function checkPod(pod: KubeObject, items: readonly LimitItem[]): string[] {
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])] as readonly ResourceContainer[];
  return items.flatMap((item) => {
    if (item.type === 'Container') {
      return containers.flatMap(({ resources }) => check(item, usageOfTexts(resources?.requests), usageOfTexts(resources?.limits)));
    }
    if (item.type !== 'Pod') return [];
    return check(item, podResources(pod, 'requests', { overhead: false }), podResources(pod, 'limits', { overhead: false }));
  });
}

const sorted = (texts: ResourceTexts | undefined) => Object.entries(texts ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));

/** Models minConstraint, maxConstraint and limitRequestRatioConstraint. Upstream's order within each is Go's of a map. */
function check(item: LimitItem, requests: Usage, limits: Usage): string[] {
  const found: string[] = [];
  const { type } = item;
  for (const [name, min] of sorted(item.min)) {
    const start = `minimum ${name} usage per ${type} is ${canonical(min)}`;
    if (!requests[name]) found.push(`${start}.  No request is specified`);
    else if (compareQuantities(requests[name], min) < 0) found.push(`${start}, but request is ${formatQuantity(requests[name])}`);
    else if (limits[name] && compareQuantities(limits[name], min) < 0) found.push(`${start}, but limit is ${formatQuantity(limits[name])}`);
  }
  for (const [name, max] of sorted(item.max)) {
    const start = `maximum ${name} usage per ${type} is ${canonical(max)}`;
    if (!limits[name]) found.push(`${start}.  No limit is specified`);
    else if (compareQuantities(limits[name], max) > 0) found.push(`${start}, but limit is ${formatQuantity(limits[name])}`);
    else if (requests[name] && compareQuantities(requests[name], max) > 0) {
      found.push(`${start}, but request is ${formatQuantity(requests[name])}`);
    }
  }
  for (const [name, ratio] of sorted(item.maxLimitRequestRatio)) {
    const start = `${name} max limit to request ratio per ${type} is ${canonical(ratio)}`;
    const [request, limit] = [requests[name], limits[name]];
    if (!request || request.nano === 0n) found.push(`${start}, but no request is specified or request is 0`);
    else if (!limit || limit.nano === 0n) found.push(`${start}, but no limit is specified or limit is 0`);
    else if (quantityNumber(limit) / quantityNumber(request) > quantityNumber(ratio)) {
      found.push(`${start}, but provided ratio is ${(quantityNumber(limit) / quantityNumber(request)).toFixed(6)}`);
    }
  }
  return found;
}

const canonical = (text: string) => formatQuantity(parseQuantity(text));

/** Models PersistentVolumeClaimValidateLimitFunc: only what is requested counts. */
function checkClaim(claim: KubeObject, items: readonly LimitItem[]): string[] {
  const requests = usageOfTexts(claim.spec?.resources?.requests as ResourceTexts | undefined);
  return items.flatMap((item) => {
    if (item.type !== 'PersistentVolumeClaim') return [];
    const found = check({ type: item.type, ...(item.min && { min: item.min }) }, requests, {});
    for (const [name, max] of sorted(item.max)) {
      const start = `maximum ${name} usage per ${item.type} is ${canonical(max)}`;
      const request = requests[name];
      if (!request) found.push(`${start}.  No request is specified`);
      else if (compareQuantities(request, max) > 0) found.push(`${start}, but request is ${formatQuantity(request)}`);
    }
    return found;
  });
}
