import type { KubeObject } from '@/lib/api/object';
import { checkFields, isNormal, normalizeObject, schemaFor } from '@/lib/api/schema';
import { badRequestStatus, StatusError } from '@/lib/api/status';
import { canonical, pruned } from './canonical';
import { readBody, unrecognizedStatus } from './body';
import { apiVersionOf, type ServedKind } from '../kinds/kind-table';
import { queryOf } from './request-info';
import type { Call } from './call';
import { internalPackage, interpretTypeMeta, notRegistered, TypeMetaError, withPathTypeMeta, type TypeMeta } from './type-meta';

/** Why a value is no object of the kind that it should be, in Go's words. `meta`: what it says it is, when that could be told. */
export class DecodeError extends Error {
  constructor(
    message: string,
    readonly meta?: TypeMeta,
  ) {
    super(message);
  }
}

/** A body as a value: text is parsed, as JSON (duplicate fields are reported). */
export const bodyValue = (body: unknown, kind: string): { value: unknown; duplicates: readonly string[] } => readBody(body, kind);

/**
 * A request's body as an object of the kind that the path names: types checked, unknown fields refused, warned of or
 * dropped as `fieldValidation` says, quantities and times in canonical form. Throws BadRequest with upstream's words.
 * `current`: the stored object; what comes back just as it was given out (the same value) is taken as it is.
 */
export function decodeBody(call: Call, served: ServedKind, current?: KubeObject): KubeObject {
  const { body, headers } = call.request;
  const { kind } = served.kind;
  const { value, duplicates, text } = readBody(body ?? '', kind, headers['content-type']);
  try {
    return decodeObject(call, served, value, { duplicates, text, current });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    if (!error.meta) throw unrecognizedStatus(kind, error.message, text ?? JSON.stringify(value) ?? '');
    throw badRequestStatus(
      `${error.meta.kind} in version ${JSON.stringify(error.meta.version)} cannot be handled as a ${kind}: ${error.message}`,
    );
  }
}

export interface DecodeOptions {
  /** Complaints about the text, told before those about fields. */
  readonly duplicates?: readonly string[];
  readonly text?: string | undefined;
  readonly current?: KubeObject | undefined;
}

/** A value as an object of a kind. Throws DecodeError. Models the decoding of apimachinery's codecs. */
export function decodeObject(call: Call, served: ServedKind, given: unknown, options: DecodeOptions = {}): KubeObject {
  const { kind, apiVersion } = served;
  const meta = metaOf(given, served);
  const version = apiVersionOf(meta.group, meta.version);
  if (meta.version === '') throw new DecodeError(`Object 'apiVersion' is missing in '${options.text ?? JSON.stringify(given)}'`, meta);
  const whole: Record<string, unknown> = { ...(given as object | null), apiVersion: version, kind: meta.kind };
  if (version === apiVersion && meta.kind === kind.kind) return decodeAs(call, served, whole, meta, options);
  const other = call.server.kinds.byKind(version, meta.kind);
  if (other) decodeAs(call, other, whole, meta, options);
  else if (!isKnownList(call, version, meta.kind)) throw new DecodeError(notRegistered(meta.kind, version), meta);
  if (other?.kind.group === kind.group && other.kind.kind === kind.kind) {
    throw badRequestStatus(`the API version in the data (${version}) does not match the expected API version (${apiVersion})`);
  }
  throw new DecodeError(
    `converting (${meta.version}.${meta.kind}) to (${internalPackage(kind.group)}.${kind.kind}): unknown conversion`,
    meta,
  );
}

function metaOf(given: unknown, { kind, version }: ServedKind): TypeMeta {
  try {
    return withPathTypeMeta(interpretTypeMeta(given), { group: kind.group, version: version.name, kind: kind.kind });
  } catch (error) {
    if (error instanceof TypeMetaError) throw new DecodeError(error.message);
    throw error;
  }
}

/** Lists of kinds are known, and decode; they are just never wanted. */
const isKnownList = (call: Call, apiVersion: string, kind: string) =>
  (kind === 'List' && apiVersion === 'v1') ||
  (kind.endsWith('List') && call.server.kinds.byKind(apiVersion, kind.slice(0, -4)) !== undefined);

function decodeAs(
  call: Call,
  { version }: ServedKind,
  whole: Record<string, unknown>,
  meta: TypeMeta,
  { duplicates = [], current }: DecodeOptions,
): KubeObject {
  if (version.custom) {
    const read = version.custom.decode(whole);
    if (read.mismatch) throw new DecodeError(read.mismatch, meta);
    complain(call, meta, [...duplicates, ...read.unknown]);
    return read.object as unknown as KubeObject;
  }
  let object = current ? withoutShared(whole, current) : whole;
  object = withoutNulls(object, version.schema);
  if (isNormal(object, version.schema)) complain(call, meta, duplicates);
  else {
    const { unknown, mismatch } = checkFields(object, version.schema);
    if (mismatch) throw new DecodeError(mismatch, meta);
    complain(call, meta, [...duplicates, ...unknown]);
    if (unknown.length > 0) object = pruned(object, version.schema) as Record<string, unknown>;
    object = canonical(object, version.schema) as Record<string, unknown>;
    object = normalizeObject(object, version.schema);
  }
  if (current) object = inOrderOf(whole, object, current);
  if (!object.metadata) object = { ...object, metadata: {} };
  return object as unknown as KubeObject;
}

/** Without the known fields that hold nothing, as which null stands. */
function withoutNulls(object: Record<string, unknown>, schemaName: string): Record<string, unknown> {
  const fields = schemaFor(schemaName)?.fields;
  let out: Record<string, unknown> | undefined;
  for (const name in object) {
    if ((object[name] === null || object[name] === undefined) && fields?.[name]) delete (out ??= { ...object })[name];
  }
  return out ?? object;
}

/** Unknown and duplicate fields: refused, warned of or passed over, as `fieldValidation` says. */
function complain(call: Call, meta: TypeMeta, complaints: readonly string[]): void {
  if (complaints.length === 0) return;
  const mode = queryOf(call.request, 'fieldValidation') || 'Warn';
  if (mode === 'Strict') throw new DecodeError(`strict decoding error: ${complaints.join(', ')}`, meta);
  if (mode === 'Warn') call.warnings.push(...complaints);
}

const isShared = (value: unknown, name: string, current: KubeObject) =>
  typeof value === 'object' && value !== null && value === current[name];

/** The fields that are not the very values of the stored object. */
function withoutShared(object: Readonly<Record<string, unknown>>, current: KubeObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name, value]) => !isShared(value, name, current)));
}

/** The decoded fields and those that were left out as shared, in the order in which they came. */
function inOrderOf(whole: Readonly<Record<string, unknown>>, decoded: Readonly<Record<string, unknown>>, current: KubeObject) {
  const out: Record<string, unknown> = {};
  for (const name in whole) {
    if (isShared(whole[name], name, current)) out[name] = whole[name];
    else if (name in decoded) out[name] = decoded[name];
  }
  return out;
}

/** The reason of a refusal to decode a custom resource, without the words around it. */
export const bareReason = (error: unknown): string | undefined => {
  if (error instanceof DecodeError) return error.message;
  if (!(error instanceof StatusError) || error.status.reason !== 'BadRequest') return undefined;
  return (error.status.message ?? '').replace(/^.* cannot be handled as an? [^:]*: /, '');
};
