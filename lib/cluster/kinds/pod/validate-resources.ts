import { forbidden, invalid, required, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName } from '@/lib/api/names';
import { canonicalQuantity, compareQuantities } from '@/lib/api/quantity';

/* eslint-disable @typescript-eslint/no-explicit-any -- structs of requests, before they are known to be right */

const STANDARD = new Set(['cpu', 'memory', 'ephemeral-storage']);
const isHuge = (name: string) => name.startsWith('hugepages-');
/** Resources outside the kubernetes.io domain, which can only be asked for whole and not overcommitted. */
const isExtended = (name: string) => name.includes('/') && !/(^|\.)kubernetes\.io\//.test(name) && !name.startsWith('requests.');

function nameIsWrong(name: string, field: string): FieldError[] {
  const found = isQualifiedName(name).map((text) => invalid(field, name, text));
  if (found.length > 0 || name.includes('/')) return found;
  if (STANDARD.has(name) || isHuge(name)) return [];
  return [
    invalid(field, name, 'must be a standard resource type or fully qualified'),
    invalid(field, name, 'must be a standard resource for containers'),
  ];
}

const valueIsWrong = (value: string, field: string): FieldError[] =>
  compareQuantities(value, '0') < 0 ? [invalid(field, canonicalQuantity(value), 'must be greater than or equal to 0')] : [];

/** Models ValidateResourceRequirements. */
export function validateResources(resources: any, field: string): FieldError[] {
  const found: FieldError[] = [];
  const limits: Readonly<Record<string, string>> = resources?.limits ?? {};
  const requests: Readonly<Record<string, string>> = resources?.requests ?? {};
  let huge = false;
  let basic = false;
  const note = (name: string) => {
    if (isHuge(name)) huge = true;
    if (name === 'cpu' || name === 'memory') basic = true;
  };
  for (const name of Object.keys(limits).sort()) {
    const at = `${field}.limits[${name}]`;
    found.push(...nameIsWrong(name, at), ...valueIsWrong(limits[name]!, at));
    note(name);
  }
  for (const name of Object.keys(requests).sort()) {
    const at = `${field}.requests[${name}]`;
    found.push(...nameIsWrong(name, at), ...valueIsWrong(requests[name]!, at));
    note(name);
    const limit = limits[name];
    if (limit !== undefined) {
      if ((isExtended(name) || isHuge(name)) && compareQuantities(requests[name]!, limit) !== 0) {
        found.push(
          invalid(`${field}.requests`, canonicalQuantity(requests[name]!), `must be equal to ${name} limit of ${canonicalQuantity(limit)}`),
        );
      } else if (compareQuantities(requests[name]!, limit) > 0) {
        found.push(
          invalid(
            `${field}.requests`,
            canonicalQuantity(requests[name]!),
            `must be less than or equal to ${name} limit of ${canonicalQuantity(limit)}`,
          ),
        );
      }
    } else if (isExtended(name) || isHuge(name)) {
      found.push(required(`${field}.limits`, 'Limit must be set for non overcommitable resources'));
    }
  }
  if (huge && !basic) found.push(forbidden(field, 'HugePages require cpu or memory'));
  return found;
}
