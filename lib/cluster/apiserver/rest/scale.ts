import { invalid } from '@/lib/api/field-error';
import { goText } from '@/lib/api/go-value';
import type { KubeObject } from '@/lib/api/object';
import { checkFields, restoreFields } from '@/lib/api/schema';
import { badRequestStatus, invalidStatus, methodNotAllowedStatus, unsupportedMediaTypeStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import type { Subresource } from '../../kinds/kind';
import { apiVersionOf } from '../../kinds/kind-table';
import { mediaTypeOf } from '../body';
import type { ResourceCall } from '../call';
import { trackUpdate } from '../managed-fields';
import { answer } from './answer';
import { fieldManagerOf } from './options';
import { patchedValue } from './patch';
import { get } from './read';
import { readKind } from './read-kind';
import { updateObject } from './update';

const STRATEGIC = 'application/strategic-merge-patch+json';
const VIEW_PATCHES = ['application/json-patch+json', 'application/merge-patch+json', STRATEGIC];

/** GET, PUT and PATCH of a subresource that shows part of the object in another kind: `scale`. */
export function serveView(call: ResourceCall, subresource: Subresource, view: NonNullable<Subresource['view']>): ApiResponse {
  const { info, request } = call;
  const current = get(call);
  const before = view.get(current);
  if (info.verb === 'get') return answer(call, 200, before);
  const after = wantedView(call, subresource, before);
  if (after.metadata?.name !== current.metadata.name) {
    throw badRequestStatus(`the name of the object (${after.metadata?.name ?? ''}) does not match the name on the URL (${info.name})`);
  }
  const replicas = after.spec?.replicas as unknown;
  if (subresource.speaks?.kind === 'Scale' && typeof replicas === 'number' && replicas < 0) {
    const error = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
    throw invalidStatus('autoscaling', 'Scale', info.name, [error]);
  }
  const put = view.put(current, after);
  const { resourceVersion } = after.metadata;
  const asked = { ...put, metadata: { ...put.metadata, ...(info.verb === 'update' && resourceVersion ? { resourceVersion } : {}) } };
  const next = updateObject(call, current, asked, (object) => trackUpdate(call, current, object, fieldManagerOf(request)));
  return answer(call, 200, view.get(next));
}

/** What the body asks the view to become. */
function wantedView(call: ResourceCall, { speaks }: Subresource, before: KubeObject): KubeObject {
  const { info, request } = call;
  const { group, version, kind } = speaks ?? { group: '', version: '', kind: '' };
  const schema = `io.k8s.api.${group.split('.')[0] || 'core'}.${version}.${kind}`;
  if (info.verb === 'update') return readKind(call, kind, apiVersionOf(group, version), schema);
  if (info.verb !== 'patch') throw methodNotAllowedStatus();
  const type = mediaTypeOf(request.headers['content-type']);
  if (!VIEW_PATCHES.includes(type)) throw unsupportedMediaTypeStatus(VIEW_PATCHES);
  const { value, patch } = patchedValue(call, type, before, schema);
  const strategic = type === STRATEGIC && typeof value === 'object' && value !== null;
  const { mismatch } = strategic ? restoreFields(value, schema) : checkFields(value, schema);
  if (mismatch) throw invalidStatus('', '', '', [invalid('patch', strategic ? goText(patch) : JSON.stringify(value), mismatch)]);
  return value as KubeObject;
}
