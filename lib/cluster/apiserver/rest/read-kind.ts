import { checkFields } from '@/lib/api/schema';
import { badRequestStatus } from '@/lib/api/status';
import { readBody, unrecognizedStatus } from '../body';
import type { Call } from '../call';
import { queryOf } from '../request-info';
import { interpretTypeMeta, notRegistered, TypeMetaError, withPathTypeMeta, type TypeMeta } from '../type-meta';

/**
 * The body of a request to a subresource that speaks a kind of its own (Binding, Eviction, Scale …): its types are checked against
 * the definition `schema`. Throws BadRequest with upstream's words.
 */
export function readKind<T extends object>(call: Call, kind: string, apiVersion: string, schema: string): T {
  const { body, headers } = call.request;
  const { value, duplicates, text } = readBody(body ?? '', kind, headers['content-type']);
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  let meta: TypeMeta;
  try {
    meta = withPathTypeMeta(interpretTypeMeta(value), { group: group ?? '', version: version ?? '', kind });
  } catch (error) {
    if (!(error instanceof TypeMetaError)) throw error;
    throw unrecognizedStatus(kind, error.message, text ?? JSON.stringify(value));
  }
  const refuse = (why: string) =>
    badRequestStatus(`${meta.kind} in version ${JSON.stringify(meta.version)} cannot be handled as a ${kind}: ${why}`);
  const given = meta.group ? `${meta.group}/${meta.version}` : meta.version;
  if (meta.kind !== kind) {
    const known = call.server.kinds.byKind(given, meta.kind) !== undefined;
    const to = `${(group ?? '').split('.')[0] || 'core'}.${kind}`;
    throw refuse(known ? `converting (${meta.version}.${meta.kind}) to (${to}): unknown conversion` : notRegistered(meta.kind, given));
  }
  const { unknown, mismatch } = checkFields(value ?? {}, schema);
  if (mismatch) throw refuse(mismatch);
  const complaints = [...duplicates, ...unknown];
  const mode = queryOf(call.request, 'fieldValidation') || 'Warn';
  if (complaints.length > 0 && mode === 'Strict') throw refuse(`strict decoding error: ${complaints.join(', ')}`);
  if (mode === 'Warn') call.warnings.push(...complaints);
  return (value ?? {}) as T;
}
