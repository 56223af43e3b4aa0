import { forbidden, invalid, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName } from '@/lib/api/names';
import { validateLabels } from './validation';

const ALLOWED = ['annotations', 'labels'];

/** Metadata of objects to be: labels and annotations only. Models core validation.ValidateTemplateObjectMeta. */
export function validateTemplateMetadata(metadata: Readonly<Record<string, unknown>>, at: string): FieldError[] {
  const found = Object.keys((metadata.annotations ?? {}) as object).flatMap((key) =>
    isQualifiedName(key.toLowerCase()).map((text) => invalid(`${at}.annotations`, key, text)),
  );
  found.push(...validateLabels(metadata.labels as Record<string, string> | undefined, `${at}.labels`));
  for (const [name, value] of Object.entries(metadata))
    if (!ALLOWED.includes(name) && value !== undefined && value !== null && value !== '')
      found.push(forbidden(`${at}.${name}`, 'cannot be set'));
  return found;
}
