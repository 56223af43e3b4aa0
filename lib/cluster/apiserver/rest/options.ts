import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from '@/lib/api/field-error';
import { badRequestStatus, invalidStatus } from '@/lib/api/status';
import type { ApiRequest } from '../../client/client';
import { queryOf } from '../request-info';

const VALIDATION_MODES = ['', 'Ignore', 'Strict', 'Warn'];

/** Checks dryRun, fieldManager and fieldValidation of a write. Models metav1 validation of Create/Update/PatchOptions. */
export function checkWriteOptions(request: ApiRequest, kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions', applies = false): void {
  const found: FieldError[] = [];
  const dryRun = request.query.dryRun ?? [];
  const manager = queryOf(request, 'fieldManager') ?? '';
  if (applies && manager === '') found.push(required('fieldManager', 'is required for apply patch'));
  if (kind === 'PatchOptions' && !applies && queryOf(request, 'force') !== undefined) {
    found.push(forbidden('force', 'may not be specified for non-apply patch'));
  }
  if (new TextEncoder().encode(manager).length > LONGEST_MANAGER) found.push(tooLong('fieldManager', LONGEST_MANAGER));
  let position = 0;
  for (const char of manager) {
    if (!isPrintable(char)) {
      found.push(invalid('fieldManager', manager, `invalid character ${unicodeText(char)} (at position ${position})`));
    }
    position += new TextEncoder().encode(char).length;
  }
  if (dryRun.some((value) => value !== 'All')) found.push(notSupported('dryRun', dryRun, ['All']));
  const mode = queryOf(request, 'fieldValidation') ?? '';
  if (!VALIDATION_MODES.includes(mode)) found.push(notSupported('fieldValidation', mode, VALIDATION_MODES));
  if (found.length > 0) throw invalidStatus('meta.k8s.io', kind, '', found);
}

const LONGEST_MANAGER = 128;

/** Models unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. */
const isPrintable = (char: string) => char === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);

/** Go's %#U: the code point, and the character when it can be shown. */
const unicodeText = (char: string) => {
  const code = `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
  return isPrintable(char) ? `${code} '${char}'` : code;
};

/** A whole number of the query. Throws BadRequest with Go's words. */
export function integerOf(request: Pick<ApiRequest, 'query'>, name: string): number | undefined {
  const text = queryOf(request, name);
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw badRequestStatus(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  const value = BigInt(text);
  if (value > 2n ** 63n - 1n || value < -(2n ** 63n)) {
    throw badRequestStatus(`strconv.ParseInt: parsing ${JSON.stringify(text)}: value out of range`);
  }
  return Number(value);
}

/** Who a write is tracked as: the fieldManager named, or the user agent up to its slash. Models managerOrUserAgent. */
export function fieldManagerOf(request: ApiRequest): string {
  const manager = queryOf(request, 'fieldManager');
  if (manager) return manager;
  const agent = request.headers['user-agent'] ?? '';
  return agent.split('/')[0]!.slice(0, 128);
}
