import { duplicate, forbidden, invalid, notSupported, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label } from '@/lib/api/names';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityValue,
  type Quantity,
} from '@/lib/api/quantity';
import {
  isHugePages,
  mayOvercommit,
  validateContainerResourceName,
  validateResourceName,
  validateResourceQuantity,
} from '../resource-name';
import { isGiven, listOf, ownOf, sortedKeys, structOf, structsOf, textOf } from '../read';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

function podResourceName(name: string, field: string): FieldError[] {
  const found = validateResourceName(name, field);
  if (found.length > 0 || name === 'cpu' || name === 'memory' || isHugePages(name)) return found;
  return [notSupported(field, name, ['cpu', 'hugepages-', 'memory'])];
}

const quantityOf = (value: unknown): Quantity => {
  try {
    return parseQuantity(value as string);
  } catch {
    return parseQuantity('0');
  }
};

function hugePages(name: string, value: unknown, field: string): FieldError[] {
  if (!isHugePages(name)) return [];
  const quantity = quantityOf(value);
  let fine = false;
  try {
    const page = parseQuantity(name.slice('hugepages-'.length));
    fine = page.nano > 0n && page.nano % 1_000_000_000n === 0n && quantityValue(quantity) % quantityValue(page) === 0;
  } catch {
    fine = false;
  }
  return fine ? [] : [invalid(field, formatQuantity(quantity), `${formatQuantity(quantity)} is not positive integer multiple of ${name}`)];
}

/** Models validateResourceRequirements. `claims` are the names of the pod's resource claims. */
function requirements(
  given: unknown,
  nameRule: (name: string, field: string) => FieldError[],
  claims: ReadonlySet<string>,
  field: string,
): FieldError[] {
  const resources = structOf(given);
  const limits = structOf(resources.limits);
  const requests = structOf(resources.requests);
  const found: FieldError[] = [];
  const names = [...sortedKeys(limits), ...sortedKeys(requests)];
  for (const name of sortedKeys(limits)) {
    const at = `${field}.limits[${name}]`;
    found.push(
      ...nameRule(name, at),
      ...validateResourceQuantity(name, formatQuantity(quantityOf(limits[name])), at),
      ...hugePages(name, limits[name], at),
    );
  }
  for (const name of sortedKeys(requests)) {
    const at = `${field}.requests[${name}]`;
    found.push(...nameRule(name, at), ...validateResourceQuantity(name, formatQuantity(quantityOf(requests[name])), at));
    const request = quantityOf(requests[name]);
    if (Object.hasOwn(limits as object, name)) {
      const limit = quantityOf(limits[name]);
      const order = compareQuantities(request, limit);
      const refuse = (how: string) =>
        invalid(`${field}.requests`, formatQuantity(request), `must be ${how} ${name} limit of ${formatQuantity(limit)}`);
      if (order !== 0 && !mayOvercommit(name)) found.push(refuse('equal to'));
      else if (order > 0) found.push(refuse('less than or equal to'));
    } else if (!mayOvercommit(name)) {
      found.push(required(`${field}.limits`, 'Limit must be set for non overcommitable resources'));
    }
    found.push(...hugePages(name, requests[name], at));
  }
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory'))
    found.push(forbidden(field, 'HugePages require cpu or memory'));
  return [...found, ...claimNames(resources.claims, claims, `${field}.claims`)];
}

/** Models validateResourceClaimNames. */
function claimNames(list: unknown, known: ReadonlySet<string>, field: string): FieldError[] {
  const found: FieldError[] = [];
  const seen = new Set<string>();
  structsOf(list).forEach((claim, i) => {
    const at = `${field}[${i}]`;
    const name = textOf(claim.name);
    const request = textOf(claim.request);
    if (name === '') {
      found.push(required(at));
      return;
    }
    if (seen.has(name)) found.push(duplicate(at, name));
    else {
      if (request !== '') for (const text of isDns1123Label(request)) found.push(invalid(`${at}.request`, request, text));
      const key = request === '' ? name : `${name}/${request}`;
      if (seen.has(key)) found.push(duplicate(at, key));
      else if (request === '') for (const other of seen) if (other.startsWith(`${name}/`)) found.push(duplicate(at, name));
      seen.add(key);
    }
    if (!known.has(name)) {
      const which = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
      found.push({ type: 'Not found', field: at, value: name, detail: `must be one of the names in pod.spec.resourceClaims${which}` });
    }
  });
  return found;
}

/** Models ValidateContainerResourceRequirements. */
export const validateResources = (resources: unknown, field: string, claims: ReadonlySet<string> = new Set()): FieldError[] =>
  requirements(resources, validateContainerResourceName, claims, field);

type Totals = Record<string, Quantity>;
const noTotals = (): Totals => Object.create(null) as Totals;

function totals(spec: any, which: 'requests' | 'limits'): Totals {
  const sum = noTotals();
  const add = (to: Totals, list: unknown) => {
    for (const name of sortedKeys(list)) {
      const value = quantityOf(structOf(list)[name]);
      to[name] = to[name] ? addQuantities(to[name], value) : value;
    }
  };
  const most = (to: Totals, list: Totals) => {
    for (const [name, value] of Object.entries(list)) if (!to[name] || compareQuantities(value, to[name]) > 0) to[name] = value;
  };
  for (const container of structsOf(spec.containers)) add(sum, structOf(container.resources)[which]);
  const sidecars = noTotals();
  const initial = noTotals();
  for (const container of structsOf(spec.initContainers)) {
    const list = structOf(container.resources)[which];
    if (container.restartPolicy === 'Always') {
      add(sum, list);
      add(sidecars, list);
      most(initial, sidecars);
    } else {
      const own = Object.assign(noTotals(), sidecars);
      add(own, list);
      most(initial, own);
    }
  }
  most(sum, initial);
  return sum;
}

/** What the containers of a pod ask for together. Models AggregateContainerRequests and …Limits. */
export const containerTotals = (spec: unknown, which: 'requests' | 'limits'): Record<string, string> =>
  Object.fromEntries(Object.entries(totals(structOf(spec), which)).map(([name, total]) => [name, formatQuantity(total)]));

/** Models validatePodResources: what a pod asks for as a whole. */
export function validatePodResources(spec: any, claims: ReadonlySet<string>, field: string): FieldError[] {
  if (!isGiven(spec.resources)) return [];
  const at = `${field}.resources`;
  if (structOf(spec.os).name === 'windows') return [forbidden(at, 'may not be set for a windows pod')];
  const resources = structOf(spec.resources);
  const found: FieldError[] = [];
  if (listOf(resources.claims).length > 0) found.push(forbidden(`${at}.claims`, 'claims may not be set for Resources at pod-level'));
  found.push(...requirements(resources, podResourceName, claims, at));
  const below = (which: 'requests' | 'limits', applies: (name: string) => boolean) => {
    for (const [name, total] of Object.entries(totals(spec, which)).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const own: unknown = ownOf(resources[which], name);
      if (!applies(name) || !isGiven(own) || compareQuantities(total, quantityOf(own)) <= 0) continue;
      const why = `must be greater than or equal to aggregate container ${which} of ${formatQuantity(total)}`;
      found.push(invalid(`${at}.${which}[${name}]`, canonicalQuantity(own as string), why));
    }
  };
  below('requests', () => true);
  below('limits', isHugePages);
  structsOf(spec.containers).forEach((container, i) => {
    const limits = structOf(structOf(container.resources).limits);
    for (const name of sortedKeys(limits)) {
      const own: unknown = ownOf(resources.limits, name);
      if (!isGiven(own) || compareQuantities(quantityOf(limits[name]), quantityOf(own)) <= 0) continue;
      const why = `must be less than or equal to pod limits of ${canonicalQuantity(own as string)}`;
      found.push(invalid(`${at}.containers[${i}][${name}].limits`, canonicalQuantity(limits[name] as string), why));
    }
  });
  return found;
}
