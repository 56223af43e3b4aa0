import { invalid, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isLabelValue, isQualifiedName } from '@/lib/api/names';
import { deepEqual } from '@/lib/api/freeze';
import { listOf, structOf, structsOf, textOf, textsOf } from './read';

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
    ...isLabelValue(textOf(value)).map((text) => invalid(field, value, text)),
  ]);
}

const MOST_ANNOTATIONS = 256 * 1024;

/** Models apimachinery validation.ValidateAnnotations. */
export function validateAnnotations(annotations: Readonly<Record<string, string>> | undefined, field: string): FieldError[] {
  const found: FieldError[] = [];
  let size = 0;
  for (const [key, value] of Object.entries(annotations ?? {})) {
    for (const text of isQualifiedName(key.toLowerCase())) found.push(invalid(field, key, text));
    size += Buffer.byteLength(key) + Buffer.byteLength(String(value));
  }
  return size > MOST_ANNOTATIONS ? [...found, tooLong(field, MOST_ANNOTATIONS)] : found;
}

/** Labels as messages show them: in order, and null when there are none. */
export const labelsValue = (labels: any): unknown =>
  labels === undefined || labels === null
    ? null
    : Object.fromEntries(
        Object.keys(labels)
          .sort()
          .map((key) => [key, labels[key]]),
      );

/** A label selector as messages show it. */
export function selectorValue(selector: any): unknown {
  if (selector === undefined || selector === null) return null;
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(Object.keys(matchLabels ?? {}).length > 0 ? { matchLabels: labelsValue(matchLabels) } : {}),
    ...(matchExpressions?.length > 0
      ? {
          matchExpressions: matchExpressions.map((one: any) => ({
            key: one?.key ?? '',
            operator: one?.operator ?? '',
            ...(one?.values?.length > 0 ? { values: one.values } : {}),
          })),
        }
      : {}),
  };
}

/** Models metav1 validation.ValidateLabelSelector. */
export function validateSelector(selector: any, field: string): FieldError[] {
  const found = validateLabels(structOf(selector?.matchLabels), `${field}.matchLabels`);
  structsOf(selector?.matchExpressions).forEach((expression: any, i: number) => {
    const at = `${field}.matchExpressions[${i}]`;
    const count = listOf(expression.values).length;
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
    for (const text of isQualifiedName(textOf(expression.key))) found.push(invalid(`${at}.key`, textOf(expression.key), text));
    textsOf(expression.values).forEach((value, j) => {
      for (const text of isLabelValue(value)) found.push(invalid(`${at}.values[${j}]`, value, text));
    });
  });
  return found;
}

/** Whether a label selector takes a set of labels. An absent selector takes nothing, an empty one everything. */
export function selects(selector: any, labels: Readonly<Record<string, string>>): boolean {
  if (!selector) return false;
  for (const [key, value] of Object.entries(structOf(selector.matchLabels))) if (labels[key] !== value) return false;
  return structsOf(selector.matchExpressions).every((e: any) => {
    const has = Object.hasOwn(labels, e.key);
    if (e.operator === 'Exists') return has;
    if (e.operator === 'DoesNotExist') return !has;
    const among = has && textsOf(e.values).includes(labels[e.key]!);
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
