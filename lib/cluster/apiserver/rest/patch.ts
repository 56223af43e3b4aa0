import { invalid } from '@/lib/api/field-error';
import { goText } from '@/lib/api/go-value';
import { jsonPatch, JsonPatchError, MOST_OPERATIONS } from '@/lib/api/json-patch';
import { mergePatch } from '@/lib/api/merge-patch';
import type { KubeObject } from '@/lib/api/object';
import { restoreFields } from '@/lib/api/schema';
import { badRequestStatus, failure, invalidStatus, notFoundStatus, unsupportedMediaTypeStatus, type StatusError } from '@/lib/api/status';
import { strategicMergePatch, StrategicMergeError } from '@/lib/api/strategic-merge';
import { mediaTypeOf } from '../body';
import type { ResourceCall } from '../call';
import { bareReason, decodeObject } from '../decode';
import { trackUpdate } from '../managed-fields';
import { queryOf } from '../request-info';
import { apply } from './apply';
import { inNamespace, withDefaults } from './create';
import { checkWriteOptions, fieldManagerOf } from './options';
import { checkObjectPatch, checkOperations, readPatch } from './patch-body';
import { checkName, updateObject, type Updated } from './update';
import { currentOf, fromStored, toStored } from './versions';

const JSON_PATCH = 'application/json-patch+json';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

/** PATCH. Models handlers.PatchResource. */
export function patch(call: ResourceCall): Updated {
  const { served, info, request } = call;
  const type = mediaTypeOf(request.headers['content-type']);
  const types = patchTypesOf(call);
  if (!types.includes(type)) throw unsupportedMediaTypeStatus(types);
  checkWriteOptions(request, 'PatchOptions', type === APPLY);
  if (type === APPLY) return apply(call);
  const current = currentOf(call);
  if (!current) throw notFoundStatus(served.resource, info.name);
  const before = fromStored(served, current);
  const patched = patchedValue(call, type, before, served.version.schema);
  const given = namedAsAsked(call, decodePatched(call, type, patched));
  const object = withDefaults(call, toStored(served, given));
  const tracked = (next: KubeObject) => trackUpdate(call, current, next, fieldManagerOf(request));
  return { object: updateObject(call, current, object, tracked), created: false };
}

/** Custom resources have no Go type, so that there is no strategic merge for them. */
const patchTypesOf = ({ served }: ResourceCall): readonly string[] =>
  served.version.custom ? [JSON_PATCH, MERGE, APPLY] : [JSON_PATCH, MERGE, STRATEGIC, APPLY];

/** A patched object, before it is decoded. */
export interface Patched {
  readonly value: unknown;
  /** The patch as values: what a refusal of a strategic merge patch repeats. */
  readonly patch: unknown;
  readonly complaints: readonly string[];
}

/** The object with the patch applied, before it is decoded. `schema` names the definition for strategic merge. */
export function patchedValue(call: ResourceCall, type: string, before: object, schema: string): Patched {
  const lenient = queryOf(call.request, 'fieldValidation') === 'Ignore';
  const prefix = type === STRATEGIC || lenient ? '' : 'error decoding patch: ';
  const { value, complaints } = readPatch(call.request.body, prefix);
  const done = (patched: unknown): Patched => ({ value: patched, patch: value, complaints });
  if (type === JSON_PATCH) {
    const found = checkOperations(value, lenient);
    const operations = value as readonly unknown[] | null;
    if ((operations?.length ?? 0) > MOST_OPERATIONS) throw tooManyOperations(operations!.length);
    try {
      return { ...done(jsonPatch(before, operations ?? [])), complaints: [...complaints, ...found].map((text) => `json patch ${text}`) };
    } catch (error) {
      if (!(error instanceof JsonPatchError)) throw error;
      throw failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    }
  }
  checkObjectPatch(value, prefix);
  if (type === MERGE) return done(mergePatch(before, value ?? {}));
  try {
    return done(strategicMergePatch(before, (value ?? {}) as object, schema));
  } catch (error) {
    if (!(error instanceof StrategicMergeError)) throw error;
    if (error.code === 400) throw badRequestStatus(error.message);
    if (error.code === 422) throw failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    throw failure(500, '', error.message);
  }
}

const tooManyOperations = (count: number): StatusError => {
  const why = `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${count}`;
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${why}`);
};

/** Decoding a patched object fails as an Invalid of the patch, not as a BadRequest. */
function decodePatched(call: ResourceCall, type: string, { value, patch: given, complaints }: Patched): KubeObject {
  const shown = type === STRATEGIC ? goText(given) : undefined;
  const refuse = (why: string) => invalidStatus('', '', '', [invalid('patch', shown ?? JSON.stringify(value), why)]);
  if (shown !== undefined && typeof value === 'object' && value !== null) {
    const { mismatch, unknown } = restoreFields(value, call.served.version.schema);
    if (mismatch) throw refuse(mismatch);
    const found = [...complaints, ...unknown];
    if (found.length > 0 && queryOf(call.request, 'fieldValidation') === 'Strict')
      throw refuse(`strict decoding error: ${found.join(', ')}`);
  }
  try {
    return decodeObject(call, call.served, type === STRATEGIC ? ofItsType(call, value) : value, { duplicates: complaints });
  } catch (error) {
    const why = bareReason(error);
    if (why === undefined) throw error;
    throw refuse(why);
  }
}

/** A strategic merge happens within the Go type of the object: kind and apiVersion that a patch writes come to nothing. */
const ofItsType = ({ served }: ResourceCall, value: unknown): unknown =>
  typeof value === 'object' && value !== null ? { ...value, apiVersion: served.apiVersion, kind: served.kind.kind } : value;

function namedAsAsked(call: ResourceCall, given: KubeObject): KubeObject {
  const object = inNamespace(given, call.served.kind.namespaced ? call.info.namespace : '');
  checkName(object, call.info.name);
  return object;
}
