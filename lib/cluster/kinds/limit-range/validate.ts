import { duplicate, forbidden, invalid, required, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName } from '@/lib/api/names';
import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, compareQuantities, quantityNumber } from '@/lib/api/quantity';
import { mayOvercommit, validateContainerResourceName, validateResourceName } from '../resource-name';

type Quantities = Readonly<Record<string, string>>;
interface Item {
  readonly type?: string;
  readonly max?: Quantities;
  readonly min?: Quantities;
  readonly default?: Quantities;
  readonly defaultRequest?: Quantities;
  readonly maxLimitRequestRatio?: Quantities;
}

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];

function validateType(type: string, field: string): FieldError[] {
  const found = isQualifiedName(type).map((text) => invalid(field, type, text));
  if (found.length > 0 || type.includes('/') || TYPES.includes(type)) return found;
  return [invalid(field, type, 'must be a standard limit type or fully qualified')];
}

/** Models core validation.ValidateLimitRange. */
export function validateLimitRange(range: KubeObject): FieldError[] {
  const items: readonly Item[] = range.spec?.limits ?? [];
  return items.flatMap((item, i) => {
    const at = `spec.limits[${i}]`;
    const type = item.type ?? '';
    const found = validateType(type, `${at}.type`);
    if (items.findIndex((other) => (other.type ?? '') === type) < i) found.push(duplicate(`${at}.type`, type));
    return [...found, ...validateItem(item, type, at)];
  });
}

function validateItem(item: Item, type: string, at: string): FieldError[] {
  const found: FieldError[] = [];
  const check = type === 'Pod' || type === 'Container' ? validateContainerResourceName : validateResourceName;
  const names = (part: 'max' | 'min' | 'default' | 'defaultRequest' | 'maxLimitRequestRatio') => {
    for (const name of Object.keys(item[part] ?? {}).sort()) found.push(...check(name, `${at}.${part}[${name}]`));
  };
  names('max');
  names('min');
  const isPod = type === 'Pod';
  for (const part of ['default', 'defaultRequest'] as const) {
    if (!isPod) names(part);
    else if (Object.keys(item[part] ?? {}).length > 0) found.push(forbidden(`${at}.${part}`, "may not be specified when `type` is 'Pod'"));
  }
  if (type === 'PersistentVolumeClaim' && item.min?.storage === undefined && item.max?.storage === undefined)
    found.push(required(`${at}.limits`, 'either minimum or maximum storage value is required, but neither was provided'));
  names('maxLimitRequestRatio');
  const own = isPod ? { ...item, default: {}, defaultRequest: {} } : item;
  const keys = new Set(
    [own.max, own.min, own.default, own.defaultRequest, own.maxLimitRequestRatio].flatMap((map) => Object.keys(map ?? {})),
  );
  for (const key of [...keys].sort()) found.push(...validateBounds(own, key, at));
  return found;
}

const more = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && compareQuantities(a, b) > 0;

function validateBounds(item: Item, key: string, at: string): FieldError[] {
  const found: FieldError[] = [];
  const of = (map: Quantities | undefined) => (map && Object.hasOwn(map, key) ? map[key] : undefined);
  const min = of(item.min);
  const max = of(item.max);
  const limit = of(item.default);
  const request = of(item.defaultRequest);
  const ratio = of(item.maxLimitRequestRatio);
  const say = (part: string, shown: string | undefined, text: string) =>
    found.push(invalid(`${at}.${part}[${key}]`, canonicalQuantity(shown!), text));
  const q = (value: string | undefined) => canonicalQuantity(value!);
  if (more(min, max)) say('min', min, `min value ${q(min)} is greater than max value ${q(max)}`);
  if (more(min, request)) say('defaultRequest', request, `min value ${q(min)} is greater than default request value ${q(request)}`);
  if (more(request, max)) say('defaultRequest', request, `default request value ${q(request)} is greater than max value ${q(max)}`);
  if (more(request, limit))
    say('defaultRequest', request, `default request value ${q(request)} is greater than default limit value ${q(limit)}`);
  if (more(min, limit)) say('default', min, `min value ${q(min)} is greater than default value ${q(limit)}`);
  if (more(limit, max)) say('default', max, `default value ${q(limit)} is greater than max value ${q(max)}`);
  if (more('1', ratio)) say('maxLimitRequestRatio', ratio, `ratio ${q(ratio)} is less than 1`);
  if (ratio !== undefined && min !== undefined && max !== undefined) {
    const most = quantityNumber(max) / quantityNumber(min);
    if (quantityNumber(ratio) > most) say('maxLimitRequestRatio', ratio, `ratio ${q(ratio)} is greater than max/min = ${most.toFixed(6)}`);
  }
  if (!mayOvercommit(key) && limit !== undefined && request !== undefined && compareQuantities(limit, request) !== 0)
    say('defaultRequest', request, `default value ${q(limit)} must equal to defaultRequest value ${q(request)} in ${key}`);
  return found;
}
