import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { isLabelValue, isQualifiedName } from '@/lib/api/names';
import { deepEqual } from '@/lib/api/freeze';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

export const isNonNegative = (value: unknown, field: string): FieldError[] =>
  typeof value === 'number' && value < 0 ? [invalid(field, value, 'must be greater than or equal to 0')] : [];

/** Models apimachinery validation.ValidateImmutableField. */
export const isImmutable = (value: unknown, old: unknown, field: string): FieldError[] =>
  deepEqual(value, old) ? [] : [invalid(field, value, 'field is immutable')];

/** Models ValidateLabels of apimachinery's metav1 validation. */
export function validateLabels(labels: Readonly<Record<string, string>> | undefined, field: string): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...isQualifiedName(key).map((text) => invalid(field, key, text)),
    ...isLabelValue(value).map((text) => invalid(field, value, text)),
  ]);
}

/** Models metav1 validation.ValidateLabelSelector. */
export function validateSelector(selector: any, field: string): FieldError[] {
  const found = validateLabels(selector?.matchLabels, `${field}.matchLabels`);
  (selector?.matchExpressions ?? []).forEach((expression: any, i: number) => {
    const at = `${field}.matchExpressions[${i}]`;
    const count = expression.values?.length ?? 0;
    if (expression.operator === 'In' || expression.operator === 'NotIn') {
      if (count === 0) found.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (expression.operator === 'Exists' || expression.operator === 'DoesNotExist') {
      if (count > 0)
        found.push({
          type: 'Forbidden',
          field: `${at}.values`,
          detail: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        });
    } else {
      found.push(invalid(`${at}.operator`, expression.operator ?? '', 'not a valid selector operator'));
    }
    for (const text of isQualifiedName(expression.key ?? '')) found.push(invalid(`${at}.key`, expression.key ?? '', text));
    (expression.values ?? []).forEach((value: string, j: number) => {
      for (const text of isLabelValue(value)) found.push(invalid(`${at}.values[${j}]`, value, text));
    });
  });
  return found;
}

/** Whether a label selector takes a set of labels. An absent selector takes nothing, an empty one everything. */
export function selects(selector: any, labels: Readonly<Record<string, string>>): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) if (labels[key] !== value) return false;
  return (selector.matchExpressions ?? []).every((e: any) => {
    const has = Object.hasOwn(labels, e.key);
    if (e.operator === 'Exists') return has;
    if (e.operator === 'DoesNotExist') return !has;
    const among = has && (e.values ?? []).includes(labels[e.key]);
    return e.operator === 'In' ? among : !among;
  });
}

/** A whole number or a percentage, as `maxSurge` and its like; negative numbers are refused. */
export function validateIntOrPercent(value: unknown, field: string): FieldError[] {
  if (value === undefined) return [];
  if (typeof value === 'number') return isNonNegative(value, field);
  return /^[0-9]+%$/.test(String(value))
    ? []
    : [
        invalid(
          field,
          value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
      ];
}

export const percentOf = (value: unknown): number | undefined =>
  typeof value === 'string' && /^[0-9]+%$/.test(value) ? Number(value.slice(0, -1)) : undefined;

export const notOver100 = (value: unknown, field: string): FieldError[] =>
  (percentOf(value) ?? 0) > 100 ? [invalid(field, value, 'must not be greater than 100%')] : [];
