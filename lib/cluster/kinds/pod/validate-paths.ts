import { invalid, type FieldError } from '@/lib/api/field-error';

/** Models validatePathNoBacksteps. */
export const noBacksteps = (path: string, field: string): FieldError[] =>
  path.split('/').includes('..') ? [invalid(field, path, "must not contain '..'")] : [];

/** Models validateLocalDescendingPath. */
export const descendingPath = (path: string, field: string): FieldError[] => [
  ...(path.startsWith('/') ? [invalid(field, path, 'must be a relative path')] : []),
  ...noBacksteps(path, field),
];

/** Models ValidateLocalNonReservedPath. */
export const nonReservedPath = (path: string, field: string): FieldError[] => [
  ...descendingPath(path, field),
  ...(path.startsWith('..') && !path.startsWith('../') ? [invalid(field, path, "must not start with '..'")] : []),
];

/** Models the check of file modes of volumes. */
export const fileMode = (value: unknown, field: string): FieldError[] =>
  typeof value === 'number' && (value < 0 || value > 0o777)
    ? [invalid(field, value, 'must be a number between 0 and 0777 (octal), both inclusive')]
    : [];
