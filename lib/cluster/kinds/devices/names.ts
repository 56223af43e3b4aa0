import { invalid, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName, regexError } from '@/lib/api/names';
import { validateDriverName } from '../persistent-volume/sources';

const LONGEST_ID = 32;
const LONGEST_POOL = 253;
const C_IDENTIFIER = '[A-Za-z_][A-Za-z0-9_]*';

const all = (field: string, value: string, complaints: readonly string[]) => complaints.map((text) => invalid(field, value, text));

export const validateLabelName = (name: string | undefined, at: string): FieldError[] => all(at, name ?? '', isDns1123Label(name ?? ''));
export const validateKey = (name: string | undefined, at: string): FieldError[] => all(at, name ?? '', isQualifiedName(name ?? ''));
export const validateValue = (value: string | undefined, at: string): FieldError[] => all(at, value ?? '', isLabelValue(value ?? ''));
export const validateSubdomain = (name: string, at: string): FieldError[] => all(at, name, isDns1123Subdomain(name));

/** Models resource validation's validatePoolName. */
export function validatePoolName(name: string | undefined, at: string): FieldError[] {
  if (!name) return [required(at)];
  const found: FieldError[] = name.length > LONGEST_POOL ? [tooLong(at, LONGEST_POOL)] : [];
  return [...found, ...name.split('/').flatMap((part) => validateSubdomain(part, at))];
}

function validateCIdentifier(id: string, at: string): FieldError[] {
  const found: FieldError[] = id.length > LONGEST_ID ? [tooLong(at, LONGEST_ID)] : [];
  if (!new RegExp(`^${C_IDENTIFIER}$`).test(id)) {
    const text = "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'";
    found.push(invalid(at, id, regexError(text, C_IDENTIFIER, 'my_name', 'MY_NAME', 'MyName')));
  }
  return found;
}

/** `domain/identifier` or only the identifier. Models validateQualifiedName. */
export function validateAttributeName(name: string, at: string): FieldError[] {
  const parts = name.split('/');
  if (parts.length === 1) return validateCIdentifier(name, at);
  if (parts.length > 2) return [];
  const [domain = '', id = ''] = parts;
  return [
    ...(domain === '' ? [invalid(at, '', 'the domain must not be empty')] : validateDriverName(domain, at)),
    ...(id === '' ? [invalid(at, '', 'the name must not be empty')] : validateCIdentifier(id, at)),
  ];
}

/** Models validateFullyQualifiedName. */
export function validateFullAttributeName(name: string, at: string): FieldError[] {
  const found = validateAttributeName(name, at);
  if (!name.includes('/')) found.push(invalid(at, name, 'a fully qualified name must be a domain and a name separated by a slash'));
  return found;
}
