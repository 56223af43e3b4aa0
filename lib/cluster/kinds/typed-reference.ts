import { invalid, required, type FieldError } from '@/lib/api/field-error';
import { isDns1123Subdomain, isPathSegmentName } from '@/lib/api/names';

/** A reference to an object of some kind in the same namespace, or none. Models networking's validateIngressTypedLocalObjectReference. */
export function validateTypedReference(
  { apiGroup, kind = '', name = '' }: { readonly apiGroup?: string; readonly kind?: string; readonly name?: string },
  at: string,
): FieldError[] {
  const found: FieldError[] = [];
  if (apiGroup !== undefined) for (const text of isDns1123Subdomain(apiGroup)) found.push(invalid(`${at}.apiGroup`, apiGroup, text));
  for (const [field, value] of [
    ['kind', kind],
    ['name', name],
  ] as const) {
    if (value === '') found.push(required(`${at}.${field}`, `${field} is required`));
    else for (const text of isPathSegmentName(value)) found.push(invalid(`${at}.${field}`, value, text));
  }
  return found;
}
