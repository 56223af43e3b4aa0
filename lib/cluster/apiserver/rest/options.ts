import { invalid, notSupported, type FieldError } from '@/lib/api/field-error';
import { invalidStatus } from '@/lib/api/status';
import type { ApiRequest } from '../../client/client';
import { queryOf } from '../request-info';

const VALIDATION_MODES = ['Ignore', 'Warn', 'Strict'];

/** Checks dryRun, fieldManager and fieldValidation of a write. Models metav1 validation of Create/Update/PatchOptions. */
export function checkWriteOptions(request: ApiRequest, kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions'): void {
  const found: FieldError[] = [];
  const dryRun = request.query.dryRun ?? [];
  if (dryRun.length > 0 && (dryRun.length !== 1 || dryRun[0] !== 'All')) {
    found.push(notSupported('dryRun', `[${dryRun.join(' ')}]`, ['All']));
  }
  const manager = queryOf(request, 'fieldManager');
  if (manager !== undefined && manager.length > 128) {
    found.push({ type: 'Too long', field: 'fieldManager', detail: 'may not be more than 128 bytes' });
  }
  if (manager !== undefined && /[^\x20-\x7e\u00a0-\uffff]/.test(manager)) {
    found.push(invalid('fieldManager', manager, 'should only contain printable characters'));
  }
  const mode = queryOf(request, 'fieldValidation');
  if (mode !== undefined && mode !== '' && !VALIDATION_MODES.includes(mode)) {
    found.push(notSupported('fieldValidation', mode, ['', ...VALIDATION_MODES]));
  }
  if (found.length > 0) throw invalidStatus('meta.k8s.io', kind, '', found);
}

/** Who a write is tracked as: the fieldManager named, or the user agent up to its slash. Models managerOrUserAgent. */
export function fieldManagerOf(request: ApiRequest): string {
  const manager = queryOf(request, 'fieldManager');
  if (manager) return manager;
  const agent = request.headers['user-agent'] ?? '';
  return agent.split('/')[0]!.slice(0, 128);
}
