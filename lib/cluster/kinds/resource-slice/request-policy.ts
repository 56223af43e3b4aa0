import { forbidden, invalid, required, type FieldError } from '@/lib/api/field-error';
import { addQuantities, canonicalQuantity, compareQuantities, formatQuantity, quantityValue } from '@/lib/api/quantity';
import { setOf } from '../devices/collections';

interface Range {
  readonly min?: string;
  readonly max?: string;
  readonly step?: string;
}
interface Policy {
  readonly default?: string;
  readonly validValues?: readonly string[];
  readonly validRange?: Range;
}

const MOST_VALUES = 10;
const text = canonicalQuantity;

/** How much of a device's capacity may be asked for. Models validateRequestPolicy; only devices that are shared have one. */
export function validateRequestPolicy(
  { value = '0', requestPolicy: policy }: { readonly value?: string; readonly requestPolicy?: Policy },
  at: string,
  shared: boolean,
): FieldError[] {
  if (policy === undefined) return [];
  if (!shared) return [forbidden(at, 'allowMultipleAllocations must be true')];
  const { default: fallback, validValues = [], validRange } = policy;
  if (validValues.length > 0 && validRange !== undefined)
    return [forbidden(at, 'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time')];
  if (validValues.length > 0) {
    if (fallback === undefined) return [required(`${at}.default`, 'required when validValues is defined')];
    return validateValues(fallback, value, validValues, `${at}.validValues`);
  }
  if (validRange === undefined) return [];
  if (fallback === undefined) return [required(`${at}.default`, 'required when validRange is defined')];
  return validateRange(fallback, value, validRange, `${at}.validRange`);
}

function validateValues(fallback: string, capacity: string, values: readonly string[], at: string): FieldError[] {
  const found: FieldError[] = [];
  values.forEach((value, i) => {
    if (i > 0 && compareQuantities(values[i - 1]!, value) > 0)
      found.push(invalid(`${at}[${i}]`, text(value), 'values must be sorted in ascending order'));
  });
  const check = (value: string, field: string) =>
    compareQuantities(value, capacity) > 0 ? [invalid(field, text(value), `option is larger than capacity value: ${text(capacity)}`)] : [];
  found.push(...setOf(values, MOST_VALUES, at, check, (value) => String(quantityValue(value))));
  if (values.length > MOST_VALUES || !values.some((value) => compareQuantities(value, fallback) === 0))
    found.push(invalid(at, text(fallback), 'default value is not valid according to the requestPolicy'));
  return found;
}

function validateRange(fallback: string, capacity: string, { min, max, step }: Range, at: string): FieldError[] {
  if (min === undefined) return [required(`${at}.min`, 'required when validRange is defined')];
  const found: FieldError[] = [];
  const more = (a: string, b: string) => compareQuantities(a, b) > 0;
  if (more(min, capacity)) found.push(invalid(`${at}.min`, text(min), `min is larger than capacity value: ${text(capacity)}`));
  if (more(min, fallback)) found.push(invalid(`${at}.min`, text(fallback), `default is less than min: ${text(min)}`));
  if (max !== undefined) {
    if (more(min, max)) found.push(invalid(`${at}.max`, text(min), `min is larger than max: ${text(max)}`));
    if (more(max, capacity)) found.push(invalid(`${at}.max`, text(max), `max is larger than capacity value: ${text(capacity)}`));
    if (more(fallback, max)) found.push(invalid(`${at}.max`, text(fallback), `default is more than max: ${text(max)}`));
  }
  if (step === undefined) return found;
  const once = formatQuantity(addQuantities(min, step));
  if (more(once, capacity))
    found.push(invalid(`${at}.step`, text(step), `one step ${once} is larger than capacity value: ${text(capacity)}`));
  for (const value of max === undefined ? [fallback] : [fallback, max])
    if (quantityValue(step) === 0 || (quantityValue(value) - quantityValue(min)) % quantityValue(step) !== 0)
      found.push(invalid(`${at}.step`, text(value), `value is not a multiple of a given step (${text(step)}) from (${text(min)})`));
  return found;
}
