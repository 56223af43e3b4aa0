import { duplicate, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { isQualifiedName, regexError } from '@/lib/api/names';

interface Condition {
  readonly type?: string;
  readonly status?: string;
  readonly observedGeneration?: number;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}

const STATUSES = ['False', 'True', 'Unknown'];
const REASON = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const REASON_ERROR = regexError(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  REASON,
  'my_name',
  'MY_NAME',
  'MyName',
  'ReasonA,ReasonB',
  'ReasonA:ReasonB',
);
const LONGEST_REASON = 1024;
const LONGEST_MESSAGE = 32 * 1024;

/** Models metav1 validation.ValidateConditions. */
export function validateConditions(conditions: readonly Condition[], field: string): FieldError[] {
  return conditions.flatMap((condition, i) => {
    const at = `${field}[${i}]`;
    const { type = '', status = '', observedGeneration = 0, reason = '', message = '' } = condition;
    const found: FieldError[] = [];
    if (conditions.findIndex((other) => (other.type ?? '') === type) < i) found.push(duplicate(`${at}.type`, type));
    for (const text of isQualifiedName(type)) found.push(invalid(`${at}.type`, type, text));
    if (!STATUSES.includes(status)) found.push(notSupported(`${at}.status`, status, STATUSES));
    if (observedGeneration < 0)
      found.push(invalid(`${at}.observedGeneration`, observedGeneration, 'must be greater than or equal to zero'));
    if (!condition.lastTransitionTime) found.push(required(`${at}.lastTransitionTime`, 'must be set'));
    if (reason === '') found.push(required(`${at}.reason`, 'must be set'));
    else {
      if (!new RegExp(`^${REASON}$`).test(reason)) found.push(invalid(`${at}.reason`, reason, REASON_ERROR));
      if (reason.length > LONGEST_REASON) found.push(tooLong(`${at}.reason`, LONGEST_REASON));
    }
    if (message.length > LONGEST_MESSAGE) found.push(tooLong(`${at}.message`, LONGEST_MESSAGE));
    return found;
  });
}
