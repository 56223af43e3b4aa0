import { required, type FieldError } from '@/lib/api/field-error';
import type { KubeObject } from '@/lib/api/object';
import { isGiven } from '../read';
import { isImmutable, isNonNegative } from '../validation';

/** Models apps validation.ValidateControllerRevision. */
export const validateControllerRevision = (revision: KubeObject): FieldError[] => [
  ...(isGiven(revision.data) ? [] : [required('data', 'data is mandatory')]),
  ...isNonNegative(revision.revision, 'revision'),
];

/** Models ValidateControllerRevisionUpdate: what a revision holds never changes. */
export const validateControllerRevisionUpdate = (revision: KubeObject, old: KubeObject): FieldError[] => [
  ...validateControllerRevision(revision),
  ...isImmutable(revision.data, old.data, 'data'),
];
