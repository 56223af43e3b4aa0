import type { KubeObject } from '@/lib/api/object';
import { badRequestStatus, methodNotAllowedStatus } from '@/lib/api/status';
import type { ApiResponse } from '../../client/client';
import type { Subresource } from '../../kinds/kind';
import type { ResourceCall } from '../call';
import { bodyValue } from '../decode';
import { trackUpdate } from '../managed-fields';
import { answer } from './answer';
import { fieldManagerOf } from './options';
import { patchedValue } from './patch';
import { get } from './read';
import { updateObject } from './update';

/** GET, PUT and PATCH of a subresource that shows part of the object in another kind: `scale`. */
export function serveView(call: ResourceCall, subresource: Subresource, view: NonNullable<Subresource['view']>): ApiResponse {
  const { info, request } = call;
  const current = get(call);
  const before = view.get(current);
  if (info.verb === 'get') return answer(call, 200, before);
  let wanted: unknown;
  if (info.verb === 'update') wanted = bodyValue(request.body, subresource.speaks?.kind ?? '').value;
  else if (info.verb === 'patch') {
    const type = (request.headers['content-type'] ?? '').split(';')[0]!;
    const { group, version, kind } = subresource.speaks ?? { group: '', version: '', kind: '' };
    wanted = patchedValue(call, type, before, `io.k8s.api.${group.split('.')[0]}.${version}.${kind}`).value;
  } else throw methodNotAllowedStatus();
  const after = wanted as KubeObject;
  if (after.metadata?.name !== current.metadata.name) {
    throw badRequestStatus(`the name of the object (${after.metadata?.name ?? ''}) does not match the name on the URL (${info.name})`);
  }
  const put = view.put(current, after);
  const { resourceVersion } = after.metadata;
  const asked = { ...put, metadata: { ...put.metadata, ...(info.verb === 'update' && resourceVersion ? { resourceVersion } : {}) } };
  const next = updateObject(call, current, asked, (object) => trackUpdate(call, current, object, fieldManagerOf(request)));
  return answer(call, 200, view.get(next));
}
