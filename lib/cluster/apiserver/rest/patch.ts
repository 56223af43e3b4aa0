import { invalid } from '@/lib/api/field-error';
import { jsonPatch, JsonPatchError } from '@/lib/api/json-patch';
import { mergePatch } from '@/lib/api/merge-patch';
import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, failure, invalidStatus, notFoundStatus, StatusError, unsupportedMediaTypeStatus } from '@/lib/api/status';
import { strategicMergePatch, StrategicMergeError } from '@/lib/api/strategic-merge';
import type { ResourceCall } from '../call';
import { decodeObject } from '../decode';
import { parseJson } from '../json';
import { trackUpdate } from '../managed-fields';
import { apply } from './apply';
import { withDefaults } from './create';
import { checkWriteOptions, fieldManagerOf } from './options';
import { updateObject, type Updated } from './update';
import { currentOf, fromStored, toStored } from './versions';

export const PATCH_TYPES = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
  'application/apply-patch+cbor',
] as const;

/** PATCH. Models handlers.PatchResource. */
export function patch(call: ResourceCall): Updated {
  checkWriteOptions(call.request, 'PatchOptions');
  const { served, info, server } = call;
  const type = (call.request.headers['content-type'] ?? '').split(';')[0]!.trim();
  if (type === 'application/apply-patch+yaml') return apply(call);
  if (!(PATCH_TYPES as readonly string[]).includes(type)) throw unsupportedMediaTypeStatus(PATCH_TYPES);
  const current = currentOf(call);
  if (!current) throw notFoundStatus(served.resource, info.name);
  const patched = patchedValue(call, type, fromStored(served, current), served.version.schema);
  const given = namedAsAsked(call, decodePatched(call, patched));
  const object = withDefaults(call, toStored(served, given));
  const tracked = (next: KubeObject) => trackUpdate(call, current, next, fieldManagerOf(call.request));
  return { object: updateObject(call, current, object, tracked), created: false };
}

/** The object with the patch applied, before it is decoded. `schema` names the definition for strategic merge. */
export function patchedValue(call: ResourceCall, type: string, before: object, schema: string): unknown {
  let body = call.request.body;
  if (typeof body === 'string') {
    const parsed = parseJson(body);
    if ('error' in parsed) throw badRequestStatus(parsed.error);
    body = parsed.value;
  }
  if (type === 'application/json-patch+json') {
    if (!Array.isArray(body)) throw badRequestStatus('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
    try {
      return jsonPatch(before, body);
    } catch (error) {
      if (!(error instanceof JsonPatchError)) throw error;
      throw failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});
    }
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const what = Array.isArray(body) ? 'array' : body === null ? 'null' : typeof body === 'boolean' ? 'bool' : typeof body;
    throw badRequestStatus(`json: cannot unmarshal ${what} into Go value of type map[string]interface {}`);
  }
  if (type === 'application/merge-patch+json') return mergePatch(before, body);
  try {
    return strategicMergePatch(before, body, schema);
  } catch (error) {
    if (!(error instanceof StrategicMergeError)) throw error;
    throw badRequestStatus(error.message);
  }
}

/** Decoding a patched object fails as an Invalid of the patch, not as a BadRequest. */
function decodePatched(call: ResourceCall, patched: unknown): KubeObject {
  try {
    return decodeObject(call, call.served, patched);
  } catch (error) {
    if (!(error instanceof StatusError) || error.status.reason !== 'BadRequest') throw error;
    const why = (error.status.message ?? '').replace(/^.* cannot be handled as an? [^:]*: /, '');
    throw invalidStatus('', '', '', [invalid('patch', JSON.stringify(patched), why)]);
  }
}

function namedAsAsked(call: ResourceCall, object: KubeObject): KubeObject {
  const { info, served } = call;
  const { name, namespace = '' } = object.metadata;
  if (served.kind.namespaced && namespace !== info.namespace) {
    throw badRequestStatus('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (name !== info.name) throw badRequestStatus(`the name of the object (${name}) does not match the name on the URL (${info.name})`);
  return object;
}
