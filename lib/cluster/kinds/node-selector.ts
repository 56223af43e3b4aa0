import { forbidden, invalid, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Subdomain, isLabelValue, isQualifiedName, nameIsDnsSubdomain } from '@/lib/api/names';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

/** Models core validation.ValidateNodeSelector. */
export function validateNodeSelector(selector: any, field: string): FieldError[] {
  const terms: readonly any[] = selector?.nodeSelectorTerms ?? [];
  const at = `${field}.nodeSelectorTerms`;
  if (terms.length === 0) return [required(at, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => validateTerm(term, `${at}[${i}]`));
}

/** Models ValidateNodeSelectorTerm. `anyValue`: values need not be those of labels (preferences). */
export function validateTerm(term: any, field: string, anyValue = false): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((item: any, i: number) =>
      validateRequirement(item, `${field}.matchExpressions[${i}]`, anyValue),
    ),
    ...(term.matchFields ?? []).flatMap((item: any, i: number) => validateFieldRequirement(item, `${field}.matchFields[${i}]`)),
  ];
}

function validateRequirement(item: any, field: string, anyValue: boolean): FieldError[] {
  const found: FieldError[] = [];
  const { key = '', operator = '', values = [] } = item;
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) found.push(required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) found.push(forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) found.push(required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
  } else found.push(invalid(`${field}.operator`, operator, 'not a valid selector operator'));
  for (const complaint of isQualifiedName(key)) found.push(invalid(`${field}.key`, key, complaint));
  if (anyValue) return found;
  (values as readonly string[]).forEach((value, i) => {
    for (const complaint of isLabelValue(value)) found.push(invalid(`${field}.values[${i}]`, value, complaint));
  });
  return found;
}

function validateFieldRequirement(item: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const { key = '', operator = '', values = [] } = item;
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length !== 1)
      found.push(required(`${field}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"));
  } else found.push(invalid(`${field}.operator`, operator, 'not a valid selector operator'));
  if (key !== 'metadata.name') return [...found, invalid(`${field}.key`, key, 'not a valid field selector key')];
  (values as readonly string[]).forEach((value, i) => {
    for (const complaint of nameIsDnsSubdomain(value, false)) found.push(invalid(`${field}.values[${i}]`, value, complaint));
  });
  return found;
}

/** Names of objects that must be DNS subdomains, when given. */
export const subdomainErrors = (value: string, field: string): FieldError[] =>
  isDns1123Subdomain(value).map((complaint) => invalid(field, value, complaint));
