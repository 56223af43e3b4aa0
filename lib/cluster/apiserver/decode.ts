import type { KubeObject } from '@/lib/api/object';
import { canonicalQuantity, QuantityError } from '@/lib/api/quantity';
import { checkFields, normalizeObject, schemaFor, type FieldSchema } from '@/lib/api/schema';
import { badRequestStatus, failure, type StatusError } from '@/lib/api/status';
import { formatTime, parseTime } from '@/lib/api/time';
import { parseJson } from './json';
import type { ServedKind } from '../kinds/kind-table';
import { queryOf } from './request-info';
import type { Call } from './call';

const SCHEME = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30';
const TYPE_META = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** A body as a value: text is parsed, as JSON (duplicate fields are reported). */
export function bodyValue(body: unknown, kind: string): { value: unknown; duplicates: readonly string[] } {
  if (typeof body !== 'string') return { value: body, duplicates: [] };
  const parsed = parseJson(body);
  if ('error' in parsed) throw unrecognized(kind, parsed.error, body);
  return { value: parsed.value, duplicates: parsed.duplicates };
}

const unrecognized = (kind: string, why: string, text: string): StatusError =>
  badRequestStatus(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${text === '' ? '<empty>' : shown(text)})`,
  );

/** The start of a body, as errors show it: printable text as it is, the rest in hexadecimal. */
function shown(text: string): string {
  const cut = text.length > 1024 ? `${text.slice(0, 1024)} ...` : text;
  if (text.trimStart().startsWith('{')) return cut;
  return [...new TextEncoder().encode(cut)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A request's body as an object of the kind that the path names: types checked, unknown fields refused, warned of or
 * dropped as `fieldValidation` says, quantities and times in canonical form. Throws BadRequest with upstream's words.
 * `current`: the stored object; what comes back just as it was given out (the same value) is taken as it is.
 */
export function decodeBody(call: Call, served: ServedKind, current?: KubeObject): KubeObject {
  const { value, duplicates } = bodyValue(call.request.body, served.kind.kind);
  return decodeObject(call, served, value ?? {}, duplicates, current);
}

export function decodeObject(
  call: Call,
  served: ServedKind,
  value: unknown,
  duplicates: readonly string[] = [],
  current?: KubeObject,
): KubeObject {
  const { kind, version, apiVersion } = served;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const name = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw unrecognized(kind.kind, `json: cannot unmarshal ${name} into Go value of type ${TYPE_META}`, JSON.stringify(value));
  }
  const given = value as Record<string, unknown>;
  const givenVersion = typeof given.apiVersion === 'string' && given.apiVersion ? given.apiVersion : apiVersion;
  const givenKind = typeof given.kind === 'string' && given.kind ? given.kind : kind.kind;
  if (givenKind !== kind.kind || givenVersion !== apiVersion) refuseKind(call, served, givenVersion, givenKind);
  const whole: Record<string, unknown> = { ...given, apiVersion, kind: kind.kind };
  if (version.custom) {
    const read = version.custom.decode(whole);
    complain(call, served, [...duplicates, ...read.unknown]);
    return read.object as unknown as KubeObject;
  }
  let object = current ? withoutShared(whole, current) : whole;
  const { unknown, mismatch } = checkFields(object, version.schema);
  if (mismatch) throw badRequestStatus(cannotBeHandled(kind.kind, apiVersion, mismatch));
  complain(call, served, [...duplicates, ...unknown]);
  if (unknown.length > 0) object = pruned(object, version.schema) as Record<string, unknown>;
  try {
    object = canonical(object, version.schema) as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw badRequestStatus(cannotBeHandled(kind.kind, apiVersion, error.message));
  }
  object = normalizeObject(object, version.schema);
  if (current) object = inOrderOf(whole, object, current);
  if (!object.metadata) object = { ...object, metadata: {} };
  return object as unknown as KubeObject;
}

/** Unknown and duplicate fields: refused, warned of or passed over, as `fieldValidation` says. */
function complain(call: Call, { kind, apiVersion }: ServedKind, complaints: readonly string[]): void {
  if (complaints.length === 0) return;
  const mode = queryOf(call.request, 'fieldValidation') || 'Warn';
  if (mode === 'Strict') {
    throw badRequestStatus(cannotBeHandled(kind.kind, apiVersion, `strict decoding error: ${complaints.join(', ')}`));
  }
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

const cannotBeHandled = (kind: string, apiVersion: string, why: string) =>
  `${kind} in version ${JSON.stringify(apiVersion.slice(apiVersion.indexOf('/') + 1))} cannot be handled as a ${kind}: ${why}`;

function refuseKind(call: Call, served: ServedKind, apiVersion: string, kind: string): never {
  const [, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const handled = `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${served.kind.kind}`;
  if (!call.server.kinds.byKind(apiVersion, kind)) {
    throw badRequestStatus(
      `${handled}: no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "${SCHEME}"`,
    );
  }
  if (kind === served.kind.kind) {
    throw badRequestStatus(`the API version in the data (${apiVersion}) does not match the expected API version (${served.apiVersion})`);
  }
  const from = `${version}.${kind}`;
  const to = `${served.kind.group.split('.')[0] || 'core'}.${served.kind.kind}`;
  throw badRequestStatus(`${handled}: converting (${from}) to (${to}): unknown conversion`);
}

/** Without the fields that the schema does not know. */
function pruned(object: Record<string, unknown>, schemaName: string): object {
  const schema = schemaFor(schemaName);
  if (!schema) return object;
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(object)) {
    const field = schema.fields[name];
    if (field) out[name] = prunedValue(value, field);
  }
  return out;
}

function prunedValue(value: unknown, field: FieldSchema): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (field.type === 'object' && field.ref && !Array.isArray(value)) return pruned(value as Record<string, unknown>, field.ref);
  if (field.type === 'array' && Array.isArray(value) && field.items) return value.map((item) => prunedValue(item, field.items!));
  if (field.type === 'map' && field.values) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, prunedValue(item, field.values!)]));
  }
  return value;
}

const special = new Map<string, boolean>();

/** Whether a definition has quantities or times somewhere below it. */
function holdsSpecial(schemaName: string): boolean {
  const known = special.get(schemaName);
  if (known !== undefined) return known;
  special.set(schemaName, false);
  const fields = Object.values(schemaFor(schemaName)?.fields ?? {});
  const found = fields.some(fieldHoldsSpecial);
  special.set(schemaName, found);
  return found;
}

function fieldHoldsSpecial(field: FieldSchema): boolean {
  if (field.quantity || field.format === 'date-time') return true;
  if (field.type === 'object') return field.ref !== undefined && holdsSpecial(field.ref);
  const inner = field.items ?? field.values;
  return inner !== undefined && fieldHoldsSpecial(inner);
}

/** Quantities and times in canonical form; shares what did not change. */
function canonical(object: Record<string, unknown>, schemaName: string): unknown {
  const schema = schemaFor(schemaName);
  if (!schema || !holdsSpecial(schemaName)) return object;
  let out: Record<string, unknown> | undefined;
  for (const name in object) {
    const field = schema.fields[name];
    const before = object[name];
    if (!field || before === undefined || before === null) continue;
    const after = canonicalValue(before, field);
    if (after !== before) (out ??= { ...object })[name] = after;
  }
  return out ?? object;
}

function canonicalValue(value: unknown, field: FieldSchema): unknown {
  if (field.quantity) return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) : value;
  if (field.format === 'date-time') return typeof value === 'string' ? canonicalTime(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (field.type === 'object') return field.ref ? canonical(value as Record<string, unknown>, field.ref) : value;
  if (field.type === 'array' && Array.isArray(value)) {
    if (!field.items || !fieldHoldsSpecial(field.items)) return value;
    let out: unknown[] | undefined;
    for (let i = 0; i < value.length; i++) {
      const after = canonicalValue(value[i], field.items);
      if (after !== value[i]) (out ??= value.slice())[i] = after;
    }
    return out ?? value;
  }
  if (field.type === 'map' && field.values && fieldHoldsSpecial(field.values)) {
    let out: Record<string, unknown> | undefined;
    const map = value as Record<string, unknown>;
    for (const key in map) {
      const after = canonicalValue(map[key], field.values);
      if (after !== map[key]) (out ??= { ...map })[key] = after;
    }
    return out ?? value;
  }
  return value;
}

function canonicalTime(value: string): string {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return value;
  const ms = parseTime(value);
  if (Number.isNaN(ms)) {
    if (value === '') return value;
    throw failure(
      400,
      'BadRequest',
      `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
    );
  }
  return formatTime(ms);
}
